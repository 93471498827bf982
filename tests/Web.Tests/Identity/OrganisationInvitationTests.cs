using System.Net;
using AngleSharp.Html.Dom;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

/// <summary>Invitations that are bound to an account of the organisation, and its people's sessions.</summary>
public sealed class OrganisationInvitationTests : IAsyncLifetime
{
    private const string Benno = "b3n@example.org";

    private readonly ConsoleApp _app = new() { Clock = null };

    private Provider _provider = null!;
    private Person _boss = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ManagePeople People => _app.Services.GetRequiredService<ManagePeople>();

    public async ValueTask InitializeAsync()
    {
        _provider = await Provider.StartAsync();
        _app.Settings["AzureAd:Authority"] = _provider.Authority;
        _app.Settings["AzureAd:ClientId"] = Provider.ClientId;
        _app.Settings["AzureAd:ClientSecret"] = Provider.ClientSecret;
        _app.Settings["AzureAd:RequireHttpsMetadata"] = "false";
        (_provider.Name, _provider.AppRoles) = ("Boss", ["administrator"]);
        await SignInAsync(_app.NewVisitor(), "/account");
        _boss = Assert.Single(await _app.Store.ListPeopleAsync(Stop));
        (_provider.Subject, _provider.Name, _provider.AppRoles) = ("b3n", "Benno", ["holder"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task The_page_names_the_account_and_leads_to_the_organisation()
    {
        Invited ben = await InviteAsync(Benno);

        Page page = await _app.NewVisitor().GetAsync($"/invitation/{ben.Code}");

        Assert.Contains("Boss invites you to this key ceremony console as holder.", page.Text, StringComparison.Ordinal);
        Assert.Contains($"Sign in to your organisation as {Benno}", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Html.QuerySelectorAll("input[type=password]"));
    }

    [Fact]
    public async Task The_account_that_it_names_becomes_the_invited_person()
    {
        Invited ben = await InviteAsync(Benno);

        Page back = await ArriveAsync(_app.NewVisitor(), ben.Code);

        Assert.Equal("/", back.Location);
        Person person = (await _app.Store.FindPersonAsync(ben.Person.Id, Stop))!;
        Assert.Equal((PersonState.Active, "Benno", Roles.Holder, true), (person.State, person.Name, person.Roles, person.External is not null));
        Assert.Equal("/not-allowed?reason=invitation-unusable", (await ArriveAsync(_app.NewVisitor(), ben.Code)).Location); // Used twice.
    }

    [Fact]
    public async Task Another_account_is_refused_in_a_plain_sentence_and_the_invitation_stays_good()
    {
        Invited ben = await InviteAsync(Benno);
        (_provider.Subject, _provider.Name) = ("m4l", "Mallory");
        Visitor mallory = _app.NewVisitor();

        Page back = await ArriveAsync(mallory, ben.Code);

        Assert.Equal("/not-allowed?reason=other-address", back.Location);
        Assert.Contains("It names an address, and your organisation says that another one is yours.", (await mallory.GetAsync(back.Location!)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await mallory.GetAsync("/account")).Status);
        (_provider.Subject, _provider.Name) = ("b3n", "Benno");
        Assert.Equal("/", (await ArriveAsync(_app.NewVisitor(), ben.Code)).Location);
    }

    [Fact]
    public async Task Somebody_who_is_known_already_does_not_become_the_invited_person()
    {
        await SignInAsync(_app.NewVisitor(), "/account");
        Invited other = await InviteAsync("someone@example.org");

        Assert.Equal("/not-allowed?reason=invitation-of-other", (await ArriveAsync(_app.NewVisitor(), other.Code)).Location);
        Assert.Equal(PersonState.Invited, (await _app.Store.FindPersonAsync(other.Person.Id, Stop))!.State);
    }

    [Fact]
    public async Task Who_is_invited_and_comes_without_the_link_is_told_to_open_it()
    {
        await InviteAsync(Benno);

        Assert.Equal("/not-allowed?reason=invitation-needed", (await SignInAsync(_app.NewVisitor(), "/account")).Location);
    }

    [Fact]
    public async Task A_revoked_one_opens_nothing()
    {
        Invited ben = await InviteAsync(Benno);
        await People.RevokeInvitationAsync(_boss.Id, ben.Person.Id, Stop);

        Assert.Equal("/not-allowed?reason=invitation-unusable", (await ArriveAsync(_app.NewVisitor(), ben.Code)).Location);
    }

    [Fact]
    public async Task Sessions_of_the_organisations_people_are_listed_and_ended_too()
    {
        Visitor here = _app.NewVisitor(), there = _app.NewVisitor();
        await SignInAsync(here, "/account");
        await SignInAsync(there, "/account");
        Page account = await here.GetAsync("/account");
        Assert.Equal(2, account.Html.QuerySelectorAll(".sessions li").Length);

        await here.PostAsync("/account", account.NamedForm("session-end-others"));

        Assert.Equal(HttpStatusCode.Found, (await there.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account")).Status);
    }

    private async Task<Invited> InviteAsync(string address)
    {
        Outcome<Invited> outcome = await People.AddAsync(_boss.Id, new PersonDraft("Ben", "", Roles.Holder) { Address = address, IsOfOrganisation = true }, Stop);
        return outcome.Match(invited => invited, refusal => throw new InvalidOperationException(refusal.Message));
    }

    private Task<Page> ArriveAsync(Visitor visitor, string code) => SignInAsync(visitor, $"/account/challenge?invitation={code}");

    private async Task<Page> SignInAsync(Visitor visitor, string page)
    {
        Page challenge = await visitor.GetAsync(page);
        Assert.StartsWith(_provider.Authority, challenge.Location, StringComparison.Ordinal);
        using var elsewhere = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        IHtmlFormElement form = (await Page.OfAsync(await elsewhere.GetAsync(challenge.Location, Stop))).Form();
        return await visitor.PostAsync("/signin-oidc", form);
    }
}
