using System.Buffers.Binary;
using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A share set and what recognises its shares: SHA-256(salt ‖ set id ‖ generation ‖ share) for each.</summary>
/// <remarks>
/// The id is 16 raw bytes, the generation 4 bytes, big endian. A share has 256 random bits, so its hash
/// may lie in the open: nobody can search for it, and T-1 shares with all hashes leave every key possible.
/// </remarks>
/// <param name="Set">What it is.</param>
/// <param name="Standing">What it is good for.</param>
/// <param name="Salt">32 random bytes.</param>
/// <param name="Commitments">One for each share, in the order of dealing.</param>
internal sealed record DealtSet(ShareSet Set, SetStanding Standing, byte[] Salt, IReadOnlyList<byte[]> Commitments)
{
    internal const int IdLength = 16;
    private const int SaltLength = 32;

    internal static DealtSet Of(
        IReadOnlyList<SecretBytes> shares,
        ShareScheme scheme,
        int generation,
        SetStanding standing,
        DateTimeOffset now,
        ShareTarget target = ShareTarget.Unseal)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength));
        var set = new ShareSet(id, generation, scheme, now, Replaced: null) { Target = target };
        byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new DealtSet(set, standing, salt, [.. shares.Select(share => Commit(set, salt, share))]);
    }

    /// <summary>The share's position, 1 to N, or 0. Looks at every commitment, whether or not one fits.</summary>
    internal int NumberOf(SecretBytes share)
    {
        byte[] commitment = Commit(Set, Salt, share);
        int number = 0;
        for (int i = 0; i < Commitments.Count; i++)
        {
            number |= CryptographicOperations.FixedTimeEquals(Commitments[i], commitment) ? i + 1 : 0;
        }

        return number;
    }

    /// <summary>Stands for everything that must not be changed while the set is pending.</summary>
    internal byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(numbers, Set.Generation);
        BinaryPrimitives.WriteInt32BigEndian(numbers[4..], Set.Scheme.Shares);
        BinaryPrimitives.WriteInt32BigEndian(numbers[8..], Set.Scheme.Threshold);
        hash.AppendData(Convert.FromHexString(Set.Id));
        hash.AppendData(numbers);
        hash.AppendData(Salt);
        foreach (byte[] commitment in Commitments)
        {
            hash.AppendData(commitment);
        }

        if (Set.Target is ShareTarget.Recovery)
        {
            hash.AppendData("recovery"u8); // Nothing for the others: what is pending today must stay valid.
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Commit(ShareSet set, byte[] salt, SecretBytes share)
    {
        using SecretBytes text = SecretBytes.Allocate(SaltLength + IdLength + sizeof(int) + share.Length);
        Span<byte> left = text.Fill();
        salt.CopyTo(left);
        Convert.FromHexString(set.Id).CopyTo(left[SaltLength..]);
        BinaryPrimitives.WriteInt32BigEndian(left[(SaltLength + IdLength)..], set.Generation);
        share.Borrow().CopyTo(left[(SaltLength + IdLength + sizeof(int))..]);
        return SHA256.HashData(text.Borrow());
    }
}
