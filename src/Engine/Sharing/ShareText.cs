using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>Shares as people type them: hexadecimal, base64 or in groups. Bytes only; a string could not be wiped.</summary>
public static class ShareText
{
    /// <summary>The shortest share in bytes: the smallest AES key.</summary>
    public const int MinLength = 16;

    /// <summary>The longest share in bytes: the largest AES key, and x.</summary>
    public const int MaxLength = 33;

    // Longer text is no share. The bound also keeps the temporaries on one page.
    private const int MaxText = 4096;

    /// <summary>Reads a share: in groups, see <see cref="GroupedText"/>; else hexadecimal, then strict padded base64, as Vault does.</summary>
    /// <param name="ascii">White space around it is ignored. The caller wipes it.</param>
    /// <param name="share">16 to 33 bytes; the caller disposes it.</param>
    /// <param name="problem">What is wrong: which group, or in Vault's words.</param>
    public static bool TryDecode(
        ReadOnlySpan<byte> ascii,
        [NotNullWhen(true)] out SecretBytes? share,
        [NotNullWhen(false)] out string? problem)
    {
        ReadOnlySpan<byte> text = ascii.Trim(" \t\r\n"u8);
        if (GroupedText.IsMeant(text) && IsInGroups(text, out share, out problem))
        {
            return share is not null;
        }

        share = DecodeHex(text);
        problem = share is null ? DecodeBase64(text, out share) : null;
        return share is not null;
    }

    /// <summary>Writes a share as padded base64.</summary>
    /// <param name="share">Any length.</param>
    /// <param name="utf8">Takes four bytes for each three of the share, rounded up.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException">The room is too small.</exception>
    public static int EncodeBase64(SecretBytes share, Span<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(share);
        OperationStatus status = Base64.EncodeToUtf8(share.Borrow(), utf8, out _, out int written);
        return status == OperationStatus.Done
            ? written
            : throw new ArgumentException("too little room for the share", nameof(utf8));
    }

    /// <summary>Writes a secret in lower-case hexadecimal, the form that Vault encrypts to OpenPGP keys.</summary>
    /// <param name="secret">Any length; stays the caller's.</param>
    /// <returns>ASCII, two bytes for each; the caller disposes it.</returns>
    public static SecretBytes EncodeHex(SecretBytes secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        SecretBytes hex = SecretBytes.Allocate(2 * secret.Length);
        _ = Convert.TryToHexStringLower(secret.Borrow(), hex.Fill(), out _); // The room is exact.
        return hex;
    }

    private static bool IsInGroups(ReadOnlySpan<byte> text, out SecretBytes? share, out string? problem)
    {
        bool good = GroupedText.TryRead(text, out share, out _, out GroupedTextProblem? wrong);
        problem = wrong?.Sentence;
        return good || wrong!.Fault is not GroupedTextFault.Foreign;
    }

    private static SecretBytes? DecodeHex(ReadOnlySpan<byte> text)
    {
        if (text.Length % 2 != 0 || text.Length is < 2 * MinLength or > 2 * MaxLength)
        {
            return null;
        }

        SecretBytes share = SecretBytes.Allocate(text.Length / 2);
        if (Convert.FromHexString(text, share.Fill(), out _, out _) == OperationStatus.Done)
        {
            return share;
        }

        share.Dispose();
        return null;
    }

    private static string? DecodeBase64(ReadOnlySpan<byte> text, out SecretBytes? share)
    {
        const string NoEncoding = "'key' must be a valid hex or base64 string";
        share = null;

        // The decoder itself would pass over white space inside.
        if (text.Length > MaxText || text.ContainsAny(" \t\r\n"u8))
        {
            return NoEncoding;
        }

        Span<byte> room = stackalloc byte[MaxText / 4 * 3];
        try
        {
            if (Base64.DecodeFromUtf8(text, room, out _, out int length) != OperationStatus.Done)
            {
                return NoEncoding;
            }

            share = length is >= MinLength and <= MaxLength ? SecretBytes.Take(room[..length]) : null;
            return length switch
            {
                < MinLength => $"key is shorter than minimum {MinLength} bytes",
                > MaxLength => $"key is longer than maximum {MaxLength} bytes",
                _ => null,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(room);
        }
    }
}
