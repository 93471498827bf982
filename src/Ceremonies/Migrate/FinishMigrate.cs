using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Migrate;

/// <summary>Seals the vault in the other way, with the last share that was needed. Called inside the room.</summary>
public sealed class FinishMigrate(SealEngine engine, Watch watch)
{
    private static readonly Refusal AnotherProvider = Refusal.Conflict(
        "another-seal-provider", "The seal provider that is configured is not the one that this ceremony is about. Cancel it and start it again.");

    /// <summary>Holders approved one provider; after a restart another may be configured.</summary>
    internal Refusal? Check(Ceremony ceremony) =>
        ceremony is { Kind: CeremonyKind.Migrate, Target: ShareTarget.Recovery } && ceremony.SealType != engine.ConfiguredSeal
            ? AnotherProvider
            : null;

    /// <summary>One transaction: the root key under its new seal, the keyring under the new root key, what the shares are good for, the end.</summary>
    /// <exception cref="SealProviderException">Nothing was stored: the seal provider is needed, and did not answer.</exception>
    internal async Task<Ceremony> RunAsync(
        CeremonyRoom.Visit visit, Ceremony next, SharePile pile, string progress, CancellationToken ct)
    {
        Scribe scribe = visit.Scribe;
        using PreparedChange change = await engine.PrepareMigrateAsync(pile.Lend(), next.Target, ct);
        Ceremony done = next with { Stage = CeremonyStage.Completed, EndedAt = scribe.Now };
        await scribe.SaveAsync(new Commit(scribe.Note($"{progress} {Sentence(done)}", act: "migrate.commit"))
        {
            Records = change.Changes,
            Ceremonies = [done],
            Proofs = ShareProof.Of(done, scribe),
        }, change);
        visit.WipePile(done.Id);
        watch.Announce(done);
        await watch.AnnounceVaultAsync();
        return done;
    }

    private static string Sentence(Ceremony done) => done.Target is ShareTarget.Recovery
        ? $"The vault is sealed with '{done.SealType}' now; the holders' shares are recovery shares."
        : "The vault is sealed with its holders' shares now; what were recovery shares open it.";
}
