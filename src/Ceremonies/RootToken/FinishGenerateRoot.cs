using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.RootToken;

/// <summary>Makes the root token, with the last share that was needed. Called inside the room.</summary>
public sealed class FinishGenerateRoot(IConsoleStore store, SealEngine engine, IRootTokens tokens, IOpenPgp pgp, Watch watch)
{
    /// <summary>One transaction: what keeps the token, the encoded token for its receiver, the end.</summary>
    /// <exception cref="EngineException">WrongShares: nothing was stored.</exception>
    /// <exception cref="SealProviderException">Nothing was stored: the seal provider is needed, and did not answer.</exception>
    internal async Task<Ceremony> RunAsync(CeremonyRoom.Visit visit, Ceremony next, SharePile pile, string progress, CancellationToken ct)
    {
        Scribe scribe = visit.Scribe;
        await engine.AuthoriseAsync(pile.Lend(), ct);
        using NewRootToken made = await tokens.PrepareAsync(scribe, next.Id, ct);
        byte[] encoded = await EncodeAsync(next, made.Token, ct);
        Ceremony done = next with { Stage = CeremonyStage.Completed, EndedAt = scribe.Now };
        await scribe.SaveAsync(new Commit(scribe.Note($"{progress} A root token was made; {done.StartedByName} can collect it.", act: "root-token.make"))
        {
            Records = [.. made.Changes, OneTimePassword.Removal(done.Id)],
            Ceremonies = [done],
            Deliveries = [new DeliveryChange(done.Id, done.StartedBy!.Value, DeviceId.None, encoded)],
            Proofs = ShareProof.Of(done, scribe),
        });
        visit.WipePile(done.Id);
        watch.Announce(done);
        return done;
    }

    private async Task<byte[]> EncodeAsync(Ceremony ceremony, SecretBytes token, CancellationToken ct)
    {
        if (ceremony.TokenKey is { } key)
        {
            return pgp.Encrypt(key, token);
        }

        using SecretBytes password = await OneTimePassword.ReadAsync(store, engine, ceremony.Id, ct);
        return OneTimePassword.Veil(token, password);
    }
}
