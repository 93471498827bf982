//
//  A share as people keep it on paper, version 1. One of 33 bytes has 19 groups:
//
//      KCS1Y-DRQVM-FC006-0R2HJ-0CT60-V5PZD-X0S46-384Q3-SRM69-2NM71-YHF6N-JC6B2-GATNK-A9P72-Y2MNX-J4178-YT2G5-B90T3-WX7N1
//
//  Characters   Base32.cs. Case, white space and dashes do not matter when it is read; nothing else is passed over, and
//               nothing is ever corrected: I, L, O and U are reported, not taken for what they look like.
//  Groups       Four data symbols d0 d1 d2 d3 and a check symbol c. Group j, counted from 0, is right when
//                   d0·α^4 + d1·α^3 + d2·α^2 + d3·α + c = j   in GF(32).
//               The five weights are different and none is zero, so in each group every wrong character and every two
//               characters that changed places are found; the right side is another one in each group, so every group
//               that is missing, doubled or out of its place is found.
//  Data         The symbols "KCS1", which name the form and its version; then, as one row of bits, highest bit first:
//                   32  the start of the share set's id          8   the share's number, 1 to 255
//                   15  the set's generation, 1 to 32767         5   the share's length in bytes, less 16
//                   8·L the share
//                   C   the first bits of SHA-256("key-ceremony-console/share/1" ‖ set (4 bytes) ‖ generation (2) ‖
//                       number (1) ‖ length (1) ‖ share), as many as fill the last group, but at least 24: 36 for 33 bytes.
//
//  It protects against slips, not against people: whoever has the share can write another card. Whether a share is the
//  right one is known from the set's commitments alone.
//
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>Shares in groups that can each be checked, for paper. Bytes only; a string could not be wiped.</summary>
/// <remarks>The browser has the same in <c>share-text.js</c>; both are held to the vectors of <c>share-text.json</c>.</remarks>
public static class GroupedText
{
    /// <summary>Characters of a group.</summary>
    public const int GroupLength = 5;

    /// <summary>The highest generation of a set that can be written down.</summary>
    public const int MaxGeneration = (1 << GenerationBits) - 1;

    internal const int DataSymbols = GroupLength - 1;

    /// <summary>More groups than any share has; each has its own value in GF(32).</summary>
    internal const int MostGroups = 32;

    private const int GroupBits = DataSymbols * Base32.Bits;
    private const int GenerationBits = 15;
    private const int LengthBits = 5;
    private const int LabelBits = 32 + GenerationBits + 8 + LengthBits;
    private const int FewestChecksumBits = 24;

    /// <summary>The first four symbols.</summary>
    internal static ReadOnlySpan<byte> Prefix => "KCS1"u8;

    private static ReadOnlySpan<byte> Domain => "key-ceremony-console/share/1"u8;

    /// <summary>How many characters a share takes, dashes included.</summary>
    /// <param name="shareLength">16 to 33 bytes.</param>
    public static int LengthOf(int shareLength) => (GroupsOf(shareLength) * (GroupLength + 1)) - 1;

    /// <summary>Writes a share in upper case, with dashes between its groups.</summary>
    /// <param name="share">16 to 33 bytes.</param>
    /// <param name="label">What else stands in it.</param>
    /// <param name="ascii">Takes <see cref="LengthOf"/> characters. The caller wipes it.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">The share, its label or the room does not fit.</exception>
    public static int Write(SecretBytes share, ShareLabel label, Span<byte> ascii)
    {
        ArgumentNullException.ThrowIfNull(share);
        if (share.Length is < ShareText.MinLength or > ShareText.MaxLength
            || label.Generation is < 1 or > MaxGeneration || label.Number is < 1 or > ShareScheme.MaxShares)
        {
            throw new ArgumentException("the share or its label cannot be written down in this form");
        }

        int groups = GroupsOf(share.Length);
        Span<byte> data = stackalloc byte[MostGroups * DataSymbols];
        try
        {
            Fill(data, groups, share, label);
            return Lay(data, groups, ascii);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(data);
        }
    }

    /// <summary>Whether a text is, or is meant to be, a share in groups, and not one in hexadecimal or base64.</summary>
    /// <remarks>
    /// Longer than hexadecimal can be is only this form. A share in base64 may begin as this form does, but is not in one case
    /// over so many characters.
    /// </remarks>
    /// <param name="ascii">White space and dashes are passed over.</param>
    public static bool IsMeant(ReadOnlySpan<byte> ascii)
    {
        int length = 0;
        int fits = 0;
        bool lower = false;
        bool upper = false;
        foreach (byte character in ascii)
        {
            if (!IsSeparator(character))
            {
                fits += length < Prefix.Length && (character & ~0x20) == (Prefix[length] & ~0x20) ? 1 : 0;
                lower |= char.IsAsciiLetterLower((char)character);
                upper |= char.IsAsciiLetterUpper((char)character);
                length++;
            }
        }

        return length > 2 * ShareText.MaxLength || (fits == Prefix.Length && !(lower && upper));
    }

    /// <summary>Reads a share, or says what is wrong with it.</summary>
    /// <param name="ascii">The caller wipes it.</param>
    /// <param name="share">16 to 33 bytes; the caller disposes it.</param>
    /// <param name="label">What else stands in it.</param>
    /// <param name="problem">What is wrong, and in which group.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> ascii,
        [NotNullWhen(true)] out SecretBytes? share,
        out ShareLabel label,
        [NotNullWhen(false)] out GroupedTextProblem? problem)
    {
        (share, label) = (null, default);
        Span<byte> symbols = stackalloc byte[MostGroups * GroupLength];
        try
        {
            var typed = new TypedGroups(symbols, ascii);
            problem = typed.Problem();
            if (problem is not null)
            {
                return false;
            }

            (int groups, label) = ReadLabel(symbols);
            problem = typed.Problem(groups);
            share = problem is null ? ReadShare(symbols, groups, label) : null;
            problem ??= share is null ? new GroupedTextProblem(GroupedTextFault.Checksum, []) : null;
            return share is not null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(symbols);
        }
    }

    /// <summary>How many groups the share of this text has, as its label says. Its first four groups must be right.</summary>
    internal static int GroupsOf(ReadOnlySpan<byte> symbols) => ReadLabel(symbols).Groups;

    internal static bool IsSeparator(byte character) => character is (byte)'-' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static int GroupsOf(int shareLength) =>
        1 + ((LabelBits + (8 * shareLength) + FewestChecksumBits + GroupBits - 1) / GroupBits);

    private static int ChecksumBitsOf(int shareLength) =>
        ((GroupsOf(shareLength) - 1) * GroupBits) - LabelBits - (8 * shareLength);

    private static void Fill(Span<byte> data, int groups, SecretBytes share, ShareLabel label)
    {
        var row = new SymbolRow(data[..(groups * DataSymbols)]);
        foreach (byte character in Prefix)
        {
            row.Put(Base32.SymbolOf(character), Base32.Bits);
        }

        row.Put(label.SetStart >> 16, 16);
        row.Put(label.SetStart & 0xFFFF, 16);
        row.Put((uint)label.Generation, GenerationBits);
        row.Put((uint)label.Number, 8);
        row.Put((uint)(share.Length - ShareText.MinLength), LengthBits);
        foreach (byte b in share.Borrow())
        {
            row.Put(b, 8);
        }

        Span<byte> checksum = stackalloc byte[SHA256.HashSizeInBytes];
        Checksum(share.Borrow(), label, checksum);
        for (int left = ChecksumBitsOf(share.Length), at = 0; left > 0; left -= 8, at++)
        {
            int bits = Math.Min(left, 8);
            row.Put((uint)checksum[at] >> (8 - bits), bits);
        }
    }

    private static int Lay(ReadOnlySpan<byte> data, int groups, Span<byte> ascii)
    {
        int at = 0;
        for (int group = 0; group < groups; group++)
        {
            int value = 0;
            foreach (byte symbol in data.Slice(group * DataSymbols, DataSymbols))
            {
                value = Base32.TimesAlpha(value) ^ symbol;
                ascii[at++] = Base32.CharacterOf(symbol);
            }

            ascii[at++] = Base32.CharacterOf(Base32.TimesAlpha(value) ^ group);
            if (group < groups - 1)
            {
                ascii[at++] = (byte)'-';
            }
        }

        return at;
    }

    private static (int Groups, ShareLabel Label) ReadLabel(ReadOnlySpan<byte> symbols)
    {
        var row = new TypedRow(symbols, Prefix.Length);
        uint set = (row.Take(16) << 16) | row.Take(16);
        var label = new ShareLabel(set, (int)row.Take(GenerationBits), (int)row.Take(8));
        return (GroupsOf((int)row.Take(LengthBits) + ShareText.MinLength), label);
    }

    private static SecretBytes? ReadShare(ReadOnlySpan<byte> symbols, int groups, ShareLabel label)
    {
        var row = new TypedRow(symbols, Prefix.Length);
        _ = (row.Take(16), row.Take(16), row.Take(GenerationBits), row.Take(8));
        int length = (int)row.Take(LengthBits) + ShareText.MinLength;
        if (length > ShareText.MaxLength || groups > MostGroups || label.Generation == 0 || label.Number == 0)
        {
            return null; // Written by nobody: only a text of several slips comes here.
        }

        SecretBytes share = SecretBytes.Allocate(length);
        foreach (ref byte b in share.Fill())
        {
            b = (byte)row.Take(8);
        }

        Span<byte> checksum = stackalloc byte[SHA256.HashSizeInBytes];
        Checksum(share.Borrow(), label, checksum);
        uint differ = 0;
        for (int left = ChecksumBitsOf(length), at = 0; left > 0; left -= 8, at++)
        {
            int bits = Math.Min(left, 8);
            differ |= row.Take(bits) ^ ((uint)checksum[at] >> (8 - bits));
        }

        if (differ == 0)
        {
            return share;
        }

        share.Dispose();
        return null;
    }

    private static void Checksum(ReadOnlySpan<byte> share, ShareLabel label, Span<byte> checksum)
    {
        using SecretBytes text = SecretBytes.Allocate(Domain.Length + 8 + share.Length);
        Span<byte> left = text.Fill();
        Domain.CopyTo(left);
        left = left[Domain.Length..];
        BinaryPrimitives.WriteUInt32BigEndian(left, label.SetStart);
        BinaryPrimitives.WriteUInt16BigEndian(left[4..], (ushort)label.Generation);
        left[6] = (byte)label.Number;
        left[7] = (byte)share.Length;
        share.CopyTo(left[8..]);
        SHA256.HashData(text.Borrow(), checksum);
    }
}
