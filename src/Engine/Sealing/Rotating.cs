using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A new data key for new records. Old records stay readable, shares stay good.</summary>
internal static class Rotating
{
    // The copy of the root key is the first record under the new key.
    private const int Encryptions = 1;

    // Vault's rule for keys from before it counted. In days.
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    internal static PreparedRotation Prepare(Vessel vessel) => vessel.Barrier.Read(keyring =>
    {
        var key = new TermKey(
            checked(keyring.Active.Term + 1),
            SecretBytes.Random(TermKey.KeyLength),
            vessel.Clock.GetUtcNow(),
            new EncryptionCount(Encryptions, Encryptions + SealEngine.ReservationBlock));
        Keyring next = keyring.With(key);
        RecordChange[] changes = [KeyringRecord.SealGrown(next, key.Count.Reserved), KeyCopies.RootKey(next) with { MayLinger = true }];
        return new PreparedRotation(vessel, changes, new MemoryChange(old => Adopt(old!, next), next.Dispose), key);
    });

    /// <summary>Whether it is time, in the order in which Vault asks.</summary>
    internal static RotationCause? Due(Vessel vessel) => vessel.Barrier.Read<RotationCause?>(keyring =>
    {
        TimeSpan age = vessel.Clock.GetUtcNow() - keyring.Active.InstallTime;
        long used = keyring.Active.Count.Used;
        RotationConfig config = vessel.Limits.Clamp(keyring.Rotation);
        return !config.Enabled ? null
            : used == 0 && age > Year ? RotationCause.Age
            : used > config.MaxOperations ? RotationCause.Count
            : config.Interval > TimeSpan.Zero && age > config.Interval ? RotationCause.Interval
            : null;
    });

    internal static PreparedChange PrepareConfig(Vessel vessel, RotationConfig config)
    {
        vessel.Limits.Check(config);
        return vessel.Barrier.Read(keyring =>
        {
            Keyring next = keyring.With(config);
            RecordChange record = KeyringRecord.SealGrown(next, next.Active.Count.Reserved);
            return new PreparedChange(vessel, [record], new MemoryChange(_ => next, next.Dispose));
        });
    }

    private static Keyring Adopt(Keyring old, Keyring next)
    {
        old.Active.Count.Close(); // What is stored of it is what had been reserved; the next save is exact.
        return next;
    }
}
