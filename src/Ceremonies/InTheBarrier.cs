using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>Encrypts records inside the room, where more encryptions may be reserved.</summary>
internal static class InTheBarrier
{
    /// <summary>The record, to be stored with the rest of the step.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    public static async Task<RecordChange> EncryptAsync(this SealEngine engine, Scribe scribe, string path, SecretBytes plaintext)
    {
        RecordChange? change;
        while (!engine.TryEncrypt(path, plaintext.Borrow(), out change))
        {
            await engine.ReserveAsync(scribe);
        }

        return change;
    }

    /// <summary>Reserves the next block. What was prepared before must be prepared again.</summary>
    public static async Task ReserveAsync(this SealEngine engine, Scribe scribe)
    {
        using PreparedChange reservation = engine.PrepareReservation();
        await scribe.SaveAsync(new Commit(scribe.Note("Reserved the next block of encryptions.", act: "keyring.reserve")) { Records = reservation.Changes }, reservation);
    }
}
