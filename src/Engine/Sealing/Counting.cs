using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Prepared changes of the counts alone.</summary>
internal static class Counting
{
    internal static PreparedChange PrepareReservation(Vessel vessel) => vessel.Barrier.Read(keyring =>
    {
        RecordChange record = KeyringRecord.SealGrown(
            keyring, keyring.Active.Count.Reserved + SealEngine.ReservationBlock);
        return new PreparedChange(vessel, [record], new MemoryChange(Reserve, Nothing));
    });

    /// <summary>Closes the count at once: an encryption after the exact number was read would go uncounted.</summary>
    internal static PreparedChange PreparePersist(Vessel vessel) => vessel.Barrier.Alone(keyring =>
    {
        EncryptionCount count = keyring.Active.Count;
        RecordChange record = KeyringRecord.SealGrown(keyring, count.Used);
        long reserved = count.Close();
        return new PreparedChange(vessel, [record], new MemoryChange(same => same, () => count.Reopen(reserved)));
    });

    /// <summary>What memory does after encryptions that were saved together with their count.</summary>
    internal static MemoryChange Made(int encryptions) => new(keyring => AddMade(keyring!, encryptions), Nothing);

    internal static Keyring AddMade(Keyring keyring, int encryptions)
    {
        keyring.Active.Count.AddMade(encryptions);
        return keyring;
    }

    private static Keyring Reserve(Keyring? keyring)
    {
        keyring!.Active.Count.Reserve(SealEngine.ReservationBlock);
        return keyring;
    }

    private static void Nothing()
    {
    }
}
