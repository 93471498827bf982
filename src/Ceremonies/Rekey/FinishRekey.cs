using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Rekey;

/// <summary>
/// Switches over to the proved new shares. Called inside the room: with the last proof, or, when that came while the
/// vault was sealed, as soon as it is unsealed.
/// </summary>
public sealed class FinishRekey(IConsoleStore store, SealEngine engine, Watch watch)
{
    /// <summary>Finishes an open rekey whose proofs are complete; does nothing when there is none.</summary>
    internal async Task IfProvedAsync(Scribe scribe)
    {
        Ceremony? proved = (await store.ListOpenCeremoniesAsync(CancellationToken.None))
            .FirstOrDefault(c => c.Kind is CeremonyKind.Rekey && c.ProofsComplete);
        if (proved is not null)
        {
            await RunAsync(scribe, proved with { Version = proved.Version + 1 });
        }
    }

    /// <summary>One transaction: the new wrapped root key, the keyring under it, the new set, the ceremony's end.</summary>
    /// <param name="scribe">Whose step brought it about.</param>
    /// <param name="proved">The ceremony with all proofs, at the version to store.</param>
    internal async Task<Ceremony> RunAsync(Scribe scribe, Ceremony proved)
    {
        using PreparedChange commit = await engine.PrepareRekeyCommitAsync(CancellationToken.None);
        Ceremony done = proved with { Stage = CeremonyStage.Completed, EndedAt = scribe.Now };
        await scribe.SaveAsync(new Commit(scribe.Note(
            $"{done.Proved} new shares proved. The new set is in force, the old shares open nothing any more.", done.Id.Value, "rekey.commit"))
        {
            Records = commit.Changes,
            Ceremonies = [done],
        }, commit);
        watch.Announce(done);
        await watch.AnnounceVaultAsync();
        return done;
    }
}
