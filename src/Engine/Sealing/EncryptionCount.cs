namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>How often a data key was used, and how often it may be before the count is saved again.</summary>
/// <remarks>
/// The store holds what is reserved, never less than what is used, so a crash can only over-count.
/// Tickets are taken under the barrier's read lock, everything else changes under its write lock.
/// </remarks>
internal sealed class EncryptionCount(long used, long reserved)
{
    private long _used = used;
    private long _reserved = reserved;

    internal long Used => Interlocked.Read(ref _used);

    /// <summary>What a save must hold at least.</summary>
    internal long Reserved => Math.Max(Interlocked.Read(ref _reserved), Used);

    /// <summary>Takes one ticket, or says that none is reserved.</summary>
    internal bool TryTake()
    {
        long used = Used;
        while (used < Interlocked.Read(ref _reserved))
        {
            long seen = Interlocked.CompareExchange(ref _used, used + 1, used);
            if (seen == used)
            {
                return true;
            }

            used = seen;
        }

        return false;
    }

    /// <summary>Adds encryptions that were made without a ticket, and were saved with the keyring.</summary>
    internal void AddMade(long made)
    {
        Interlocked.Add(ref _used, made);
        Interlocked.Add(ref _reserved, made);
    }

    /// <summary>
    /// Adds encryptions that were made and thrown away. They eat up tickets; beyond those, no ticket is given out until
    /// a reservation has saved a count with them in it.
    /// </summary>
    internal void AddWasted(long made) => Interlocked.Add(ref _used, made);

    internal void Reserve(long more) => Interlocked.Add(ref _reserved, more);

    /// <summary>Takes back every ticket that nobody took; gives what had been reserved.</summary>
    internal long Close() => Interlocked.Exchange(ref _reserved, Used);

    internal void Reopen(long reserved) => Interlocked.Exchange(ref _reserved, reserved);
}
