using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

/// <summary>What was removed is in none of the files: a thief of the disk finds nothing to wait for a key with.</summary>
public sealed class RemainsTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private IConsoleStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await _folder.OpenAsync();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData(1, 120)]
    [InlineData(40, 400)]
    [InlineData(255, 97)]
    [InlineData(3, 20_000)]
    public async Task A_removed_delivery_leaves_no_bytes(int count, int size)
    {
        CeremonyId ceremony = CeremonyId.New();
        Dictionary<PersonId, byte[]> shares = [];
        for (int i = 0; i < count; i++)
        {
            shares.Add(PersonId.New(), RandomNumberGenerator.GetBytes(size));
        }

        await DeliverAsync([.. shares.Select(s => new DeliveryChange(ceremony, s.Key, Samples.Phone, s.Value))]);
        Assert.Equal(count, await CountInFilesAsync(shares.Values));

        foreach (PersonId person in shares.Keys)
        {
            await DeliverAsync([DeliveryChange.Destroy(ceremony, person)]);
        }

        Assert.Equal(0, await CountInFilesAsync(shares.Values));
    }

    [Fact]
    public async Task One_removed_delivery_is_gone_while_the_others_wait()
    {
        CeremonyId ceremony = CeremonyId.New();
        PersonId ada = PersonId.New();
        byte[] share = RandomNumberGenerator.GetBytes(200);
        await DeliverAsync([new DeliveryChange(ceremony, ada, Samples.Phone, share)]);
        await DeliverAsync([.. Enumerable.Range(0, 60).Select(_ =>
            new DeliveryChange(ceremony, PersonId.New(), Samples.Phone, RandomNumberGenerator.GetBytes(200)))]);

        await DeliverAsync([DeliveryChange.Destroy(ceremony, ada)]);

        Assert.Equal(0, await CountInFilesAsync([share]));
    }

    [Fact]
    public async Task Replaced_key_material_leaves_no_bytes()
    {
        byte[] old = RandomNumberGenerator.GetBytes(300);
        await PutAsync(RecordPaths.StoredKeys, old);
        await PutAsync(RecordPaths.StoredKeys, RandomNumberGenerator.GetBytes(300));

        Assert.Equal(0, await CountInFilesAsync([old]));
    }

    // A keyring that grew costs no more than any other record. What it leaves in the log goes with what has to go.
    [Fact]
    public async Task What_may_linger_is_gone_as_soon_as_something_must_be()
    {
        byte[] old = RandomNumberGenerator.GetBytes(300);
        await PutAsync(RecordPaths.Keyring, old);
        await _store.CommitAsync(
            new Commit(Samples.Draft()) { Records = [new RecordChange(RecordPaths.Keyring, RandomNumberGenerator.GetBytes(300)) { MayLinger = true }] }, Ct);
        Assert.Equal(1, await CountInFilesAsync([old]));

        await PutAsync(RecordPaths.StoredKeys, RandomNumberGenerator.GetBytes(300));

        Assert.Equal(0, await CountInFilesAsync([old]));
    }

    [Fact]
    public async Task A_reader_in_the_way_delays_the_wiping_to_the_next_commit()
    {
        CeremonyId ceremony = CeremonyId.New();
        PersonId ada = PersonId.New();
        byte[] share = RandomNumberGenerator.GetBytes(200);
        await DeliverAsync([new DeliveryChange(ceremony, ada, Samples.Phone, share)]);
        using (HeldSnapshot _ = new(_folder.Database))
        {
            await DeliverAsync([DeliveryChange.Destroy(ceremony, ada)]);
            Assert.Null(await _store.FindDeliveryAsync(ceremony, ada, Samples.Phone, Ct));
            Assert.Equal(1, await CountInFilesAsync([share]));
        }

        await _store.CommitAsync(Samples.Nothing(), Ct);
        Assert.Equal(0, await CountInFilesAsync([share]));
    }

    private Task DeliverAsync(IReadOnlyList<DeliveryChange> changes) =>
        _store.CommitAsync(new Commit(Samples.Draft()) { Deliveries = changes }, Ct);

    private Task PutAsync(string path, byte[] value) =>
        _store.CommitAsync(new Commit(Samples.Draft()) { Records = [new RecordChange(path, value)] }, Ct);

    // Sixteen bytes from the middle: an overwritten head does not hide a tail, nor a page's border a whole.
    private async Task<int> CountInFilesAsync(IEnumerable<byte[]> secrets)
    {
        List<byte[]> files = [];
        foreach (string path in Directory.EnumerateFiles(_folder.Path, "console.db*"))
        {
            await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, Ct);
            files.Add(bytes);
        }

        return secrets.Count(s => files.Exists(f => f.AsSpan().IndexOf(s.AsSpan(s.Length / 2, 16)) >= 0));
    }
}
