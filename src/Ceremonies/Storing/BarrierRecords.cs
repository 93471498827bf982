using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Storing;

/// <summary>
/// Writes what <see cref="BarrierReader"/> reads. Reading and writing go on while a rekey or a rotation does, outside the room.
/// </summary>
public sealed class BarrierRecords(CeremonyRoom room, BarrierReader reader, SealEngine engine)
{
    private const int Tries = 8;

    /// <inheritdoc cref="BarrierReader.FindAsync"/>
    internal Task<BarrierRecord?> FindAsync(string path, CancellationToken ct) => reader.FindAsync(path, ct);

    /// <inheritdoc cref="BarrierReader.ListAsync"/>
    internal ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken ct) => reader.ListAsync(prefix, ct);

    /// <summary>
    /// One step that reads, decides and stores. It is taken again from its beginning when somebody else changed a record
    /// meanwhile, or when a rotation, a re-encryption and a retirement closed the term that it encrypted under.
    /// </summary>
    /// <param name="scribe">Writes it.</param>
    /// <param name="step">Gives what to store, or null for nothing.</param>
    internal static async Task SaveAsync(Scribe scribe, Func<Task<Commit?>> step)
    {
        for (int left = Tries; ; left--)
        {
            try
            {
                if (await step().ConfigureAwait(false) is { } commit)
                {
                    await scribe.SaveAsync(commit).ConfigureAwait(false);
                }

                return;
            }
            catch (StoreConflictException) when (left > 1)
            {
            }
        }
    }

    /// <summary>Encrypts what is to be stored.</summary>
    /// <param name="path">Where.</param>
    /// <param name="value">Stays the caller's.</param>
    /// <param name="ct">Gives up waiting at the door.</param>
    /// <param name="replaces">What must still be stored there at that moment; null when that does not matter.</param>
    /// <exception cref="EngineException">Sealed.</exception>
    internal async Task<RecordChange> EncryptAsync(string path, SecretBytes value, CancellationToken ct, byte[]? replaces = null)
    {
        // Encryptions are reserved ahead in blocks; whoever finds the block used up reserves the next one, in the room.
        RecordChange? change;
        while (!engine.TryEncrypt(path, value.Borrow(), out change))
        {
            using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("keyring.reserve", "", ct).ConfigureAwait(false);
            if (engine.TryEncrypt(path, value.Borrow(), out change))
            {
                break;
            }

            await engine.ReserveAsync(visit.Scribe).ConfigureAwait(false);
        }

        return change with { Replaces = replaces };
    }

    /// <summary>A record that is random, and made once, by whoever needs it first.</summary>
    /// <returns>Its value, owned by the caller.</returns>
    /// <exception cref="EngineException">Sealed; Damaged.</exception>
    internal async Task<SecretBytes> TakeRandomAsync(string path, int length, CancellationToken ct)
    {
        using (BarrierRecord? made = await FindAsync(path, ct).ConfigureAwait(false))
        {
            if (made is not null)
            {
                return made.Value.Copy();
            }
        }

        using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("record.make", path, ct).ConfigureAwait(false);
        using BarrierRecord? meanwhile = await FindAsync(path, ct).ConfigureAwait(false);
        if (meanwhile is not null)
        {
            return meanwhile.Value.Copy();
        }

        using SecretBytes random = SecretBytes.Random(length);
        RecordChange? change;
        while (!engine.TryEncrypt(path, random.Borrow(), out change))
        {
            await engine.ReserveAsync(visit.Scribe).ConfigureAwait(false);
        }

        await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("Made at random, once.")) { Records = [change] }).ConfigureAwait(false);
        return random.Copy();
    }

    /// <inheritdoc cref="BarrierReader.RequireOpen"/>
    internal void RequireOpen() => reader.RequireOpen();
}
