using KeyCeremonyConsole.Web;
using KeyCeremonyConsole.Web.Account;
using KeyCeremonyConsole.Web.Api;
using KeyCeremonyConsole.Web.Audit;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Layout;
using KeyCeremonyConsole.Web.Live;
using KeyCeremonyConsole.Web.Security;
using KeyCeremonyConsole.Web.Startup;
using KeyCeremonyConsole.Web.Telemetry;
using KeyCeremonyConsole.Web.Witness;
using MudBlazor.Services;

return await ConsoleCommand.RunAsync(args, async () =>
{
    WebApplicationBuilder builder = ConsoleBuilder.Create(args);
    builder.Services.AddCeremonies(builder.Configuration);
    builder.Services.AddPeople(builder.Configuration);
    builder.Services.AddConsoleSecurity();
    builder.Services.AddCeremonyHub();
    builder.Services.AddWitnesses();
    builder.Services.AddVaultApi();
    builder.Services.AddTelemetry(builder.Configuration);
    builder.Services.AddGlance();
    builder.Services.AddMudServices();
    builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        circuits.PersistedCircuitInMemoryMaxRetained = 0); // Resumed, a page would be drawn anew over what it shows once.

    WebApplication app = builder.Build();
    app.BeginWarmUp();
    app.UseTelemetry();
    app.UseConsoleSecurity(SignInMode.FormTargets(app.Configuration));
    app.UseVaultApi();
    app.UseExceptionHandler("/error", createScopeForErrors: true);
    app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
    app.UsePlainStatusFor("/hubs", "/_blazor", "/account/passkeys", "/account/prove");
    app.UseSameOrigin("/hubs", "/_blazor");
    app.UseFirstSetUp();
    app.UseAuthentication();
    app.UseCurrentSession();
    app.UseRateLimiter();
    app.UseAuthorization();
    app.UseAntiforgery();
    app.MapStaticAssets().AllowAnonymous();
    app.MapThemeSheet();
    app.MapAccount();
    app.MapCeremonyHub();
    app.MapWitnessEvents();
    app.MapAudit();
    SysSpecs.Map(app);
    app.MapRazorComponents<App>().AddInteractiveServerRenderMode(SecurityHeaders.Harden);
    await app.RunInOrderAsync();
});
