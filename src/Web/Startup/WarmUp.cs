using KeyCeremonyConsole.Storage;
using KeyCeremonyConsole.Web.Look;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>
/// Begins, beside the start, what the start and the first page will wait for: a tenth off the time to the first page.
/// Nothing depends on it: whoever comes first makes it, and a failure is met and told where it is needed.
/// </summary>
internal static class WarmUp
{
    public static void BeginWarmUp(this WebApplication app) => _ = Task.Run(async () =>
    {
        app.Services.PrepareModel();
        await app.Services.GetRequiredService<ThemeSheet>().HrefAsync();
    });
}
