using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The copies of root key and KEK that lie inside the barrier, for a server that takes over.</summary>
internal static class KeyCopies
{
    /// <summary>How often <see cref="Seal"/> uses the active data key.</summary>
    internal const int Encryptions = 2;

    internal static IEnumerable<RecordChange> Seal(Keyring keyring, SecretBytes kek) =>
        [RootKey(keyring), new(RecordPaths.ShamirKek, keyring.Active.Encrypt(RecordPaths.ShamirKek, kek.Borrow()))];

    /// <summary>Uses the active data key once.</summary>
    internal static RecordChange RootKey(Keyring keyring)
    {
        using SecretBytes json = KeyringJson.WriteRootKey(keyring.RootKey);
        return new RecordChange(RecordPaths.RootKey, keyring.Active.Encrypt(RecordPaths.RootKey, json.Borrow()));
    }

    /// <summary>
    /// Every rotation writes the copy of the root key anew, under its own key. One under a key that the keyring does not
    /// have shows that the keyring was put back to before a rotation: its counts would begin again, and so might the terms.
    /// </summary>
    /// <exception cref="EngineException">Damaged.</exception>
    internal static async Task RequireNoNewerAsync(IPhysicalStore store, Keyring keyring, CancellationToken ct)
    {
        byte[]? copy = await store.GetAsync(RecordPaths.RootKey, ct).ConfigureAwait(false);
        if (copy is not null && BarrierRecord.TermOf(copy) is uint term && term > (uint)keyring.Active.Term)
        {
            throw EngineException.Damaged($"{RecordPaths.Keyring} ends at term {keyring.Active.Term} and {RecordPaths.RootKey} is of term {term}: one of them was put back");
        }
    }
}
