using System.Text;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <summary>
/// Every way in which a share can be wrong, at every place in the row: the right person is told, alone; the shares that
/// were given stay; and the right share is taken afterwards.
/// </summary>
public sealed class WrongShareTests
{
    private const int Threshold = 3;
    private const string NotAShare = "not-a-share"; // Said by the page, before anything is submitted.

    private static readonly (string What, string Code, Func<Papers, byte[]> Typed)[] Wrongs =
    [
        ("a bit flipped at the beginning", "unknown-share", p => Base64(Flip(p.Mine, 0, 0x80))),
        ("a bit flipped in the middle", "unknown-share", p => Base64(Flip(p.Mine, 16, 0x01))),
        ("a bit flipped in x", "unknown-share", p => Base64(Flip(p.Mine, 32, 0x10))),
        ("a slip of the pen at the beginning", "unknown-share", p => Slip(Base64(p.Mine), 0)),
        ("a slip of the pen in the middle", "unknown-share", p => Slip(Base64(p.Mine), 21)),
        ("a slip of the pen at the end", "unknown-share", p => Slip(Base64(p.Mine), 43)),
        ("two characters in the other order", "unknown-share", p => Transposed(Base64(p.Mine))),
        ("a slip in hexadecimal", "unknown-share", p => Slip(Hex(p.Mine), 5)),
        ("the share of the set before", "replaced-share", p => Base64(p.Old)),
        ("another's, who is to come", "someone-elses-share", p => Base64(p.Later)),
        ("another's, who was there or is to come", "someone-elses-share", p => Base64(p.Earlier)),
        ("x is zero", "unknown-share", p => Base64([.. p.Mine[..^1], 0])),
        ("the same x as another, with one's own rest", "unknown-share", p => Base64([.. p.Mine[..^1], p.Earlier[^1]])),
        ("one's own x with another's rest", "unknown-share", p => Base64([.. p.Earlier[..^1], p.Mine[^1]])),
        ("a byte short", "unknown-share", p => Base64(p.Mine[..^1])),
        ("half", "unknown-share", p => Base64(p.Mine[..16])),
        ("less than half", NotAShare, p => Base64(p.Mine[..15])),
        ("a character short", NotAShare, p => Base64(p.Mine)[..^1]),
        ("a character short in hexadecimal", NotAShare, p => Hex(p.Mine)[..^1]),
        ("a byte long", NotAShare, p => Base64([.. p.Mine, 7])),
        ("a character long", NotAShare, p => [.. Base64(p.Mine), (byte)'A']),
        ("given twice in one line", NotAShare, p => [.. Base64(p.Mine), .. Base64(p.Mine)]),
        ("nothing", NotAShare, _ => []),
        ("blanks", NotAShare, _ => "  \t "u8.ToArray()),
        ("a blank inside", NotAShare, p => [.. Base64(p.Mine)[..22], (byte)' ', .. Base64(p.Mine)[22..]]),
        ("characters that look alike", "unknown-share", p => LookAlike(Base64(p.Mine))),
        ("the letter O in hexadecimal", NotAShare, p => [(byte)'O', .. Hex(p.Mine)[1..]]),
        ("a Cyrillic letter", NotAShare, p => [.. Encoding.UTF8.GetBytes("А"), .. Base64(p.Mine)[1..]]),
        ("a full-width digit", NotAShare, p => [.. Encoding.UTF8.GetBytes("０"), .. Base64(p.Mine)[1..]]),
        ("a space without width inside", NotAShare, p => [.. Base64(p.Mine)[..22], .. Encoding.UTF8.GetBytes("\u200B"), .. Base64(p.Mine)[22..]]),
    ];

    private static CancellationToken Ct => TestConsole.Ct;

    public static TheoryData<string> EveryWrong => [.. Wrongs.Select(wrong => wrong.What)];

    [Theory]
    [MemberData(nameof(EveryWrong))]
    public async Task At_every_place_of_an_unseal_the_right_person_is_told_and_the_good_shares_stay(string what)
    {
        using TestConsole c = await TwoSetsAsync();
        for (int place = 0; place < Threshold; place++)
        {
            await TryAsync(c, (await c.OpenAsync(CeremonyKind.Unseal))!, place, what);
            Assert.False(c.Engine.IsSealed);
            (await c.Seal.RunAsync(Olga, Ct)).Value();
        }
    }

    [Theory]
    [MemberData(nameof(EveryWrong))]
    public async Task At_every_place_of_a_rekey_the_right_person_is_told_and_the_good_shares_stay(string what)
    {
        using TestConsole c = await TwoSetsAsync();
        await c.UnsealAsync();
        for (int place = 0; place < Threshold; place++)
        {
            Ceremony rekey = (await c.StartRekeyAsync(Order(5, Threshold))).Value();
            await TryAsync(c, rekey, place, what);
            Assert.Equal(CeremonyStage.Delivering, (await c.FindAsync(rekey.Id)).Stage);
            (await c.End.CancelAsync(Olga, rekey.Id, "Once more.", Ct)).Value();
        }
    }

    // As many as the place says have given theirs; then one is wrong; then it goes on to the threshold.
    private static async Task TryAsync(TestConsole c, Ceremony at, int place, string what)
    {
        (_, string code, Func<Papers, byte[]> typed) = Wrongs.Single(wrong => wrong.What == what);
        foreach (PersonId good in Holders[..place])
        {
            (await c.SubmitAsync(good, at.Id)).Value();
        }

        PersonId me = Holders[place];
        Ceremony before = await c.FindAsync(at.Id);
        Assert.Equal(code, await TypeAsync(c, me, at.Id, typed(Papers.Of(c, at.CurrentSet!, place))));

        Ceremony after = await c.FindAsync(at.Id);
        Assert.Equal(place, after.Received);
        Assert.Equal(before.Nonce, after.Nonce);
        if (code != NotAShare)
        {
            AuditDraft told = (await c.LastEntryAsync()).Draft;
            Assert.Equal((me.Value, code, at.Id.Value), (told.Actor, told.Outcome, told.Subject));
            Assert.Equal([me], after.Of(Part.Submitter).Where(p => p.RefusedTries > 0).Select(p => p.Person));
        }

        foreach (PersonId good in Holders[place..Threshold])
        {
            (await c.SubmitAsync(good, at.Id)).Value();
        }
    }

    // As the page does: what cannot be read is not submitted.
    private static async Task<string?> TypeAsync(TestConsole c, PersonId person, CeremonyId ceremony, byte[] typed) =>
        ShareText.TryDecode(typed, out SecretBytes? share, out _)
            ? (await c.SubmitAsync(person, ceremony, share)).Refusal?.Code
            : ShareRefusals.NotAShare.Code;

    // Sealed, after a rekey among the same people.
    private static async Task<TestConsole> TwoSetsAsync()
    {
        TestConsole c = await UnsealedAsync(5, Threshold);
        Ceremony rekey = await c.AuthoriseAsync((await c.StartRekeyAsync(Order(5, Threshold))).Value().Id);
        await c.RevealAndProveAsync(rekey.Id, Holders);
        (await c.Seal.RunAsync(Olga, Ct)).Value();
        return c;
    }

    private static byte[] Base64(byte[] share) => Encoding.ASCII.GetBytes(Convert.ToBase64String(share));

    private static byte[] Hex(byte[] share) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(share));

    private static byte[] Flip(byte[] share, int at, byte bit)
    {
        share[at] ^= bit;
        return share;
    }

    // The next character of both alphabets, so that it stays a text of its kind.
    private static byte[] Slip(byte[] text, int at)
    {
        text[at] = text[at] switch { (byte)'9' or (byte)'f' or (byte)'z' or (byte)'Z' or (byte)'/' => (byte)'0', (byte)'+' => (byte)'a', byte other => (byte)(other + 1) };
        return text;
    }

    private static byte[] Transposed(byte[] text)
    {
        int at = Enumerable.Range(0, text.Length - 1).First(i => text[i] != text[i + 1]);
        (text[at], text[at + 1]) = (text[at + 1], text[at]);
        return text;
    }

    private static byte[] LookAlike(byte[] text)
    {
        const string Alike = "0OOOl1I1lIS55SB88BZ22ZG66G";
        int at = Math.Max(0, Array.FindIndex(text, c => Alike.Contains((char)c, StringComparison.Ordinal)));
        text[at] = text[at] switch
        {
            (byte)'0' => (byte)'O',
            (byte)'O' => (byte)'0',
            (byte)'l' => (byte)'I',
            (byte)'1' => (byte)'l',
            (byte)'I' => (byte)'l',
            (byte)'5' => (byte)'S',
            (byte)'S' => (byte)'5',
            (byte)'8' => (byte)'B',
            (byte)'B' => (byte)'8',
            (byte)'2' => (byte)'Z',
            (byte)'Z' => (byte)'2',
            (byte)'6' => (byte)'G',
            _ => (byte)'6',
        };
        return text;
    }

    /// <summary>What people have in hand. All copies.</summary>
    private sealed record Papers(byte[] Mine, byte[] Old, byte[] Later, byte[] Earlier)
    {
        internal static Papers Of(TestConsole c, string set, int place) => new(
            Share(c, set, Holders[place]),
            [.. c.Hands.Everything.First(h => h.Person == Holders[place] && h.Set != set).Share],
            Share(c, set, Holders[^1]),
            Share(c, set, Holders[place == 0 ? 1 : place - 1]));

        private static byte[] Share(TestConsole c, string set, PersonId person)
        {
            using SecretBytes share = c.Hands.Give(person, set);
            return share.Borrow().ToArray();
        }
    }
}
