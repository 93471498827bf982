using KeyCeremonyConsole.Ceremonies.Tests.Doubles;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>The power fails, and of the last transaction only a part has reached the disk, or rubbish.</summary>
public sealed class TornWriteTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_torn_last_write_is_found_exactly_old_or_exactly_new()
    {
        using var scratch = new Scratch();
        IReadOnlyList<string> snapshots = await LiveAsync(scratch);
        Assert.NotEmpty(snapshots);

        foreach (string snapshot in snapshots)
        {
            byte[] wal = File.ReadAllBytes(WalOf(snapshot));
            (int start, int end) = Wal.LastTransaction(wal);
            Assert.True(end > start, "the commit is not in the log");
            foreach (byte[] part in Tear(wal, start, end))
            {
                string copy = Path.Combine(scratch.Path, "torn");
                Snapshots.Copy(snapshot, copy);
                await File.WriteAllBytesAsync(WalOf(copy), part, Ct);
                await LookAsync(copy, $"commit {Path.GetFileName(snapshot)}, bytes {start} to {end}, torn to {part.Length}");
                Directory.Delete(copy, recursive: true);
            }
        }
    }

    private static string WalOf(string home) => Path.Combine(home, "data", "console.db-wal");

    // One after another, so that each commit's transaction is the last of the log that is copied.
    private static async Task<IReadOnlyList<string>> LiveAsync(Scratch scratch)
    {
        string folder = Directory.CreateDirectory(Path.Combine(scratch.Path, "home")).FullName;
        await using Home home = await Home.OpenAsync(folder);
        using TestConsole console = await Life.BeginAsync(home);
        using var snapshots = new Snapshots(folder, scratch.Path);
        await Life.GoOnAsync(console, home);
        return snapshots.Taken;
    }

    private static IEnumerable<byte[]> Tear(byte[] wal, int start, int end)
    {
        yield return wal[..start];
        yield return wal[..((start + end) / 2)];
        yield return wal[..(end - 1)];
        byte[] rubbish = [.. wal];
        rubbish.AsSpan((start + end) / 2, (end - start) / 4).Fill(0xA5);
        yield return rubbish;
    }

    private static async Task LookAsync(string folder, string what)
    {
        try
        {
            await Life.LookAsync(folder);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{what}: {e.Message}", e);
        }
    }
}
