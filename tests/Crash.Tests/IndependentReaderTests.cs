using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using KeyCeremonyConsole.Reader;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>
/// A store of the real engine, read by who has the file, a threshold of shares and the description of the format, and
/// nothing of ours. The same reader is a program: tests/Reader.
/// </summary>
public sealed class IndependentReaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_threshold_of_the_shares_in_force_reads_every_record_and_no_other_shares_do()
    {
        using var folder = new Scratch();
        Lived lived = await LiveAsync(folder.Path);
        using var records = new SqliteRecords(FileOf(folder.Path));

        foreach (byte[][] some in Threes(lived.Current))
        {
            var reader = new PlainReader(records, some);
            string[] encrypted = [.. records.Paths.Where(PlainReader.IsEncrypted)];
            Assert.All(encrypted, path => Assert.NotEmpty(reader.Read(path)));
            foreach ((string path, string value) in lived.Written)
            {
                Assert.Equal(value, reader.ReadText(Assert.Single(encrypted, record => record.EndsWith($"/{path}", StringComparison.Ordinal))));
            }

            Assert.Equal(reader.Kek, reader.Read("core/shamir-kek"));
            Assert.True(encrypted.Select(path => PlainReader.TermOf(records[path])).Distinct().Count() >= 3, "the records are of too few terms to prove anything");
        }

        // Two of three: not enough, whatever the third. And the set of before the rekey.
        Assert.Throws<InvalidDataException>(() => new PlainReader(records, lived.Current[..2]));
        Assert.ThrowsAny<CryptographicException>(() => new PlainReader(records, [.. lived.Current[..2], lived.Replaced[0]]));
        Assert.ThrowsAny<CryptographicException>(() => new PlainReader(records, lived.Replaced[..3]));
    }

    // In a scope of its own, for nothing of the engine is to be there when it is read.
    private static async Task<Lived> LiveAsync(string folder)
    {
        await using Home home = await Home.OpenAsync(folder);
        using TestConsole c = await Life.BeginAsync(home);
        var written = new Dictionary<string, string>();
        async Task WriteAsync(string path)
        {
            written[path] = $"{{\"of\":\"{path}\"}}";
            (await c.WriteAsync(path, written[path])).Value();
        }

        async Task RotateAsync() => (await c.Rotate.RunAsync(Olga, "", Ct)).Value();

        Ceremony initialise = (await c.StartInitialiseAsync(Order(5, 3))).Value();
        await c.RevealAndProveAsync(initialise.Id, Holders);
        await c.UnsealAsync();
        await WriteAsync("team/first");
        await RotateAsync();
        await WriteAsync("team/second");
        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        await c.Batch.RunAsync(Ct);
        await RotateAsync();
        await WriteAsync("team/third");
        Ceremony rekey = await c.AuthoriseAsync((await c.StartRekeyAsync(Order(5, 3))).Value().Id);
        await c.RevealAndProveAsync(rekey.Id, Holders);
        await RotateAsync();
        await WriteAsync("ünïcode/päth");
        return new Lived(written, SharesOf(c, rekey.NewSet!), SharesOf(c, rekey.CurrentSet!));
    }

    private static string FileOf(string folder) => Path.Combine(folder, "data", "console.db");

    private static byte[][] SharesOf(TestConsole c, string set) => [.. c.Hands.Everything.Where(h => h.Set == set).Select(h => h.Share)];

    private static IEnumerable<byte[][]> Threes(byte[][] shares) =>
        from a in Enumerable.Range(0, shares.Length)
        from b in Enumerable.Range(a + 1, shares.Length - a - 1)
        from c in Enumerable.Range(b + 1, shares.Length - b - 1)
        select (byte[][])[shares[c], shares[a], shares[b]];

    /// <summary>What is known of a life that has ended.</summary>
    private sealed record Lived(Dictionary<string, string> Written, byte[][] Current, byte[][] Replaced);
}
