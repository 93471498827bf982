using KeyCeremonyConsole.Ceremonies.Backup;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Rekey;

/// <summary>
/// Switches over to the proved new shares. Called inside the room: with the last proof, or, when that came while the
/// vault was sealed or its seal provider away, as soon as that is over.
/// </summary>
public sealed class FinishRekey(IConsoleStore store, SealEngine engine, Watch watch)
{
    /// <summary>Finishes an open ceremony whose proofs are complete; does nothing when there is none.</summary>
    internal async Task IfProvedAsync(Scribe scribe)
    {
        Ceremony? proved = (await store.ListOpenCeremoniesAsync(CancellationToken.None))
            .FirstOrDefault(c => c.SwitchesWhenProved && c.ProofsComplete);
        if (proved is not null)
        {
            await RunAsync(scribe, proved with { Version = proved.Version + 1 });
        }
    }

    /// <summary>One transaction: the new wrapped root key, the keyring under it, the new set, the ceremony's end.</summary>
    /// <param name="scribe">Whose step brought it about.</param>
    /// <param name="proved">The ceremony with all proofs, at the version to store.</param>
    /// <exception cref="SealProviderException">Nothing was stored: the seal provider is needed, and did not answer.</exception>
    internal async Task<Ceremony> RunAsync(Scribe scribe, Ceremony proved)
    {
        IReadOnlyList<RecordChange> backup = await BackUpAsync(scribe, proved);
        using PreparedChange commit = await engine.PrepareRekeyCommitAsync(CancellationToken.None);
        Ceremony done = proved with { Stage = CeremonyStage.Completed, EndedAt = scribe.Now };
        await scribe.SaveAsync(new Commit(scribe.Note(
            Sentence(done), done.Id.Value, "rekey.commit"))
        {
            Records = [.. commit.Changes, .. backup],
            Ceremonies = [done],
            Deliveries = done.SpentMessages(),
            ReplacedSet = done.CurrentSet,
            Proofs = ShareProof.Of(done, scribe),
        }, commit);
        watch.Announce(done);
        await watch.AnnounceVaultAsync();
        return done;
    }

    // Before the commit is prepared: it may have to reserve an encryption, which is a change of its own.
    private async Task<IReadOnlyList<RecordChange>> BackUpAsync(Scribe scribe, Ceremony proved)
    {
        if (!proved.Backup)
        {
            return [];
        }

        var messages = new Dictionary<PersonId, byte[]>();
        foreach (Participant p in proved.Of(Part.Recipient).Where(p => p.Pgp is not null))
        {
            messages[p.Person] = await store.FindDeliveryAsync(proved.Id, p.Person, DeviceId.None, CancellationToken.None)
                ?? throw new InvalidOperationException("A message is gone before its ceremony was over.");
        }

        using SecretBytes backup = SecretBytes.Take(KeyBackup.Of(proved, p => messages[p.Person]).Write());
        return [await engine.EncryptAsync(scribe, KeyBackup.PathOf(proved.Target), backup)];
    }

    private static string Sentence(Ceremony done) => done.Target is ShareTarget.Recovery
        ? $"{done.Proved} new recovery shares proved. They are in force; earlier ones authorise nothing any more."
        : $"{done.Proved} new shares proved. The new set is in force, the old shares open nothing any more.";
}
