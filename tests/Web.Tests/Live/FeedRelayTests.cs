using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Web.Live;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Live;

public sealed class FeedRelayTests
{
    private readonly CeremonyId _id = CeremonyId.New();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_older_than_the_last_is_not_sent()
    {
        RecordingHub hub = new();
        ConsoleFeed feed = new();
        using FeedRelay relay = await StartAsync(feed, hub);
        feed.Announce(new CeremonyMoved(View(2)));
        await hub.WaitForAsync(version: 2);
        feed.Announce(new CeremonyMoved(View(1)));
        feed.Announce(new VaultMoved(new VaultView(false, true, null, null, null))); // Behind it: once this is there, so is the other.
        await hub.WaitForAsync(RecordingHub.OfTheVault);
        feed.Announce(new CeremonyMoved(View(3)));
        await hub.WaitForAsync(version: 3);
        Assert.Equal([2, RecordingHub.OfTheVault, RecordingHub.OfTheVault, 3], hub.Versions); // Those with the key status, and those without.
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_up_the_others_for_a_moment_only()
    {
        RecordingHub hub = new() { Answer = new TaskCompletionSource().Task };
        ConsoleFeed feed = new();
        using FeedRelay relay = await StartAsync(feed, hub);
        feed.Announce(new CeremonyMoved(View(1)));
        feed.Announce(new CeremonyMoved(View(2)));
        await hub.WaitForAsync(version: 2);
    }

    [Fact]
    public async Task A_reader_that_is_behind_gets_the_newest_of_each_key_in_the_order_of_the_keys()
    {
        NewestByKey<string, int> queue = new(version => version);
        queue.Put("a", 1);
        queue.Put("b", 1);
        queue.Put("a", 3);
        queue.Put("a", 2);
        await using IAsyncEnumerator<int> read = queue.ReadAsync(Stop).GetAsyncEnumerator(Stop);
        await read.MoveNextAsync();
        Assert.Equal(3, read.Current);
        await read.MoveNextAsync();
        Assert.Equal(1, read.Current);
        queue.Put("a", 4);
        await read.MoveNextAsync();
        Assert.Equal(4, read.Current);
    }

    [Fact]
    public void Only_text_numbers_moments_and_flags_go_over_the_wire()
    {
        Type[] plain = [typeof(string), typeof(int), typeof(int?), typeof(long?), typeof(bool), typeof(DateTimeOffset), typeof(DateTimeOffset?)];
        Type[] lists = [typeof(IReadOnlyList<string>), typeof(IReadOnlyList<PersonProgress>)];
        Assert.All(
            new[] { typeof(CeremonyProgress), typeof(PersonProgress), typeof(VaultProgress) }.SelectMany(t => t.GetProperties()),
            property => Assert.Contains(property.PropertyType, plain.Concat(lists)));
    }

    private static async Task<FeedRelay> StartAsync(ConsoleFeed feed, RecordingHub hub)
    {
        FeedRelay relay = new(feed, new Presence(), hub, TimeProvider.System, NullLogger<FeedRelay>.Instance);
        await relay.StartAsync(Stop);
        return relay;
    }

    private CeremonyView View(int version)
    {
        Ceremony ceremony = new()
        {
            Id = _id,
            Kind = CeremonyKind.Rekey,
            Stage = CeremonyStage.Collecting,
            Nonce = CeremonyNonce.New(),
            Attempt = 1,
            StartedBy = null,
            StartedByName = "the test",
            StartedAt = TimeProvider.System.GetUtcNow(),
            ExpiresAt = null,
            Reason = "",
            Participants = [],
            Version = version,
        };
        return new CeremonyView(ceremony, Fingerprint.Of(ceremony), new HashSet<PersonId>());
    }
}
