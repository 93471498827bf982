using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Crash.Tests;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using KeyCeremonyConsole.Reader;
using KeyCeremonyConsole.Web.Tests.Assets;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Memory;

/// <summary>
/// T27: all memory of the real console, with its web server, after whole ceremonies over HTTP. Crash.Tests look at the same
/// without a web server.
/// </summary>
public sealed class ProcessMemoryTests
{
    private const string Canary = "KCC_CANARY";

    [Fact]
    public async Task After_ceremonies_through_the_api_a_sealed_console_holds_no_share_and_no_key()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc.");
        string canary = Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
        string secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
        await using StartedConsole console = await StartedConsole.StartAsync(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "KeyCeremonyConsole.Web.dll")], new KeyValuePair<string, string?>(Canary, canary));
        var needles = new Needles();
        needles.AddText("the canary", canary);

        JsonElement made = await console.CallAsync("PUT", "sys/init", new { secret_shares = 3, secret_threshold = 2 });
        byte[][] first = Shares(made, "keys");
        console.Use(made.GetProperty("root_token").GetString()!);
        Add(needles, "", console, first);
        await console.CallAsync("PUT", "sys/unseal", new { key = Convert.ToBase64String(first[2]) });
        await console.CallAsync("PUT", "sys/unseal", new { key = InGroups(needles, first[0]) });
        await console.CallAsync("PUT", "secret/data/a", new { data = new { value = secret } });

        // The looking works: these must be there now.
        IReadOnlyList<string> open = ProcessMemory.Find(console.ProcessId, needles);
        Assert.Contains(open, found => found.StartsWith("the canary", StringComparison.Ordinal));
        Assert.Contains(open, found => found.StartsWith("root key, raw", StringComparison.Ordinal));
        Assert.Contains(open, found => found.StartsWith("key of term 1, raw", StringComparison.Ordinal));

        byte[][] second = await RekeyAsync(console, first, verify: true);
        Add(needles, "second ", console, second);
        await console.CallAsync("PUT", "sys/rotate", new { });
        byte[][] third = await RekeyAsync(console, second, verify: false);
        Add(needles, "third ", console, third);
        JsonElement root = await console.CallAsync("PUT", "sys/generate-root/attempt", new { });
        foreach (byte[] share in third[..2])
        {
            await console.CallAsync("PUT", "sys/generate-root/update", new { key = Convert.ToHexStringLower(share), nonce = root.GetProperty("nonce").GetString() });
        }

        needles.AddText("the secret", secret);
        await console.CallAsync("GET", "secret/data/a");
        await console.CallAsync("PUT", "sys/seal", new { });
        await console.CallAsync("PUT", "sys/unseal", new { key = Convert.ToHexString(first[1]) }, expected: 400); // Of a set that is replaced.
        await console.CallAsync("PUT", "sys/unseal", new { key = Convert.ToHexString(third[1]) });
        await console.CallAsync("PUT", "sys/unseal", new { reset = true });

        IReadOnlyList<string> left = ProcessMemory.Find(console.ProcessId, needles);
        Assert.Contains(left, found => found.StartsWith("the canary", StringComparison.Ordinal));
        string[] copies = [.. left.Where(found => !found.StartsWith("the canary", StringComparison.Ordinal))];
        Assert.True(copies.Length == 0, string.Join('\n', copies));
    }

    private static async Task<byte[][]> RekeyAsync(StartedConsole console, byte[][] current, bool verify)
    {
        JsonElement begun = await console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 3, secret_threshold = 2, require_verification = verify });
        JsonElement done = default;
        foreach (byte[] share in current[..2])
        {
            done = await console.CallAsync("PUT", "sys/rekey/update", new { key = Convert.ToHexStringLower(share), nonce = begun.GetProperty("nonce").GetString() });
        }

        byte[][] fresh = Shares(done, "keys");
        foreach (byte[] share in verify ? fresh[..2] : [])
        {
            await console.CallAsync("PUT", "sys/rekey/verify", new { key = Convert.ToBase64String(share), nonce = done.GetProperty("verification_nonce").GetString() });
        }

        return fresh;
    }

    // What the files and these shares give, found out without the engine.
    private static void Add(Needles needles, string which, StartedConsole console, byte[][] shares)
    {
        for (int i = 0; i < shares.Length; i++)
        {
            needles.Add($"{which}share {i + 1}", shares[i][..^1]); // Without x.
        }

        using var records = new SqliteRecords(Path.Combine(console.DataFolder, "console.db"));
        var reader = new PlainReader(records, shares[..2]);
        needles.Add($"{which}unseal key", reader.Kek);
        needles.Add($"{which}root key", reader.RootKey);
        foreach (JsonElement key in reader.Keyring.GetProperty("Keys").EnumerateArray())
        {
            needles.Add($"{which}key of term {key.GetProperty("Term").GetInt32()}", key.GetProperty("Value").GetBytesFromBase64());
        }
    }

    // As from a card; four of its groups in the middle are looked for.
    private static string InGroups(Needles needles, byte[] share)
    {
        using SecretBytes secret = SecretBytes.Take([.. share]);
        byte[] ascii = new byte[GroupedText.LengthOf(share.Length)];
        GroupedText.Write(secret, new ShareLabel(7, 1, 1), ascii);
        string text = Encoding.ASCII.GetString(ascii);
        needles.AddText("share 1, in groups", text.Substring(8 * (GroupedText.GroupLength + 1), 4 * (GroupedText.GroupLength + 1)));
        return text;
    }

    private static byte[][] Shares(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(k => Convert.FromHexString(k.GetString()!))];
}
