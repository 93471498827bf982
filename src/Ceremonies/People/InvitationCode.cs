using System.Buffers.Text;
using System.Security.Cryptography;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>The secret part of an invitation link: 32 random bytes, base64url. Only its SHA-256 is stored.</summary>
public static class InvitationCode
{
    private const int Size = 32;

    internal static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The stored form of a code; a text that is no code has one that is never stored.</summary>
    public static string HashOf(string code)
    {
        Span<byte> bytes = stackalloc byte[Size + 2];
        return code.Length <= 64 && Base64Url.IsValid(code, out int size) && size == Size
            && Base64Url.TryDecodeFromChars(code, bytes, out int written) && written == Size
            ? Convert.ToHexStringLower(SHA256.HashData(bytes[..Size]))
            : "";
    }
}
