using System.Security.Cryptography;

namespace KeyCeremonyConsole.Access.Tokens;

/// <summary>What is stored of a token: SHA-256(salt ‖ token). The salt is this store's own and lies inside the barrier.</summary>
public static class TokenHash
{
    /// <summary>Bytes of the salt.</summary>
    public const int SaltLength = 32;

    /// <summary>64 hex digits: the name of the token's record.</summary>
    /// <param name="salt"><see cref="SaltLength"/> bytes.</param>
    /// <param name="token">As the client sent it.</param>
    public static string Of(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(token);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
