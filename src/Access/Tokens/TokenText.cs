using System.Security.Cryptography;
using System.Text;

namespace KeyCeremonyConsole.Access.Tokens;

/// <summary>Tokens as clients carry them: <c>hvs.</c> and 24 base62 characters, 142 random bits.</summary>
public static class TokenText
{
    /// <summary>Characters of a token that is made here.</summary>
    public const int Length = 28;

    /// <summary>The longest text that is looked up at all.</summary>
    public const int Longest = 512;

    private const int AccessorLength = 24;

    /// <summary>Draws a new token.</summary>
    /// <param name="room"><see cref="Length"/> bytes of memory that stays where it is, and that the caller wipes.</param>
    public static void Draw(Span<byte> room)
    {
        if (room.Length != Length)
        {
            throw new ArgumentException($"a token has {Length} characters", nameof(room));
        }

        "hvs."u8.CopyTo(room);
        RandomNumberGenerator.GetItems(Letters, room[4..]);
    }

    /// <summary>A new accessor: it names a token, and is no secret.</summary>
    public static string NewAccessor() => Encoding.ASCII.GetString(RandomNumberGenerator.GetItems(Letters, AccessorLength));

    private static ReadOnlySpan<byte> Letters => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8;
}
