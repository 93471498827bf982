using System.Text;
using KeyCeremonyConsole.Access.Tokens;

namespace KeyCeremonyConsole.Access.Tests.Tokens;

public sealed class TokenTests
{
    [Fact]
    public void A_token_is_hvs_and_24_base62_characters_and_never_the_same()
    {
        string[] all = [.. Enumerable.Range(0, 500).Select(_ => Draw())];

        Assert.All(all, token => Assert.Matches("^hvs\\.[0-9A-Za-z]{24}$", token));
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(62, all.SelectMany(t => t[4..]).Distinct().Count());
    }

    [Fact]
    public void There_is_no_room_for_half_a_token() => Assert.Throws<ArgumentException>(() => TokenText.Draw(new byte[27]));

    [Fact]
    public void An_accessor_names_no_token()
    {
        Assert.Matches("^[0-9A-Za-z]{24}$", TokenText.NewAccessor());
        Assert.NotEqual(TokenText.NewAccessor(), TokenText.NewAccessor());
    }

    [Fact]
    public void The_hash_is_sha_256_of_the_salt_and_the_token()
    {
        string hash = TokenHash.Of("salt"u8, "hvs.token"u8);

        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("salthvs.token"u8)), hash);
        Assert.NotEqual(hash, TokenHash.Of("other"u8, "hvs.token"u8));
    }

    [Fact]
    public void An_entry_comes_back_as_it_was_and_what_is_none_is_none()
    {
        var entry = new TokenEntry
        {
            Id = "aa",
            Accessor = "bb",
            Policies = ["default", "x"],
            DisplayName = "token-ci",
            Path = "auth/token/create",
            Created = DateTimeOffset.UnixEpoch,
            Ttl = TimeSpan.FromHours(1),
            Expires = DateTimeOffset.UnixEpoch.AddHours(1),
            UsesLeft = 3,
            Renewable = true,
            Parent = "cc",
            Meta = new Dictionary<string, string> { ["team"] = "blue" },
        };

        TokenEntry again = TokenEntry.FromJson(entry.ToJson())!;

        Assert.Equivalent(entry, again, strict: true);
        Assert.True(again.IsExpired(DateTimeOffset.UnixEpoch.AddHours(1)));
        Assert.False(again.IsExpired(DateTimeOffset.UnixEpoch.AddHours(1).AddTicks(-1)));
        Assert.Null(TokenEntry.FromJson("{"u8));
    }

    private static string Draw()
    {
        byte[] room = new byte[TokenText.Length];
        TokenText.Draw(room);
        return Encoding.ASCII.GetString(room);
    }
}
