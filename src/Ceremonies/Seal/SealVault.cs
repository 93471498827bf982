using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Seal;

/// <summary>
/// An administrator seals the vault: its keys leave memory. Holders are needed to open it again; behind a seal
/// provider, an administrator who says so, or a restart.
/// </summary>
public sealed class SealVault(CeremonyRoom room, IConsoleStore store, SealEngine engine, AutoUnseal autoUnseal, Watch watch)
{
    private static readonly Refusal AlreadySealed = Refusal.Conflict("already-sealed", "The vault is sealed already.");

    public async Task<Outcome<Done>> RunAsync(Caller caller, CancellationToken ct)
    {
        Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, ConsoleActs.Seal, "", ct);
        if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
        {
            return refusal;
        }

        using (visit)
        {
            SealStatus status = await engine.ReadStatusAsync(ct);
            if (status.Sealed || !status.Initialized)
            {
                return await visit.Scribe.RefuseAsync(AlreadySealed);
            }

            await SealAsync(visit, status);
            return Done.It;
        }
    }

    private async Task SealAsync(CeremonyRoom.Visit visit, SealStatus status)
    {
        using PreparedChange counts = engine.PrepareCountsPersist();
        Ceremony[] interrupted =
        [
            .. (await store.ListOpenCeremoniesAsync(CancellationToken.None))
                .Where(c => c.Stage is CeremonyStage.Collecting)
                .Select(c => c.BeginNextAttempt() with { Version = c.Version + 1 }),
        ];
        // Behind a seal provider too: sealed on purpose, it stays sealed until an administrator or enough holders want it open.
        Ceremony[] unseal = status.Current is not { } current ? [] : [await UnsealCeremonies.OpenAsync(
            store, current, visit.Scribe.Now, $"{visit.Scribe.ActorName} sealed the vault.", CancellationToken.None)];
        await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("The vault is sealed."))
        {
            Records = counts.Changes,
            Ceremonies = [.. interrupted, .. unseal],
        });
        engine.Seal();
        autoUnseal.Hold();
        foreach (Ceremony moved in interrupted)
        {
            visit.WipePile(moved.Id);
            watch.Announce(moved);
        }

        Array.ForEach(unseal, watch.Announce);
        await watch.AnnounceVaultAsync();
    }
}
