using System.Net;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Startup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

/// <summary>What a token of the organisation makes somebody here.</summary>
public sealed class OrganisationGrantTests : IAsyncLifetime
{
    private const string Operators = "0f5c7d0e-3b1a-4f0e-9d55-5f0a4c1f2b11";
    private const string Safes = "/vault/safes"; // As other providers name groups: by path.

    private Organisation _all = null!;

    public async ValueTask InitializeAsync() => _all = await Organisation.StartAsync(
        ($"Groups:{Operators}", "administrator, auditor"), ($"Groups:{Safes}", "Holder"));

    public ValueTask DisposeAsync() => _all.DisposeAsync();

    [Fact]
    public async Task Groups_give_the_roles_that_the_configuration_says()
    {
        _all.Provider.Groups = ["another", Operators.ToUpperInvariant()];
        Visitor grace = _all.App.NewVisitor();

        Assert.Equal("/people", (await _all.SignInAsync(grace, "/people")).Location);

        Assert.Equal(Roles.Administrator | Roles.Auditor, (await _all.OnlyPersonAsync()).Roles);
        Assert.Equal(HttpStatusCode.OK, (await grace.GetAsync("/people")).Status);
    }

    [Fact]
    public async Task Groups_and_app_roles_add_up()
    {
        (_all.Provider.Groups, _all.Provider.AppRoles) = ([Safes], ["auditor"]);

        await _all.SignInAsync(_all.App.NewVisitor());

        Assert.Equal(Roles.Holder | Roles.Auditor, (await _all.OnlyPersonAsync()).Roles);
    }

    [Fact]
    public async Task A_group_that_is_named_like_a_role_gives_none()
    {
        _all.Provider.Groups = ["administrator"];

        Assert.Equal("/not-allowed?reason=no-role", (await _all.SignInAsync(_all.App.NewVisitor())).Location);
    }

    [Fact]
    public async Task Who_is_in_more_groups_than_a_token_holds_is_told_so_and_what_to_ask_for()
    {
        _all.Provider.LeavesGroupsOut = true;
        Visitor grace = _all.App.NewVisitor();

        Page back = await _all.SignInAsync(grace);

        Assert.Equal("/not-allowed?reason=too-many-groups", back.Location);
        Assert.Contains("only the groups that are assigned to this console", (await grace.GetAsync(back.Location!)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_role_counts_also_for_somebody_in_too_many_groups()
    {
        (_all.Provider.LeavesGroupsOut, _all.Provider.AppRoles) = (true, ["holder"]);

        Assert.Equal("/account", (await _all.SignInAsync(_all.App.NewVisitor())).Location);
    }

    [Theory]
    [InlineData("Groups:1234", "owner", "AzureAd:Groups:1234 gives 'owner', which is no role")]
    [InlineData("StepUp:keyrings", "c1", "AzureAd:StepUp:keyrings names no act")]
    [InlineData("ClientCredentials:0:SourceType", "ClientSecret", "must describe one certificate or signed assertion")]
    [InlineData("ClientCredentials:0:SourceType", "a certificate", "must describe one certificate or signed assertion")]
    public void A_wrong_setting_stops_the_start_in_words(string key, string value, string said) =>
        Assert.Contains(said, Stopped(("Authority", "https://login.example.org"), (key, value)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("common")]
    [InlineData("Organizations")]
    [InlineData("consumers")]
    public void A_console_for_people_of_any_tenant_does_not_start(string tenant) =>
        Assert.Contains("your own tenant's id", Stopped(("Instance", "https://login.microsoftonline.com/"), ("TenantId", tenant)).Message, StringComparison.Ordinal);

    private static StartException Stopped(params (string Key, string Value)[] settings) => Assert.Throws<StartException>(() =>
        new ServiceCollection().AddPeople(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Append(("ClientId", "console")).ToDictionary(setting => $"AzureAd:{setting.Item1}", string? (setting) => setting.Item2))
            .Build()));
}
