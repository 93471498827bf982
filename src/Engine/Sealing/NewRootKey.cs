using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The keyring under another root key: what a rekey, a rotation of the root key and a migration have in common.</summary>
internal static class NewRootKey
{
    /// <summary>Everything that must be stored together, opened once before it is handed out.</summary>
    /// <param name="keyring">The one in memory.</param>
    /// <param name="rootKey">The new one; stays the caller's.</param>
    /// <param name="storedKeys">The new root key as its seal wrapped it.</param>
    /// <param name="kek">The key that the holders' shares give; <see langword="null"/> behind a seal provider.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The self-test failed.</exception>
    internal static (RecordChange[] Changes, MemoryChange Memory) Install(
        Keyring keyring, SecretBytes rootKey, RecordChange storedKeys, SecretBytes? kek)
    {
        Keyring next = keyring.With(rootKey.Copy());
        try
        {
            RecordChange[] copies = kek is null ? [KeyCopies.RootKey(next)] : [.. KeyCopies.Seal(next, kek)];
            RecordChange[] changes =
                [storedKeys, KeyringRecord.Seal(next, next.Active.Count.Reserved + copies.Length), .. copies];
            if (kek is null)
            {
                SelfTest.RootKeyOpens(rootKey, changes, next);
            }
            else
            {
                SelfTest.KekOpens(kek, changes, next);
            }

            return (changes, new MemoryChange(_ => Counting.AddMade(next, copies.Length), next.Dispose));
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }
}
