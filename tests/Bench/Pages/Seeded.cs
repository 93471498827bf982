using KeyCeremonyConsole.Bench.FanOut;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Bench.Pages;

/// <summary>A data folder with people, a sealed vault and its unseal ceremony, and the administrator's cookie.</summary>
internal sealed record Seeded(string Data, SignedInCookie Cookie, CeremonyId Unseal)
{
    public static async Task<Seeded> MakeAsync(Places places)
    {
        string data = places.NewData();
        await using ConsoleHost console = await ConsoleHost.StartAsync(data);
        Cast cast = await Cast.GatherAsync(console.Services, watchers: 0);
        IReadOnlyList<Ceremony> open = await console.Get<IConsoleStore>().ListOpenCeremoniesAsync(CancellationToken.None);
        return new Seeded(
            data,
            await SignedInCookie.MakeAsync(console.Services, cast.Administrator.Id),
            open.Single(c => c.Kind is CeremonyKind.Unseal).Id);
    }
}
