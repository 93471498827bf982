using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Unseal;

/// <summary>
/// Sees to it that a sealed vault has its open unseal ceremony, also when the engine sealed itself because the store
/// did not hold what was written. Called by the clock. A vault behind a seal provider has one only when somebody sealed it on
/// purpose: see <see cref="AutoUnseal"/>.
/// </summary>
public sealed class KeepUnsealOpen(CeremonyRoom room, IConsoleStore store, SealEngine engine, Watch watch)
{
    public async Task RunAsync(CancellationToken ct)
    {
        if (!engine.IsSealed)
        {
            return;
        }

        if (await FindMissingAsync(ct) is null)
        {
            await AskNewcomersAsync(ct);
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

    // Of a set that another server dealt everybody is asked who may hold a share; also those who came later. Not while
    // shares are in: their holders approved the people they saw.
    private async Task AskNewcomersAsync(CancellationToken ct)
    {
        if (await FindOutdatedAsync(ct) is null)
        {
            return;
        }

        using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("unseal.open", "", ct);
        if (engine.IsSealed && await FindOutdatedAsync(ct) is { } next)
        {
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("Who may hold a share has changed; they are all asked.", next.Id.Value)) { Ceremonies = [next] });
            watch.Announce(next);
        }
    }

    // As it should be, at the version to store; null when it is.
    private async Task<Ceremony?> FindOutdatedAsync(CancellationToken ct)
    {
        Ceremony? unseal = (await store.ListOpenCeremoniesAsync(ct)).FirstOrDefault(c => c is { Kind: CeremonyKind.Unseal, IsUnjudged: true, Received: 0 });
        if (unseal is null || (await engine.ReadStatusAsync(ct)).Current is not { Id: "" } current)
        {
            return null;
        }

        Participant[] asked = [.. await Submitters.OfAsync(store, current, ct)];
        return asked.Select(p => p.Person).ToHashSet().SetEquals(unseal.Participants.Select(p => p.Person))
            ? null
            : unseal with { Participants = [.. asked.Select(p => unseal.Find(p.Person, Part.Submitter) ?? p)], Version = unseal.Version + 1 };
    }

    // The set whose holders should be asked, and are not.
    private async Task<ShareSet?> FindMissingAsync(CancellationToken ct) =>
        (await store.ListOpenCeremoniesAsync(ct)).Any(c => c.Kind is CeremonyKind.Unseal or CeremonyKind.Initialise)
            ? null
            : await engine.ReadStatusAsync(ct) is { OpensItself: false } status ? status.Current
            : null;
}
