using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Mail;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Mail;
using KeyCeremonyConsole.Web.People;
using KeyCeremonyConsole.Web.Quorum;
using KeyCeremonyConsole.Web.Startup;
using Microsoft.Extensions.Configuration;
using MudBlazor;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Mail;

/// <summary>Letters go out by a button, to a real server on loopback, and nothing depends on whether they arrive.</summary>
public sealed class MailTests : BunitContext, IAsyncLifetime
{
    private readonly Postbox _postbox = new();
    private readonly TestConsole _console;
    private Person _ada = null!;

    public MailTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        _console = new TestConsole(mail: new SmtpMail(Settings(("Host", "127.0.0.1"), ("Port", $"{_postbox.Port}"), ("Security", "None"), ("From", "console@example.org"))!));
    }

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private SendMail Send => _console.Get<SendMail>();

    public async ValueTask InitializeAsync() => _ada = await _console.PersonAsync("Ada", Roles.Administrator);

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
        await _postbox.DisposeAsync();
    }

    [Fact]
    public async Task An_invitation_goes_out_by_its_button_with_the_link_and_is_written_down_without_it()
    {
        IRenderedComponent<PeoplePage> page = People();
        await InviteBenAsync(page);
        string link = page.Find("#invitation-link").TextContent;
        Assert.Equal("ben@example.org", page.Find("#invitation-to").GetAttribute("value"));
        Assert.Contains("whoever reads that mailbox", page.Markup, StringComparison.Ordinal);

        page.Find(".invitation-mail").Submit();

        page.WaitForAssertion(() => Assert.Contains("Sent to ben@example.org.", page.Markup, StringComparison.Ordinal));
        string letter = Assert.Single(_postbox.Letters).Replace("=\n", "", StringComparison.Ordinal);
        Assert.Contains("To: Ben <ben@example.org>", letter, StringComparison.Ordinal);
        Assert.Contains("From: Key Ceremony Console <console@example.org>", letter, StringComparison.Ordinal);
        Assert.Contains(link, letter, StringComparison.Ordinal);
        AuditDraft entry = (await _console.Store.ReadAuditAsync(new AuditQuery(null, 1, "mail."), Stop)).Single().Draft;
        Assert.Equal("Sent the invitation of Ben to ben@example.org.", entry.Detail);
    }

    [Fact]
    public async Task A_server_that_is_away_or_refuses_is_said_and_the_invitation_stays_good()
    {
        Invited ben = TestConsole.Done(await _console.Get<ManagePeople>().AddAsync(_ada.Id, new PersonDraft("Ben", "ben", Roles.Holder), Stop));
        _postbox.Refuses = "ben@";
        Refusal? refused = (await Send.InvitationAsync(_ada.Id, ben.Code, "ben@example.org", new Uri("http://localhost/invitation/x"), Stop)).Refusal;
        Assert.Contains("as good as before: hand the link over yourself", refused!.Message, StringComparison.Ordinal);
        Assert.Contains("no such mailbox here", refused.Message, StringComparison.Ordinal);

        await _postbox.DisposeAsync();
        Refusal? away = (await Send.InvitationAsync(_ada.Id, ben.Code, "ben@example.org", new Uri("http://localhost/invitation/x"), Stop)).Refusal;

        Assert.Contains("The mail server cannot be reached.", away!.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await _console.Get<ManagePeople>().ListInvitedAsync(await _console.Get<KeyCeremonyConsole.Ceremonies.Access.Permissions>().OfAsync(_ada.Id, Stop), Stop));
    }

    [Fact]
    public async Task A_used_invitation_and_a_caller_who_may_not_send_nothing()
    {
        Invited ben = TestConsole.Done(await _console.Get<ManagePeople>().AddAsync(_ada.Id, new PersonDraft("Ben", "ben", Roles.Holder), Stop));
        Person eve = await _console.PersonAsync("Eve");
        var link = new Uri("http://localhost/invitation/x");

        Assert.Equal("not-allowed", (await Send.InvitationAsync(eve.Id, ben.Code, "eve@example.org", link, Stop)).Refusal?.Code);
        Assert.Equal("bad-address", (await Send.InvitationAsync(_ada.Id, ben.Code, "ben@example.org, eve@example.org", link, Stop)).Refusal?.Code);
        TestConsole.Done(await _console.Get<ManagePeople>().RevokeInvitationAsync(_ada.Id, ben.Person.Id, Stop));
        Assert.Equal("no-such-invitation", (await Send.InvitationAsync(_ada.Id, ben.Code, "ben@example.org", link, Stop)).Refusal?.Code);
        Assert.Empty(_postbox.Letters);
    }

    [Fact]
    public async Task Holders_whose_proof_is_old_are_reminded_each_by_a_letter_of_their_own()
    {
        IReadOnlyList<Person> people = await _console.PeopleAsync("ben@example.org", "cem@example.org", "dan");
        await _console.OpenVaultAsync(_ada, 2, people);
        _console.Clock.Advance(TimeSpan.FromDays(200));
        _postbox.Refuses = "cem@";
        _console.SignIn(this, _ada);
        Render<MudDialogProvider>();
        IRenderedComponent<HoldersPage> page = Render<HoldersPage>();
        page.WaitForState(() => page.FindAll(".remind button").Count > 0);

        page.Find(".remind button").Click();

        page.WaitForAssertion(() => Assert.Contains("Sent to ben@example.org. Without a mail address here: dan. Not sent: cem@example.org. The mail server refused it", page.Find(".remind [role=status]").TextContent, StringComparison.Ordinal));
        Assert.Contains("Please check your share", Assert.Single(_postbox.Letters), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ceremony_reminds_those_whom_it_waits_for_and_nobody_else()
    {
        IReadOnlyList<Person> people = await _console.PeopleAsync("ben@example.org", "cem@example.org", "dan@example.org");
        Ceremony initialise = await _console.InitialiseAsync(_ada, 2, people);
        await _console.CollectAsync(initialise.Id, people[0]);
        await _console.ProveAsync(initialise.Id, people[0]);

        Posted posted = TestConsole.Done(await Send.RemindOfCeremonyAsync(_ada.Id, initialise.Id, new Uri("http://localhost/ceremonies/1"), Stop));

        Assert.Equal(["cem@example.org", "dan@example.org"], posted.Sent);
        Assert.Equal(2, _postbox.Letters.Count);
    }

    [Theory]
    [InlineData("Host", "set Host to the mail server's name.", "Port=25")]
    [InlineData("Port", "set Port to a number", "Host=mail", "Port=many", "From=a@b.example")]
    [InlineData("Security", "set Security to StartTls, Tls or None", "Host=mail", "Security=Some", "From=a@b.example")]
    [InlineData("From", "set From to the address", "Host=mail", "From=console")]
    [InlineData("User", "a password is not sent in the clear", "Host=mail", "Security=None", "User=u", "Password=p", "From=a@b.example")]
    public void Settings_that_cannot_work_stop_the_start_in_a_sentence(string what, string sentence, params string[] settings)
    {
        StartException wrong = Assert.Throws<StartException>(() => Settings([.. settings.Select(s => (s.Split('=')[0], s.Split('=')[1]))]));

        Assert.Contains(sentence, wrong.Message, StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    [Fact]
    public void Without_the_section_there_is_no_mail_and_with_it_the_usual_ports_and_tls()
    {
        Assert.Null(Settings());
        Assert.Equal((587, MailSecurity.StartTls), Settings(("Host", "mail"), ("From", "a@b.example")) is var s ? (s!.Port, s.Security) : default);
        Assert.Equal(465, Settings(("Host", "mail"), ("From", "a@b.example"), ("Security", "tls"))!.Port);
    }

    [Fact]
    public async Task Where_no_mail_server_is_configured_nothing_offers_to_send()
    {
        using var console = new TestConsole();
        console.SignIn(this, await console.PersonAsync("Zoe", Roles.Administrator));
        Render<MudDialogProvider>();
        IRenderedComponent<PeoplePage> page = Render<PeoplePage>();

        Assert.False(console.Get<SendMail>().IsConfigured);
        Assert.Empty(page.FindAll(".invitation-mail"));
    }

    private static MailSettings? Settings(params (string Key, string Value)[] settings) => MailSettings.Of(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Mail:{s.Key}", (string?)s.Value))).Build());

    private IRenderedComponent<PeoplePage> People()
    {
        _console.SignIn(this, _ada);
        _dialogs = Render<MudDialogProvider>();
        return Render<PeoplePage>();
    }

    private IRenderedComponent<MudDialogProvider> _dialogs = null!;

    private async Task InviteBenAsync(IRenderedComponent<PeoplePage> page)
    {
        page.FindAll("button").Single(b => b.TextContent == "Add a person").Click();
        await _dialogs.Find("#person-name").ChangeAsync(new() { Value = "Ben" });
        await _dialogs.Find("#person-address").ChangeAsync(new() { Value = "ben@example.org" });
        await _dialogs.Find("#person-sign-in").ChangeAsync(new() { Value = "ben" });
        _dialogs.Find("#add-person").Submit();
        page.WaitForState(() => page.FindAll("#invitation-to").Count > 0);
    }
}
