using System.Security.Claims;
using Bunit;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Layout;

/// <summary>The pill above every page, and the number at the menu.</summary>
public sealed class GlanceTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private readonly LateSession _session = new();
    private Person _admin = null!;
    private Person _holder = null!;

    public async ValueTask InitializeAsync()
    {
        _admin = await _console.PersonAsync("Olga", Roles.Administrator);
        _holder = (await _console.PeopleAsync("Ada"))[0];
        await _console.OpenVaultAsync(_admin, 1, [_holder]);
        await _console.RekeyAsync(_admin, 1, [_holder]);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    // A circuit makes its cascading values before it knows who looks.
    [Fact]
    public void Before_it_is_known_who_looks_it_says_what_everybody_may_know_and_then_the_rest()
    {
        IRenderedComponent<Probe> page = Open();
        page.WaitForAssertion(() => Assert.Equal("Unsealed||0", page.Markup));

        _session.Set(_admin);

        page.WaitForAssertion(() => Assert.Equal("Unsealed|Key term 1, installed just now|1", page.Markup));
    }

    [Fact]
    public async Task Who_may_not_read_the_key_status_is_not_told_the_term_nor_of_ceremonies_that_are_hidden()
    {
        string text = BuiltInPolicies.Find("holder")!.Text.Replace("path \"sys/rekey/init\" { capabilities = [\"read\"] }", "", StringComparison.Ordinal);
        TestConsole.Done(await _console.Get<ChangePolicy>().WriteAsync(_admin.Id, "holder", text, Xunit.TestContext.Current.CancellationToken));
        IRenderedComponent<Probe> page = Open();

        _session.Set(_admin);
        page.WaitForAssertion(() => Assert.EndsWith("|1", page.Markup, StringComparison.Ordinal));
        _session.Set(_holder);
        page.WaitForAssertion(() => Assert.Equal("Unsealed||0", page.Markup));
    }

    private IRenderedComponent<Probe> Open()
    {
        Services.AddSingleton<TimeProvider>(_console.Clock).AddSingleton<AuthenticationStateProvider>(_session);
        Services.AddSingleton(_console.Get<IConsoleFeed>()).AddSingleton(_console.Get<Watch>()).AddSingleton(_console.Get<Permissions>());
        Services.AddGlance();
        return Render<Probe>();
    }

    private sealed class Probe : ComponentBase
    {
        [CascadingParameter]
        public Glance? Glance { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder) =>
            builder.AddContent(0, $"{Glance?.Text}|{Glance?.Detail}|{Glance?.OpenCeremonies}");
    }

    private sealed class LateSession : AuthenticationStateProvider
    {
        private Task<AuthenticationState>? _state;

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => _state ?? throw new InvalidOperationException("Not yet.");

        public void Set(Person person)
        {
            _state = Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([new Claim(PersonClaims.Person, person.Id.Value)], "test"))));
            NotifyAuthenticationStateChanged(_state);
        }
    }
}
