using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Unseal;

/// <summary>
/// Sees to it that a sealed vault has its open unseal ceremony, also when the engine sealed itself because the store
/// did not hold what was written. Called by the clock. A vault behind a seal provider has none: see <see cref="AutoUnseal"/>.
/// </summary>
public sealed class KeepUnsealOpen(CeremonyRoom room, IConsoleStore store, SealEngine engine, Watch watch)
{
    public async Task RunAsync(CancellationToken ct)
    {
        if (!engine.IsSealed || await FindMissingAsync(ct) is null)
        {
            return;
        }

        using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("unseal.open", "", ct);
        if (engine.IsSealed && await FindMissingAsync(ct) is { } current)
        {
            Ceremony unseal = await UnsealCeremonies.OpenAsync(
                store, current, visit.Scribe.Now, "The console sealed the vault to keep it safe.", ct);
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("The vault was found sealed; its unseal is open.", unseal.Id.Value)) { Ceremonies = [unseal] });
            watch.Announce(unseal);
            await watch.AnnounceVaultAsync();
        }
    }

    // The set whose holders should be asked, and are not.
    private async Task<ShareSet?> FindMissingAsync(CancellationToken ct) =>
        (await store.ListOpenCeremoniesAsync(ct)).Any(c => c.Kind is CeremonyKind.Unseal or CeremonyKind.Initialise)
            ? null
            : await engine.ReadStatusAsync(ct) is { OpensItself: false } status ? status.Current
            : null;
}
