using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// A hash over everything that a holder approves: kind, target, attempt, who started it, why, the schemes, the people and their keys.
/// Read aloud as words, it lets holders see that they approve the same thing (no bait and switch).
/// </summary>
/// <param name="Full">64 hex digits; every submission names it.</param>
public sealed record Fingerprint(string Full)
{
    /// <summary>Six words of eight bits each: 48 bits, to be compared by voice within a ceremony's lifetime.</summary>
    public IReadOnlyList<string> Words { get; } =
        [.. Convert.FromHexString(Full).Take(6).Select(b => FingerprintWords.All[b])];

    /// <summary>The first 64 bits in groups of four digits.</summary>
    public string Hex { get; } = string.Join(' ', Full[..16].Chunk(4).Select(c => new string(c)));

    public static Fingerprint Of(Ceremony ceremony)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "key-ceremony-console/fingerprint/3");
        Append(hash, ceremony.Id.Value);
        Append(hash, ceremony.Nonce.Value);
        Append(hash, ceremony.Kind.ToString());
        Append(hash, ceremony.Target.ToString());
        Append(hash, ceremony.SealType ?? "");
        Append(hash, ceremony.StartedBy?.Value ?? "");
        Append(hash, ceremony.StartedByName);
        Append(hash, ceremony.StartedAt.UtcTicks);
        Append(hash, ceremony.ExpiresAt?.UtcTicks ?? 0);
        Append(hash, ceremony.Reason);
        Append(hash, ceremony.CurrentSet ?? "");
        Append(hash, ceremony.CurrentScheme);
        Append(hash, ceremony.NewScheme);
        Append(hash, ceremony.Verification.ToString());
        Append(hash, ceremony.Backup ? 1 : 0);
        Append(hash, ceremony.TokenKey);
        foreach (Participant p in ceremony.Participants.OrderBy(p => p.Part).ThenBy(p => p.ShareNumber))
        {
            Append(hash, p.Part.ToString());
            Append(hash, p.ShareNumber);
            Append(hash, p.Person.Value);
            Append(hash, p.Name);
            Append(hash, p.Pgp);
        }

        return new Fingerprint(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Of a console, from its random name.</summary>
    internal static Fingerprint OfConsole(string id)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "key-ceremony-console/console/1");
        Append(hash, id);
        return new Fingerprint(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Of everything that a second administrator agrees to.</summary>
    public static Fingerprint Of(Proposal proposal)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "key-ceremony-console/proposal/1");
        Append(hash, proposal.Id.Value);
        Append(hash, proposal.What.Act.ToJson());
        Append(hash, proposal.What.Sentence);
        foreach (ProposedFact fact in proposal.What.Facts)
        {
            Append(hash, fact.Name);
            Append(hash, fact.Value);
        }

        Append(hash, proposal.By.Value);
        Append(hash, proposal.ByName);
        Append(hash, proposal.At.UtcTicks);
        Append(hash, proposal.Expires.UtcTicks);
        return new Fingerprint(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static void Append(IncrementalHash hash, ShareScheme? scheme)
    {
        Append(hash, scheme?.Threshold ?? 0);
        Append(hash, scheme?.Shares ?? 0);
    }

    // With the key itself: a subkey of it is what is encrypted to.
    private static void Append(IncrementalHash hash, PgpKey? key)
    {
        Append(hash, key?.Fingerprint ?? "");
        Append(hash, key?.Base64 ?? "");
    }

    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
