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
}
