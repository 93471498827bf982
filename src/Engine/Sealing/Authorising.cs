using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Whether shares are enough to change the vault, without changing anything.</summary>
internal static class Authorising
{
    internal static async Task RequireAsync(Vessel vessel, IReadOnlyList<SecretBytes> shares, CancellationToken ct)
    {
        SealTerms terms = await vessel.RequireOpenAsync(ct).ConfigureAwait(false);
        using SecretBytes key = terms.IsAuto
            ? await RecoveryRekeying.AuthoriseAsync(vessel, terms, shares, ct).ConfigureAwait(false)
                ?? throw EngineException.WrongSeal("there are no recovery shares that could authorise anything")
            : await ProveAsync(vessel, terms, shares, ct).ConfigureAwait(false);
    }

    private static async Task<SecretBytes> ProveAsync(
        Vessel vessel, SealTerms terms, IReadOnlyList<SecretBytes> shares, CancellationToken ct)
    {
        byte[] storedKeys = await vessel.Store.ReadRequiredAsync(RecordPaths.StoredKeys, ct).ConfigureAwait(false);
        return vessel.Barrier.Read(keyring => Rekeying.Prove(keyring, shares, terms.Scheme!, storedKeys));
    }
}
