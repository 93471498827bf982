namespace KeyCeremonyConsole.Web.Startup;

/// <summary>From start to stop, also when the start fails half way.</summary>
internal static class OrderlyRun
{
    public static async Task RunInOrderAsync(this WebApplication app)
    {
        await using (app)
        {
            try
            {
                await app.StartAsync();
            }
            catch
            {
                // What had begun ends as it always does; merely disposed of, background services would call it a crash.
                await app.StopAsync();
                throw;
            }

            await app.WaitForShutdownAsync();
        }
    }
}
