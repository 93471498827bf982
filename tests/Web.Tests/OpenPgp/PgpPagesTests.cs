using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Web.Ceremonies;
using KeyCeremonyConsole.Web.Ceremonies.Start;
using KeyCeremonyConsole.Web.Keys;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.OpenPgp;

/// <summary>A holder with an OpenPGP key, from the wizard to the message, and the backup; over the real trips and the real library.</summary>
public sealed class PgpPagesTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private Person _olga = null!;
    private IReadOnlyList<Person> _people = [];

    public PgpPagesTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private Person Ada => _people[0];

    public async ValueTask InitializeAsync()
    {
        _olga = await _console.PersonAsync("Olga", Roles.Administrator | Roles.Auditor);
        _people = await _console.PeopleAsync("Ada", "Ben");
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public async Task The_organiser_adds_a_key_ticks_it_and_sees_it_in_the_review()
    {
        _console.SignIn(this, _olga);
        IRenderedComponent<NewCeremonyPage> page = Wizard("initialise");
        Number(page, "Shares").Input("2");
        Number(page, "Threshold").Input("2");
        Button(page, "Fill in order").Click();

        Button(page, "Add an OpenPGP key of Ada…").Click();
        page.Find(".holder-key textarea").Change(AdasKey.Armored);
        Button(page, "Keep this key").Click();

        page.WaitForAssertion(() => Assert.True(page.Find(".holder-key input[type=checkbox]").HasAttribute("checked")));
        page.Find("#reason").Input("We begin.");
        Button(page, "Review").Click();
        Assert.Contains(AdasKey.Grouped, page.Markup, StringComparison.Ordinal);

        Button(page, "Initialise the vault").Click();

        page.WaitForAssertion(() => Assert.Contains("/ceremonies/", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
        Ceremony ceremony = (await _console.OpenAsync()).Single();
        Assert.Equal([AdasKey.Fingerprint, null], ceremony.Of(Part.Recipient).Select(p => p.Pgp?.Fingerprint));
    }

    [Fact]
    public void What_is_no_key_is_refused_where_it_was_pasted()
    {
        _console.SignIn(this, _olga);
        IRenderedComponent<NewCeremonyPage> page = Wizard("initialise");
        Number(page, "Shares").Input("2");
        Button(page, "Fill in order").Click();
        Button(page, "Add an OpenPGP key of Ada…").Click();
        page.Find(".holder-key textarea").Change("-----BEGIN PGP PRIVATE KEY BLOCK-----");

        Button(page, "Keep this key").Click();

        page.WaitForAssertion(() => Assert.Contains("PRIVATE key", page.Find(".holder-key").TextContent, StringComparison.Ordinal));
        Assert.Single(page.FindAll(".holder-key textarea"));
    }

    [Fact]
    public async Task A_backup_is_offered_in_a_rekey_with_a_key_and_nowhere_else()
    {
        await _console.OpenVaultAsync(_olga, 2, _people);
        await _console.GiveKeyAsync(Ada);
        _console.SignIn(this, _olga);
        IRenderedComponent<NewCeremonyPage> page = Wizard("rekey");
        Assert.DoesNotContain("as a backup", page.Markup, StringComparison.Ordinal);

        page.Find(".holder-key input[type=checkbox]").Change(true);

        Assert.Contains("Keep the encrypted shares as a backup", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_holder_gets_the_message_by_a_click_and_again_and_sees_which_key_it_is_for()
    {
        Ceremony rekey = await DeliveringAsync();
        _console.SignIn(this, Ada);
        IRenderedComponent<CeremonyLive> page = Live(rekey.Id);
        Assert.Contains(AdasKey.Grouped, page.Find(".your-part").TextContent, StringComparison.Ordinal);
        page.Render();
        Assert.Null((await _console.FindAsync(rekey.Id)).Find(Ada.Id, Part.Recipient)!.RevealedAt);

        Button(page, "Get the message").Click();

        page.WaitForAssertion(() => Assert.StartsWith("-----BEGIN PGP MESSAGE-----", page.Find("#new-message-text").TextContent, StringComparison.Ordinal));
        Assert.NotNull((await _console.FindAsync(rekey.Id)).Find(Ada.Id, Part.Recipient)!.RevealedAt);
        Assert.StartsWith("data:application/pgp-encrypted;base64,", page.Find("a[download]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("share-1.asc", page.Find("a[download]").GetAttribute("download"));
        Assert.Contains("Prove your new share", page.Markup, StringComparison.Ordinal);

        IRenderedComponent<CeremonyLive> again = Live(rekey.Id);
        Button(again, "Get the message again").Click();
        again.WaitForAssertion(() => Assert.Single(again.FindAll("#new-message-text")));
    }

    [Fact]
    public async Task Everybody_sees_whose_share_goes_to_which_key()
    {
        Ceremony rekey = await DeliveringAsync();
        _console.SignIn(this, _olga);

        IRenderedComponent<CeremonyLive> page = Live(rekey.Id);

        Assert.Single(page.FindAll(".roster li"), row => row.TextContent.Contains($"to OpenPGP key {AdasKey.Grouped}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_administrator_shows_the_backup_by_a_click_and_deletes_it_after_a_question()
    {
        Ceremony rekey = await DeliveringAsync(VerificationPolicy.None);
        Assert.Equal(CeremonyStage.Completed, rekey.Stage);
        _console.SignIn(this, _olga);
        IRenderedComponent<BackupCard> card = Render<BackupCard>();
        Assert.Empty(card.FindAll("textarea"));

        Button(card, "Show the messages").Click();
        card.WaitForAssertion(() => Assert.StartsWith("-----BEGIN PGP MESSAGE-----", card.Find("textarea").TextContent, StringComparison.Ordinal));
        Assert.Contains("Ada", card.Find("label").TextContent, StringComparison.Ordinal);

        Button(card, "Delete the backup…").Click();
        Button(card, "Delete the backup").Click();

        card.WaitForAssertion(() => Assert.Empty(card.FindAll("section")));
        Assert.Null(await _console.Store.GetAsync("core/unseal-keys-backup", Stop));
    }

    [Fact]
    public void Without_a_backup_there_is_no_card()
    {
        _console.SignIn(this, _olga);

        Assert.Empty(Render<BackupCard>().FindAll("section"));
    }

    // Ada's share is encrypted; the vault is open and the new shares are dealt.
    private async Task<Ceremony> DeliveringAsync(VerificationPolicy verification = VerificationPolicy.AllHolders)
    {
        await _console.OpenVaultAsync(_olga, 2, _people);
        await _console.GiveKeyAsync(Ada);
        var order = new CeremonyOrder(2, 2, [.. _people.Select(p => p.Id)], verification, TimeSpan.FromHours(24), "Ines leaves the team")
        {
            ToPgp = [Ada.Id],
            Backup = true,
        };
        Ceremony rekey = TestConsole.Done(await _console.Get<StartRekey>().RunAsync(_olga.Id, order, Stop));
        await _console.SubmitAsync(rekey.Id, _people[0]);
        return await _console.SubmitAsync(rekey.Id, _people[1]);
    }

    private IRenderedComponent<NewCeremonyPage> Wizard(string kind)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/ceremonies/new?kind={kind}");
        return Render<NewCeremonyPage>();
    }

    private IRenderedComponent<CeremonyLive> Live(CeremonyId id) => Render<CeremonyLive>(p => p.Add(c => c.Id, id));

    private static IElement Button<T>(IRenderedComponent<T> page, string text)
        where T : IComponent => page.FindAll("button").First(b => b.TextContent.Trim() == text);

    private static IElement Number(IRenderedComponent<NewCeremonyPage> page, string label) =>
        page.FindAll(".scheme .mud-input-control").Single(c => c.TextContent.Contains(label, StringComparison.Ordinal)).QuerySelector("input")!;
}
