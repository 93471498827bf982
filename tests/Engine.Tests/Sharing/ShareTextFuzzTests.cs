using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Tests.Sharing;

/// <summary>
/// Anything that somebody may type or send where a share is asked for. Seconds here; for minutes set <c>KCC_FUZZ_SECONDS</c>,
/// e.g. <c>KCC_FUZZ_SECONDS=600 dotnet test --project tests/Engine.Tests</c>.
/// </summary>
public sealed partial class ShareTextFuzzTests
{
    private const int Telling = 8; // characters of a share in a sentence would be too many.

    private static readonly int Seconds =
        int.TryParse(Environment.GetEnvironmentVariable("KCC_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out int asked) ? asked : 2;

    private static readonly Gen<(byte[] Share, ShareLabel Label)> Share =
        from share in Gen.Byte.Array[ShareText.MinLength, ShareText.MaxLength]
        from set in Gen.UInt
        from generation in Gen.Int[1, GroupedText.MaxGeneration]
        from number in Gen.Int[1, 255]
        select (share, new ShareLabel(set, generation, number));

    // Pieces of the forms in any order come further than random bytes do.
    private static readonly Gen<byte[]> Piece = Gen.OneOf(
        Gen.Int[0, 31].Select(i => Encoding.Latin1.GetBytes(
            new[]
            {
                "KCS1Y", "kcs1", "KCS", "-", " ", "\t", "\r\n", "=", "==", "+/", "-_", "0", "00", "ff", "FF", "\0", "\u00e9", "\u0080\u00ff", "I", "L", "O", "U",
                "KCS1Y-DRQVM-FC006-0R2HJ", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA==", "0x", "\"", "\\u0041", "%41", ",", ":", "'",
            }[i])),
        Gen.Byte.Array[0, 8],
        Gen.Select(Gen.Byte, Gen.Int[0, 300], (value, times) => Enumerable.Repeat(value, times).ToArray()),
        Share.Select(s => s.Share).Select(s => Encoding.ASCII.GetBytes(Convert.ToHexString(s))),
        Share.Select(s => s.Share).Select(s => Encoding.ASCII.GetBytes(Convert.ToBase64String(s))),
        Share.Select(Grouped));

    private static readonly Gen<byte[]> Text = Piece.List[0, 8].Select(pieces => pieces.SelectMany(p => p).ToArray());

    // What a hand, a scanner or a mail program does to a text.
    private static readonly Gen<Func<byte[], byte[]>> Slip = Gen.Select(Gen.Int[0, 5], Gen.Double.Unit, Gen.Byte, (what, where, with) => (Func<byte[], byte[]>)(text =>
    {
        int at = (int)(where * text.Length);
        return (what, text.Length - at) switch
        {
            (0, > 0) => [.. text[..at], with, .. text[(at + 1)..]],
            (1, > 0) => [.. text[..at], .. text[(at + 1)..]],
            (2, _) => [.. text[..at], with, .. text[at..]],
            (3, > 1) => [.. text[..at], text[at + 1], text[at], .. text[(at + 2)..]],
            (4, > 0) => [.. text[..at], text[at], .. text[at..]],
            _ => text[..at],
        };
    }));

    [Fact]
    public void Whatever_is_read_it_is_a_share_or_there_is_a_sentence_that_does_not_give_it_away() =>
        Text.Sample(text => { _ = Check(text); }, time: Seconds);

    [Fact]
    public void A_share_with_slips_is_read_as_a_second_reader_reads_it_and_in_groups_is_never_another() =>
        (from share in Share
         from form in Gen.Int[0, 3]
         from slips in Slip.List[0, 4]
         select (share, form, slips))
        .Sample(
            c =>
            {
                byte[] whole = c.form switch
                {
                    0 => Encoding.ASCII.GetBytes(Convert.ToHexString(c.share.Share)),
                    1 => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(c.share.Share)),
                    2 => Encoding.ASCII.GetBytes(Convert.ToBase64String(c.share.Share)),
                    _ => Grouped(c.share),
                };
                byte[] typed = c.slips.Aggregate(whole, (text, slip) => slip(text));
                byte[]? read = Check(typed);
                if (c.slips.Count == 0)
                {
                    Assert.Equal(c.share.Share, read);
                }

                if (read is not null && GroupedText.TryRead(typed, out SecretBytes? share, out ShareLabel label, out _))
                {
                    using (share)
                    {
                        Assert.Equal(c.share.Share, share.Borrow());
                        Assert.Equal(c.share.Label, label);
                    }
                }
            },
            time: Seconds);

    [Fact]
    public void A_text_without_end_is_refused_at_once() => Gen.Select(Gen.Byte, Gen.Int[4_000, 4_000_000]).Sample(
        (value, length) =>
        {
            byte[] text = new byte[length];
            Array.Fill(text, value);
            Assert.Null(Check(text));
        },
        time: Seconds);

    // The share that was read; null when there is none.
    private static byte[]? Check(byte[] typed)
    {
        byte[] before = [.. typed];
        long begun = Stopwatch.GetTimestamp();
        bool good = ShareText.TryDecode(typed, out SecretBytes? share, out string? problem);
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(5));
        Assert.Equal(before, typed);
        Assert.Equal(good, share is not null);
        Assert.Equal(good, problem is null);
        using (share)
        {
            byte[]? read = share?.Borrow().ToArray();
            bool inGroups = GroupedText.IsMeant(typed);
            if (!inGroups)
            {
                Assert.Equal(SlowRead(typed), read);
            }

            Assert.True(read is null or { Length: >= ShareText.MinLength and <= ShareText.MaxLength });
            Assert.True(good || problem!.Length > Telling);
            Assert.True(good || !GivesAway(problem!, typed), problem);
            return read;
        }
    }

    private static bool GivesAway(string sentence, byte[] typed)
    {
        string text = Encoding.Latin1.GetString(typed);
        return Enumerable.Range(0, Math.Max(0, sentence.Length - Telling + 1)).Select(at => sentence.Substring(at, Telling)).Any(part => text.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    // Another reader of hexadecimal and base64, after upstream's rules and nothing of ours; but a last character with bits
    // that mean nothing, which upstream passes over, is a slip.
    private static byte[]? SlowRead(byte[] typed)
    {
        string text = Encoding.Latin1.GetString(typed).Trim(' ', '\t', '\r', '\n');
        if (Hex().IsMatch(text))
        {
            return Convert.FromHexString(text);
        }

        return Base64().IsMatch(text) && text.Length < 100 && Convert.FromBase64String(text) is { Length: >= 16 and <= 33 } bytes && Convert.ToBase64String(bytes) == text ? bytes : null;
    }

    private static byte[] Grouped((byte[] Share, ShareLabel Label) share)
    {
        using SecretBytes secret = SecretBytes.Take([.. share.Share]);
        byte[] text = new byte[GroupedText.LengthOf(secret.Length)];
        GroupedText.Write(secret, share.Label, text);
        return text;
    }

    [GeneratedRegex(@"^([0-9a-fA-F]{2}){16,33}\z")]
    private static partial Regex Hex();

    [GeneratedRegex(@"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\z")]
    private static partial Regex Base64();
}
