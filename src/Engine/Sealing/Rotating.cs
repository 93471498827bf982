using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A new data key for new records. Old records stay readable, shares stay good.</summary>
internal static class Rotating
{
    // The copy of the root key is the first record under the new key.
    private const int Encryptions = 1;

    internal static PreparedRotation Prepare(Vessel vessel) => vessel.Barrier.Read(keyring =>
    {
        var key = new TermKey(
            checked(keyring.Active.Term + 1),
            SecretBytes.Random(TermKey.KeyLength),
            vessel.Clock.GetUtcNow(),
            new EncryptionCount(Encryptions, Encryptions + SealEngine.ReservationBlock));
        Keyring next = keyring.With(key);
        RecordChange[] changes = [KeyringRecord.Seal(next, key.Count.Reserved), KeyCopies.RootKey(next)];
        return new PreparedRotation(vessel, changes, new MemoryChange(old => Adopt(old!, next), next.Dispose), key);
    });

    private static Keyring Adopt(Keyring old, Keyring next)
    {
        old.Active.Count.Close(); // What is stored of it is what had been reserved; the next save is exact.
        return next;
    }
}
