using System.Buffers.Binary;

namespace KeyCeremonyConsole.Engine.Storing;

/// <summary>
/// Which records begin with which term. A barrier record's first four bytes are its term, big endian; the store keeps
/// them sorted by that. <see cref="RecordPaths.Keyring"/>, whose term means something else, and everything below
/// <see cref="RecordPaths.Upgrades"/> are left out; a plaintext record begins with what no keyring has as a term.
/// </summary>
public interface IRecordTerms
{
    /// <summary>The rule above, for a store that keeps to it in memory.</summary>
    /// <param name="path">Where the record lies.</param>
    /// <param name="record">The whole record.</param>
    /// <returns>The number it begins with; zero for what is left out, or too short to begin with one.</returns>
    static int TermOf(string path, ReadOnlySpan<byte> record)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path == RecordPaths.Keyring || path.StartsWith(RecordPaths.Upgrades, StringComparison.Ordinal) || record.Length < sizeof(int)
            ? 0
            : BinaryPrimitives.ReadInt32BigEndian(record);
    }

    /// <summary>How many records begin with each term from 1 to the given one. Terms without a record are left out.</summary>
    /// <param name="highest">The last term that is counted.</param>
    /// <param name="ct">Ends the counting.</param>
    Task<IReadOnlyDictionary<int, long>> CountRecordsByTermAsync(int highest, CancellationToken ct);

    /// <summary>Some paths of the records of a term, in an order that stays the same.</summary>
    /// <param name="term">From 1.</param>
    /// <param name="after">Only those that follow this path; empty for the first.</param>
    /// <param name="take">At most so many.</param>
    /// <param name="ct">Ends the reading.</param>
    Task<IReadOnlyList<string>> ListRecordsOfTermAsync(int term, string after, int take, CancellationToken ct);
}
