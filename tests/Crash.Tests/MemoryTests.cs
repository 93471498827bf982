using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using KeyCeremonyConsole.Reader;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>The memory of a real process after a ceremony: what should be gone is gone, in every spelling.</summary>
public sealed class MemoryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_the_seal_no_share_no_key_and_no_secret_is_left_in_the_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc.");
        using var folder = new Scratch();
        string secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, Keeper.SecretFile), $"{{\"value\":\"{secret}\"}}", Ct);
        using Process keeper = Child.Start(Keeper.Command, folder.Path);
        try
        {
            await StandsAsync(keeper, Keeper.Open);
            Known first = Known.Read(folder.Path);
            Needles needles = first.Needles();

            // The looking works: these two must be in memory, as long as the vault is open.
            IReadOnlyList<string> open = ProcessMemory.Find(keeper.Id, needles);
            Assert.Contains(open, found => found.StartsWith("root key, raw", StringComparison.Ordinal));
            Assert.Contains(open, found => found.StartsWith("key of term 1, raw", StringComparison.Ordinal));
            Assert.All(open, found => Assert.True(Alive(found), found));

            await GoOnAsync(keeper, Keeper.Rekeyed);
            Known second = Known.Read(folder.Path, first);
            second.AddTo(needles, "new ");
            needles.AddText("text of the secret", secret);
            IReadOnlyList<string> rekeyed = ProcessMemory.Find(keeper.Id, needles);
            Assert.All(rekeyed, found => Assert.True(Alive(found) && !found.StartsWith("root key", StringComparison.Ordinal), found));

            await GoOnAsync(keeper, Keeper.Sealed);
            Assert.Empty(ProcessMemory.Find(keeper.Id, needles));
        }
        finally
        {
            keeper.Kill();
            await keeper.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public void Every_spelling_is_found_wherever_it_stands()
    {
        byte[] value = RandomNumberGenerator.GetBytes(33);
        var needles = new Needles();
        needles.Add("it", value);
        needles.AddText("text", "a text of its own");
        string[] texts =
        [
            Convert.ToHexString(value), Convert.ToHexStringLower(value), Convert.ToBase64String(value), "a text of its own",
            Convert.ToBase64String([1, .. value, 1]), Convert.ToBase64String([1, 2, .. value, 1, 2]), Convert.ToBase64String([1, 2, 3, .. value]),
        ];
        byte[][] spellings = [value, value[..16], value[^16..], .. texts.Select(Encoding.UTF8.GetBytes), .. texts.Select(Encoding.Unicode.GetBytes)];

        Assert.All(spellings, spelling =>
        {
            for (int at = 0; at < 5; at++)
            {
                byte[] memory = [.. RandomNumberGenerator.GetBytes(at), .. spelling, 7];
                Assert.NotEmpty(needles.In(memory));
            }
        });
        Assert.Empty(needles.In(RandomNumberGenerator.GetBytes(100_000)));
        Assert.Empty(needles.In(value.AsSpan(0, 15)));
    }

    // While the vault is open: the root key and the data keys, and nothing else.
    private static bool Alive(string found) =>
        (found.Contains("root key", StringComparison.Ordinal) || found.Contains("key of term", StringComparison.Ordinal)) && found.Contains(", raw", StringComparison.Ordinal);

    private static async Task GoOnAsync(Process keeper, string next)
    {
        await keeper.StandardInput.WriteLineAsync();
        await keeper.StandardInput.FlushAsync(Ct);
        await StandsAsync(keeper, next);
    }

    private static async Task StandsAsync(Process keeper, string where)
    {
        string? said = await keeper.StandardOutput.ReadLineAsync(Ct).AsTask().WaitAsync(Patience, Ct);
        if (said != where)
        {
            Assert.Fail($"{said} {await keeper.StandardError.ReadToEndAsync(Ct)}");
        }
    }

    /// <summary>What the people and the store of a folder hold now, found out without the engine.</summary>
    private sealed class Known
    {
        private readonly List<byte[]> _shares = [];
        private readonly HashSet<string> _files = [];
        private PlainReader _reader = null!;

        /// <param name="folder">Where the shares and the store lie.</param>
        /// <param name="before">Its shares are of another set.</param>
        internal static Known Read(string folder, Known? before = null)
        {
            var known = new Known();
            foreach (string file in Directory.EnumerateFiles(folder, "*.share").Where(file => before?._files.Contains(file) is not true))
            {
                known._files.Add(file);
                known._shares.Add(File.ReadAllBytes(file));
            }

            using var records = new SqliteRecords(Path.Combine(folder, "data", "console.db"));
            known._reader = new PlainReader(records, known._shares);
            return known;
        }

        internal Needles Needles()
        {
            var needles = new Needles();
            AddTo(needles, "");
            return needles;
        }

        internal void AddTo(Needles needles, string which)
        {
            for (int i = 0; i < _shares.Count; i++)
            {
                needles.Add($"{which}share {i + 1}", _shares[i][..^1]); // Without x.
            }

            needles.Add($"{which}unseal key", _reader.Kek);
            needles.Add($"{which}root key", _reader.RootKey);
            foreach (JsonElement key in _reader.Keyring.GetProperty("Keys").EnumerateArray())
            {
                needles.Add($"{which}key of term {key.GetProperty("Term").GetInt32()}", key.GetProperty("Value").GetBytesFromBase64());
            }
        }
    }
}
