using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KeyCeremonyConsole.Ceremonies.Audit;

/// <summary>What a trip wants written down; the store gives it its number and its place in the chain.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Actor">The person's id; "system" for the console itself, "anonymous" before sign-in.</param>
/// <param name="ActorName">The name at that time.</param>
/// <param name="Act">What was tried: "rekey.start", "share.submit", …</param>
/// <param name="Subject">What it was tried on: a ceremony id, a person id, a path; may be empty.</param>
/// <param name="Outcome">"done", or the code of the refusal.</param>
/// <param name="Detail">A sentence for the reader. Never a secret, nor a hash of one.</param>
public sealed record AuditDraft(
    DateTimeOffset At, string Actor, string ActorName, string Act, string Subject, string Outcome, string Detail)
{
    public const string DoneOutcome = "done";
}

/// <summary>One line of the append-only log.</summary>
/// <param name="Number">1, 2, 3, … without gaps.</param>
/// <param name="Draft">What happened.</param>
/// <param name="Hash">SHA-256 over the previous entry's hash, the number and every field of the draft.</param>
public sealed record AuditEntry(long Number, AuditDraft Draft, byte[] Hash)
{
    /// <summary>The hash before the first entry.</summary>
    public static readonly byte[] Genesis = new byte[SHA256.HashSizeInBytes];

    /// <summary>The entry that follows <paramref name="previousHash"/>.</summary>
    public static AuditEntry Chain(byte[] previousHash, long number, AuditDraft draft) =>
        new(number, draft, HashOf(previousHash, number, draft));

    /// <summary>Whether this entry follows <paramref name="previousHash"/> unaltered.</summary>
    public bool Follows(byte[] previousHash) =>
        CryptographicOperations.FixedTimeEquals(Hash, HashOf(previousHash, Number, Draft));

    // Every field carries its length, so that no two different entries are the same bytes.
    private static byte[] HashOf(byte[] previousHash, long number, AuditDraft draft)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previousHash);
        AppendNumber(hash, number);
        AppendNumber(hash, draft.At.UtcTicks);
        foreach (string field in new[]
                 {
                     draft.Actor, draft.ActorName, draft.Act, draft.Subject, draft.Outcome, draft.Detail,
                 })
        {
            byte[] bytes = Encoding.UTF8.GetBytes(field);
            AppendNumber(hash, bytes.Length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
