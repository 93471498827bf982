using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Old records under the active key, some at a time. Their text never leaves the engine.</summary>
internal static class Reencrypting
{
    internal static PreparedReencryption Prepare(Vessel vessel, IReadOnlyList<RecordChange> stored) =>
        vessel.Barrier.Read(keyring =>
        {
            var records = new List<RecordChange>();
            var unreadable = new List<string>();
            foreach (RecordChange record in stored.Where(r => BarrierRecord.TermOf(r.Value) != (uint)keyring.Active.Term))
            {
                if (TryAgain(keyring, record) is { } again)
                {
                    records.Add(again);
                }
                else
                {
                    unreadable.Add(record.Path);
                }
            }

            TermKey active = keyring.Active;
            RecordChange[] changes =
                records.Count == 0 ? [] : [KeyringRecord.SealGrown(keyring, active.Count.Reserved + records.Count)];
            return new PreparedReencryption(vessel, changes, Count(active, records.Count), records, unreadable);
        });

    private static RecordChange? TryAgain(Keyring keyring, RecordChange record)
    {
        try
        {
            using SecretBytes text = keyring.Find(BarrierRecord.TermOf(record.Value)).Decrypt(record.Path, record.Value);
            return new RecordChange(record.Path, keyring.Active.Encrypt(record.Path, text.Borrow())) { Replaces = record.Value };
        }
        catch (EngineException damaged) when (damaged.Fault is EngineFault.Damaged)
        {
            return null;
        }
    }

    // Made is made, also when somebody was quicker and nothing of it is stored: the next save has it in its count.
    private static MemoryChange Count(TermKey active, int made)
    {
        TermKey kept = active.Share();
        return new MemoryChange(
            keyring =>
            {
                kept.Dispose();
                return Counting.AddMade(keyring!, made);
            },
            () =>
            {
                kept.Count.AddWasted(made);
                kept.Dispose();
            });
    }
}
