using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Web.Ceremonies;
using KeyCeremonyConsole.Web.Ceremonies.Start;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.OpenPgp;

/// <summary>A root token on the pages: asked for, authorised, collected, forgotten.</summary>
public sealed class RootTokenPagesTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private readonly JSRuntimeInvocationHandler _show;
    private readonly JSRuntimeInvocationHandler _decode;
    private Person _olga = null!;
    private IReadOnlyList<Person> _people = [];

    public RootTokenPagesTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        BunitJSModuleInterop script = JSInterop.SetupModule("./RootToken/StartRoot.razor.js");
        _show = script.SetupVoid("show", _ => true).SetVoidResult();
        script.SetupVoid("wipe").SetVoidResult();
        script.Setup<bool>("mayLeave").SetResult(true);
        _decode = JSInterop.SetupModule("./RootToken/TokenPart.razor.js").SetupVoid("decode", _ => true).SetVoidResult();
    }

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private string Address => Services.GetRequiredService<NavigationManager>().Uri;

    public async ValueTask InitializeAsync()
    {
        _olga = await _console.PersonAsync("Olga", Roles.Administrator);
        _people = await _console.PeopleAsync("Ada", "Ben");
        await _console.OpenVaultAsync(_olga, 2, _people);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public async Task The_wizard_shows_the_password_once_and_what_crossed_is_wiped()
    {
        _console.SignIn(this, _olga);
        IRenderedComponent<NewCeremonyPage> page = Wizard();
        page.Find("#reason").Input("Locked out.");
        Button(page, "Review").Click();
        Button(page, "Ask the holders").Click();

        page.WaitForAssertion(() => Assert.Single(_show.Invocations));
        byte[] crossed = Assert.IsType<byte[]>(Assert.Single(_show.Invocations).Arguments[1]);
        Assert.Equal(28, crossed.Length);
        Assert.All(crossed, b => Assert.Equal(0, b));
        Assert.Empty(page.Find("[data-share]").ChildNodes);
        Ceremony ceremony = (await _console.OpenAsync()).Single();
        Assert.Equal(CeremonyKind.GenerateRoot, ceremony.Kind);

        Button(page, "I have stored it: go to the ceremony").Click();

        page.WaitForAssertion(() => Assert.EndsWith($"/ceremonies/{ceremony.Id}", Address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_key_of_ones_own_there_is_no_password()
    {
        await _console.GiveKeyAsync(_olga);
        _console.SignIn(this, _olga);
        IRenderedComponent<NewCeremonyPage> page = Wizard();
        page.FindAll("input[name=token-way]")[1].Change(true);
        page.Find("#reason").Input("Locked out.");
        Button(page, "Review").Click();
        Button(page, "Ask the holders").Click();

        page.WaitForAssertion(() => Assert.Contains("/ceremonies/", Address, StringComparison.Ordinal));
        Assert.Empty(_show.Invocations);
        Assert.Equal(AdasKey.Fingerprint, (await _console.OpenAsync()).Single().TokenKey?.Fingerprint);
    }

    [Fact]
    public void Without_a_key_of_ones_own_it_cannot_be_chosen()
    {
        _console.SignIn(this, _olga);

        IRenderedComponent<NewCeremonyPage> page = Wizard();

        Assert.True(page.FindAll("input[name=token-way]")[1].HasAttribute("disabled"));
        Assert.Contains("You have none here.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_holder_reads_what_they_approve()
    {
        Ceremony ceremony = await StartAsync();
        _console.SignIn(this, _people[0]);

        IRenderedComponent<CeremonyLive> page = Live(ceremony.Id);

        Assert.Contains("a token that may do everything in this vault. Olga alone gets it", page.Markup, StringComparison.Ordinal);
        Assert.Contains("veiled with a one-time password", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asked_collects_decodes_and_has_it_forgotten()
    {
        Ceremony ceremony = await MadeAsync();
        _console.SignIn(this, _olga);
        IRenderedComponent<CeremonyLive> page = Live(ceremony.Id);
        page.Render();
        Assert.Empty(page.FindAll("#token-encoded"));

        Button(page, "Collect the encoded token").Click();
        page.WaitForAssertion(() => Assert.Equal(38, page.Find("#token-encoded").TextContent.Length));
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Equal(page.Find("#token-encoded").TextContent, Assert.Single(_decode.Invocations).Arguments[1]));
        Assert.Empty(page.Find("[data-token]").ChildNodes);

        Button(page, "I have the token: forget it here").Click();

        page.WaitForAssertion(() => Assert.Contains("has forgotten the encoded token", page.Markup, StringComparison.Ordinal));
        Assert.Null(await _console.Store.FindDeliveryAsync(ceremony.Id, _olga.Id, DeviceId.None, Stop));
    }

    [Fact]
    public async Task Nobody_else_is_offered_the_token()
    {
        Ceremony ceremony = await MadeAsync();
        _console.SignIn(this, await _console.PersonAsync("Otto", Roles.Administrator));

        IRenderedComponent<CeremonyLive> page = Live(ceremony.Id);

        Assert.DoesNotContain("Collect the encoded token", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Olga alone can collect and decode it.", page.Markup, StringComparison.Ordinal);
    }

    private async Task<Ceremony> StartAsync()
    {
        StartedRoot started = TestConsole.Done(await _console.Get<StartGenerateRoot>().RunAsync(_olga.Id, new RootOrder(false, TimeSpan.FromHours(1), "Locked out."), Stop));
        started.Password!.Dispose();
        return started.Ceremony;
    }

    private async Task<Ceremony> MadeAsync()
    {
        Ceremony ceremony = await StartAsync();
        await _console.SubmitAsync(ceremony.Id, _people[0]);
        return await _console.SubmitAsync(ceremony.Id, _people[1]);
    }

    private IRenderedComponent<NewCeremonyPage> Wizard()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/ceremonies/new?kind=root");
        return Render<NewCeremonyPage>();
    }

    private IRenderedComponent<CeremonyLive> Live(CeremonyId id) => Render<CeremonyLive>(p => p.Add(c => c.Id, id));

    private static IElement Button<T>(IRenderedComponent<T> page, string text)
        where T : IComponent => page.FindAll("button").First(b => b.TextContent.Trim() == text);
}
