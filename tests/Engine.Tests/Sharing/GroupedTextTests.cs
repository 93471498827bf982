using System.Text;
using System.Text.Json;
using CsCheck;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Tests.Doubles;

namespace KeyCeremonyConsole.Engine.Tests.Sharing;

public sealed class GroupedTextTests
{
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly Gen<(byte[] Share, ShareLabel Label)> Shares =
        from share in Gen.Byte.Array[16, 33]
        from set in Gen.UInt
        from generation in Gen.Int[1, GroupedText.MaxGeneration]
        from number in Gen.Int[1, 255]
        select (share, new ShareLabel(set, generation, number));

    // Made once by an implementation in another language, which shares nothing with ours.
    public static TheoryData<string, int> Vectors =>
    [
        .. new[] { "written", "read", "wrong" }.SelectMany(part =>
            Enumerable.Range(0, Vector(part).GetArrayLength()).Select(i => (part, i))),
    ];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_golden_vectors_hold(string part, int index)
    {
        JsonElement v = Vector(part)[index];
        string text = v.GetProperty("text").GetString()!;
        if (part == "wrong")
        {
            GroupedTextProblem problem = Refused(text);
            Assert.Equal(v.GetProperty("fault").GetString(), problem.Fault.ToString());
            Assert.Equal(v.GetProperty("groups").EnumerateArray().Select(g => g.GetInt32()), problem.Groups);
            Assert.Equal(v.GetProperty("sentence").GetString(), problem.Sentence);
            return;
        }

        byte[] share = Convert.FromHexString(v.GetProperty("share").GetString()!);
        (byte[] read, ShareLabel label) = Read(text);
        Assert.Equal(share, read);
        if (part == "written")
        {
            Assert.Equal(v.GetProperty("set").GetString(), label.Set);
            Assert.Equal(label, ShareLabel.Of(v.GetProperty("set").GetString()! + "00", v.GetProperty("generation").GetInt32(), v.GetProperty("number").GetInt32()));
            Assert.Equal(text, Write(share, label));
        }
    }

    [Fact]
    public void What_is_written_is_read_again_however_it_is_separated() =>
        (from share in Shares
         from every in Gen.Int[1, 120]
         from lower in Gen.Bool
         from separator in OneOf(" ", "-", "\n", " - ", "\t")
         select (share, every, lower, separator))
        .Sample(c =>
        {
            string text = Write(c.share.Share, c.share.Label);
            string other = string.Join(c.separator, text.Replace("-", "", StringComparison.Ordinal).Chunk(c.every).Select(part => new string(part)));

            (byte[] read, ShareLabel label) = Read(c.lower ? other.ToLowerInvariant() : other);

            Assert.Equal(c.share.Share, read);
            Assert.Equal(c.share.Label, label);
            Assert.Equal(GroupedText.LengthOf(c.share.Share.Length), text.Length);
        });

    [Fact]
    public void Every_wrong_character_is_found_and_its_group_named() => Shares.Sample(
        c =>
        {
            char[] text = Write(c.Share, c.Label).ToCharArray();
            for (int at = 0; at < text.Length; at++)
            {
                char right = text[at];
                foreach (char wrong in right == '-' ? "" : Symbols.Where(s => s != right))
                {
                    text[at] = wrong;
                    GroupedTextProblem problem = Refused(new string(text));

                    // Another version's name is a wrong character only when its check says so, which it does.
                    Assert.Equal((GroupedTextFault.Mistyped, GroupOf(at)), (problem.Fault, Assert.Single(problem.Groups)));
                }

                text[at] = right;
            }
        },
        iter: 20);

    [Fact]
    public void Every_character_that_stands_on_no_card_is_found_and_its_group_named() => Shares.Sample(
        c =>
        {
            char[] text = Write(c.Share, c.Label).ToCharArray();
            for (int at = 0; at < text.Length; at++)
            {
                char right = text[at];
                foreach (char wrong in right == '-' ? "" : "ILOUilou.,_+/=!")
                {
                    text[at] = wrong;
                    GroupedTextProblem problem = Refused(new string(text));

                    Assert.Equal((GroupedTextFault.Character, GroupOf(at)), (problem.Fault, problem.Groups[0]));
                }

                text[at] = right;
            }
        },
        iter: 20);

    [Fact]
    public void Every_two_characters_of_a_group_that_changed_places_are_found_and_the_group_named() => Shares.Sample(
        c =>
        {
            string text = Write(c.Share, c.Label);
            for (int at = 0; at < text.Length; at++)
            {
                for (int other = at + 1; other < text.Length && GroupOf(other) == GroupOf(at) && text[other] != '-'; other++)
                {
                    if (text[at] != text[other])
                    {
                        GroupedTextProblem problem = Refused(Swap(text, at, other));
                        Assert.Equal((GroupedTextFault.Mistyped, GroupOf(at)), (problem.Fault, Assert.Single(problem.Groups)));
                    }
                }
            }
        },
        iter: 200);

    [Fact]
    public void Neighbours_of_two_groups_that_changed_places_are_found_and_both_groups_named() => Shares.Sample(
        c =>
        {
            string text = Write(c.Share, c.Label);
            for (int at = 4; at < text.Length - 2; at += 6)
            {
                if (text[at] != text[at + 2])
                {
                    Assert.Equal([GroupOf(at), GroupOf(at + 2)], Refused(Swap(text, at, at + 2)).Groups);
                }
            }
        },
        iter: 200);

    [Fact]
    public void Every_character_left_out_or_typed_twice_is_found_and_its_group_named() => Shares.Sample(
        c =>
        {
            string text = Write(c.Share, c.Label);
            for (int at = 0; at < text.Length; at++)
            {
                if (text[at] != '-')
                {
                    Assert.Equal(new GroupedTextProblem(GroupedTextFault.Length, [GroupOf(at)], Length: 4).Sentence, Refused(text.Remove(at, 1)).Sentence);
                    Assert.Equal(new GroupedTextProblem(GroupedTextFault.Length, [GroupOf(at)], Length: 6).Sentence, Refused(text.Insert(at, text[at..(at + 1)])).Sentence);
                }
            }
        },
        iter: 20);

    [Fact]
    public void Every_group_left_out_or_typed_twice_is_named() => Shares.Sample(
        c =>
        {
            string[] groups = Write(c.Share, c.Label).Split('-');
            for (int at = 0; at < groups.Length; at++)
            {
                GroupedTextProblem missing = Refused(string.Join('-', groups.Where((_, i) => i != at)));
                GroupedTextProblem twice = Refused(string.Join("", groups.Take(at + 1).Concat(groups.Skip(at))));

                Assert.Equal((GroupedTextFault.Missing, at + 1), (missing.Fault, Assert.Single(missing.Groups)));
                Assert.Equal((GroupedTextFault.Repeated, at + 1), (twice.Fault, Assert.Single(twice.Groups)));
            }
        },
        iter: 50);

    [Fact]
    public void Every_two_groups_that_changed_places_are_named() => Shares.Sample(
        c =>
        {
            string[] groups = Write(c.Share, c.Label).Split('-');
            for (int at = 0; at < groups.Length; at++)
            {
                for (int other = at + 1; other < groups.Length; other++)
                {
                    (groups[at], groups[other]) = (groups[other], groups[at]);
                    GroupedTextProblem problem = Refused(string.Join('-', groups));
                    (groups[at], groups[other]) = (groups[other], groups[at]);

                    Assert.Equal(GroupedTextFault.Swapped, problem.Fault);
                    Assert.Equal([at + 1, other + 1], problem.Groups);
                }
            }
        },
        iter: 20);

    [Fact]
    public void A_group_of_another_card_is_found() =>
        (from one in Shares from other in Gen.Byte.Array[33] from at in Gen.Int[4, 18] select (one, other, at)).Sample(c =>
        {
            string[] groups = Write([.. c.one.Share, .. new byte[33 - c.one.Share.Length]], c.one.Label).Split('-');
            string another = Write(c.other, c.one.Label).Split('-')[c.at];
            if (groups[c.at] != another)
            {
                groups[c.at] = another;
                Assert.Equal(GroupedTextFault.Checksum, Refused(string.Join('-', groups)).Fault);
            }
        });

    [Fact]
    public void Whatever_is_typed_is_read_or_refused() =>
        Gen.OneOf(Gen.String, Gen.String[OneOf([.. Symbols, '-', ' ', 'l']), 0, 200]).Sample(text =>
        {
            bool good = GroupedText.TryRead(Encoding.UTF8.GetBytes(text), out SecretBytes? share, out _, out GroupedTextProblem? problem);
            Assert.NotEqual(good, problem is not null);
            Assert.False(good); // One in 2^100.
            Assert.NotEmpty(problem!.Sentence);
            share?.Dispose();
        });

    [Fact]
    public void It_is_told_from_hexadecimal_and_base64() => Shares.Sample(c =>
    {
        string text = Write(c.Share, c.Label);

        Assert.True(Meant(text));
        Assert.True(Meant(text.ToLowerInvariant()));
        Assert.True(Meant(" k-cs1y"));
        Assert.True(Meant("X" + text) || text.Length < 80);
        Assert.False(Meant(Convert.ToHexString(c.Share)));
        Assert.False(Meant(Convert.ToBase64String(c.Share)));
        Assert.False(Meant("Kcs1" + Convert.ToBase64String(c.Share)[4..]));
    });

    [Fact]
    public void A_share_is_read_in_whichever_form_it_is_typed() => Shares.Sample(c =>
    {
        foreach (string text in new[] { Write(c.Share, c.Label), Convert.ToHexString(c.Share), Convert.ToBase64String(c.Share) })
        {
            Assert.True(ShareText.TryDecode(Encoding.ASCII.GetBytes(text), out SecretBytes? share, out _));
            Assert.Equal(c.Share, share.Open());
            share.Dispose();
        }
    });

    [Fact]
    public void A_mistyped_group_is_named_to_programs_too()
    {
        string text = Write(new byte[33], new ShareLabel(1, 1, 1));

        Assert.False(ShareText.TryDecode(Encoding.ASCII.GetBytes(Swap(text, 0, 1)), out SecretBytes? share, out string? problem));
        Assert.Null(share);
        Assert.Equal("Group 1 is mistyped. Compare it with your card.", problem);
    }

    [Theory]
    [InlineData(15, 1, 1)]
    [InlineData(34, 1, 1)]
    [InlineData(33, 0, 1)]
    [InlineData(33, GroupedText.MaxGeneration + 1, 1)]
    [InlineData(33, 1, 0)]
    [InlineData(33, 1, 256)]
    public void What_does_not_fit_into_the_form_is_not_written(int length, int generation, int number) =>
        Assert.Throws<ArgumentException>(() => Write(new byte[length], new ShareLabel(1, generation, number)));

    [Theory]
    [InlineData("")]
    [InlineData("6e2fb7b")]
    [InlineData("6e2fb7bx0000")]
    public void A_label_needs_the_start_of_a_set_s_id(string set) => Assert.Throws<FormatException>(() => ShareLabel.Of(set, 1, 1));

    private static JsonElement Vector(string part)
    {
        using Stream stream = typeof(GroupedTextTests).Assembly.GetManifestResourceStream("share-text.json")!;
        using JsonDocument all = JsonDocument.Parse(stream);
        return all.RootElement.GetProperty(part).Clone();
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static int GroupOf(int at) => (at / 6) + 1;

    private static string Swap(string text, int at, int other)
    {
        char[] swapped = text.ToCharArray();
        (swapped[at], swapped[other]) = (swapped[other], swapped[at]);
        return new string(swapped);
    }

    private static bool Meant(string text) => GroupedText.IsMeant(Encoding.ASCII.GetBytes(text));

    private static string Write(byte[] share, ShareLabel label)
    {
        using SecretBytes secret = Bytes.Secret(share);
        byte[] text = new byte[GroupedText.LengthOf(share.Length)];
        Assert.Equal(text.Length, GroupedText.Write(secret, label, text));
        return Encoding.ASCII.GetString(text);
    }

    private static (byte[] Share, ShareLabel Label) Read(string text)
    {
        Assert.True(GroupedText.TryRead(Encoding.UTF8.GetBytes(text), out SecretBytes? share, out ShareLabel label, out GroupedTextProblem? problem), problem?.Sentence);
        using (share)
        {
            return (share.Open(), label);
        }
    }

    private static GroupedTextProblem Refused(string text)
    {
        Assert.False(GroupedText.TryRead(Encoding.UTF8.GetBytes(text), out SecretBytes? share, out _, out GroupedTextProblem? problem), text);
        Assert.Null(share);
        return problem;
    }
}
