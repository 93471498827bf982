using KeyCeremonyConsole.Web.Look;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>
/// Begins, beside the start, what the start and the first page will wait for.
/// Nothing depends on it: whoever comes first makes it, and a failure is met and told where it is needed.
/// </summary>
internal static class WarmUp
{
    public static void BeginWarmUp(this WebApplication app)
    {
        app.Services.GetRequiredService<ConsoleLife>().BeginOpening();

        // Not sooner: what renders the sheet also looks at the vault, and the storage must be open for that.
        app.Lifetime.ApplicationStarted.Register(() => _ = Task.Run(app.Services.GetRequiredService<ThemeSheet>().HrefAsync));
    }
}
