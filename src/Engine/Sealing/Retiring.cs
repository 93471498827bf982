//
//  A term that no record needs any more goes in two steps:
//
//    in use ──retire──▶ retired: stays in the keyring, decrypts nothing ──destroy──▶ gone from the keyring
//
//  Both are refused while a record of the store begins with the term. That look and the save are two moments;
//  a record that was encrypted before the look may be saved after it. Whoever saves the change must therefore
//  refuse, in the same transaction, while such a record is there, and from then on refuse to store one
//  (openbao/openbao issue 3857: a key that was dropped while a record still needed it).
//
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

internal static class Retiring
{
    internal static async Task<PreparedChange> PrepareRetireAsync(
        Vessel vessel, int term, IRecordTerms records, CancellationToken ct)
    {
        await RequireNoRecordAsync(term, records, ct).ConfigureAwait(false);
        return vessel.Barrier.Read(keyring =>
        {
            TermKey key = RequireOld(keyring, term);
            if (keyring.Retired.Contains(key.Term))
            {
                throw InUse($"term {term} is retired already");
            }

            return Mark(vessel, keyring, keyring.With(keyring.Retired.Append(term).ToHashSet()), []);
        });
    }

    internal static async Task<PreparedChange> PrepareDestroyAsync(
        Vessel vessel, int term, IRecordTerms records, CancellationToken ct)
    {
        await RequireNoRecordAsync(term, records, ct).ConfigureAwait(false);
        return vessel.Barrier.Read(keyring =>
        {
            TermKey key = RequireOld(keyring, term);
            if (!keyring.Retired.Contains(term))
            {
                throw InUse($"term {term} is not retired");
            }

            // Another server may have left the key for its neighbours, under the key of the term before.
            RecordChange[] copies = [new(Upgrade(term - 1), null), new(Upgrade(term), null)];
            return Mark(vessel, keyring, keyring.Without(key, keyring.Retired.Where(t => t != term).ToHashSet()), copies);
        });
    }

    private static PreparedChange Mark(Vessel vessel, Keyring keyring, Keyring next, RecordChange[] copies)
    {
        RecordChange[] changes =
        [
            KeyringRecord.Seal(next, keyring.Active.Count.Reserved + RetiredTerms.Encryptions),
            RetiredTerms.Seal(keyring.Active, next.Retired),
            .. copies,
        ];
        return new PreparedChange(
            vessel, changes, new MemoryChange(_ => Counting.AddMade(next, RetiredTerms.Encryptions), next.Dispose));
    }

    private static TermKey RequireOld(Keyring keyring, int term)
    {
        TermKey key = keyring.TryFind((uint)term)
            ?? throw new EngineException(EngineFault.NoSuchTerm, $"there is no term {term}");
        return key == keyring.Active ? throw InUse("cannot remove active key") : key;
    }

    private static async Task RequireNoRecordAsync(int term, IRecordTerms records, CancellationToken ct)
    {
        if ((await records.ListRecordsOfTermAsync(term, "", 1, ct).ConfigureAwait(false)).Count > 0)
        {
            throw InUse($"records are still encrypted under term {term}");
        }
    }

    private static string Upgrade(int term) => FormattableString.Invariant($"{RecordPaths.Upgrades}{term}");

    private static EngineException InUse(string message) => new(EngineFault.TermInUse, message);
}
