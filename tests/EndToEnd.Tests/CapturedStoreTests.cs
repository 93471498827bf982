using System.Security.Cryptography;
using System.Text.Json;
using KeyCeremonyConsole.Crash.Tests;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using KeyCeremonyConsole.Reader;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>
/// Somebody takes the data folder with everything in it, what the console printed, and every share but one of a threshold. What
/// they lack is nowhere in it: not the unseal key, not the root key, no data key, and none of the 255 shares that would do.
/// </summary>
public sealed class CapturedStoreTests(Browser browser) : IAsyncLifetime
{
    private readonly Company _company = new(browser);
    private readonly string _loot = Directory.CreateTempSubdirectory("loot-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Person[] Holders => [_company.Ben, _company.Ines, _company.Mara];

    public async ValueTask InitializeAsync() => await _company.GatherAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        await _company.DisposeAsync();
        Directory.Delete(_loot, recursive: true);
    }

    [Fact]
    public async Task Files_output_and_backups_open_nothing_while_one_share_is_missing()
    {
        string rekey = await _company.Ada.StartAsync("rekey", 2, Holders, "Once a year");
        await _company.Ben.SubmitAsync(rekey);
        Loot collecting = Capture("collecting");
        await _company.Ines.SubmitAsync(rekey);
        await _company.Ben.SeesAsync("Show my share");
        Loot delivering = Capture("delivering");
        byte[][] old = [.. Holders.Select(holder => Convert.FromBase64String(holder.Share))];
        foreach (Person holder in Holders)
        {
            await holder.CollectAsync(rekey);
            await holder.ProveAsync();
        }

        await _company.Ada.GoToAsync(rekey);
        await _company.Ada.SeesAsync("The new shares are in force");
        byte[][] current = [.. Holders.Select(holder => Convert.FromBase64String(holder.Share))];
        await _company.Console.KillAsync();
        Loot afterwards = Capture("afterwards");

        // What each set of shares opens, and so what must not be found.
        var lacking = new Needles();
        AddKeys(lacking, "old", collecting.Open(old));
        AddKeys(lacking, "new", afterwards.Open(current));
        AddEveryShare(lacking, "old", old);
        AddEveryShare(lacking, "new", current);
        foreach (Loot loot in new[] { collecting, delivering, afterwards })
        {
            Assert.Empty(loot.Places.SelectMany(place => lacking.In(place.Bytes).Select(found => $"{loot.Name}, {place.Name}: {found}")));
        }

        // A share of each set is no threshold; and the old ones open the old copies only, as is said in the pages.
        byte[][][] mixed = [.. from one in old from another in current where one[^1] != another[^1] select (byte[][])[one, another]];
        Assert.All(mixed, pair => Assert.ThrowsAny<CryptographicException>(() => delivering.Open(pair)));
        Assert.All(mixed, pair => Assert.ThrowsAny<CryptographicException>(() => afterwards.Open(pair)));
        Assert.ThrowsAny<CryptographicException>(() => afterwards.Open(old));
        Assert.Throws<InvalidDataException>(() => afterwards.Open([current[0]]));

        // The looking finds what is there.
        Assert.NotEmpty(lacking.In([.. afterwards.Places[0].Bytes, .. current[0]]));
        Assert.NotEmpty(lacking.In(Evaluate(current[..2], 255)));
    }

    /// <summary>A copy of the files as they lie there, and of the output.</summary>
    private Loot Capture(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_loot, name)).FullName;
        Place[] places = [.. _company.Console.Everything()];
        foreach (Place file in places.Where(place => place.Name is "console.db" or "console.db-wal"))
        {
            File.WriteAllBytes(Path.Combine(folder, file.Name), file.Bytes);
        }

        Assert.Contains(places, place => place.Name is "console.db");
        Assert.Contains(places, place => place.Name is "output");
        return new Loot(name, folder, places);
    }

    private static void AddKeys(Needles needles, string which, PlainReader vault)
    {
        needles.Add($"{which} unseal key", vault.Kek);
        needles.Add($"{which} root key", vault.RootKey);
        foreach (JsonElement key in vault.Keyring.GetProperty("Keys").EnumerateArray())
        {
            needles.Add($"{which} key of term {key.GetProperty("Term").GetInt32()}", key.GetProperty("Value").GetBytesFromBase64());
        }
    }

    private static void AddEveryShare(Needles needles, string which, byte[][] shares)
    {
        for (int x = 1; x <= byte.MaxValue; x++)
        {
            needles.Add($"{which} share at {x}", Evaluate(shares[..2], x)[..^1]);
        }
    }

    /// <summary>The share at x, on the line through two others.</summary>
    private static byte[] Evaluate(byte[][] two, int x)
    {
        int first = SlowField.Over(x ^ two[1][^1], two[0][^1] ^ two[1][^1]);
        int second = SlowField.Over(x ^ two[0][^1], two[0][^1] ^ two[1][^1]);
        return
        [
            .. two[0].Zip(two[1], (a, b) => (byte)(SlowField.Times(first, a) ^ SlowField.Times(second, b))).SkipLast(1),
            (byte)x,
        ];
    }

    private sealed record Loot(string Name, string Folder, Place[] Places)
    {
        internal PlainReader Open(byte[][] shares)
        {
            using var records = new SqliteRecords(Path.Combine(Folder, "console.db"));
            return new PlainReader(records, shares);
        }
    }
}
