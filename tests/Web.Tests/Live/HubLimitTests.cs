using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Live;

public sealed class HubLimitTests(HubConsole console) : IClassFixture<HubConsole>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("no-such-ceremony")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_unknown_ceremony_is_refused_in_words(string? id)
    {
        await using HubConnection client = await console.ConnectAsync(console.Administrator);
        HubException refused = await Assert.ThrowsAsync<HubException>(() => WatchAsync(client, id));
        Assert.Contains("There is no ceremony of this id.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_connection_watches_only_so_many_ceremonies_and_may_leave_some()
    {
        await using HubConnection client = await console.ConnectAsync(console.Administrator);
        List<CeremonyId> many = [.. Enumerable.Range(0, HubLimits.WatchedCeremonies + 1).Select(_ => CeremonyId.New())];
        await console.CommitAsync(new Commit(HubConsole.Note()) { Ceremonies = [.. many.Select(Ended)] });
        foreach (CeremonyId id in many.Take(HubLimits.WatchedCeremonies))
        {
            await WatchAsync(client, id.Value);
        }

        HubException refused = await Assert.ThrowsAsync<HubException>(() => WatchAsync(client, many[^1].Value));
        Assert.Contains("Leave one of them", refused.Message, StringComparison.Ordinal);
        await WatchAsync(client, many[0].Value); // Again is not one more.
        await client.InvokeAsync(nameof(CeremonyHub.LeaveCeremony), many[0].Value, Stop);
        await WatchAsync(client, many[^1].Value);
    }

    [Fact]
    public async Task A_person_has_only_so_many_connections_and_holds_up_nobody_else()
    {
        Person greedy = await console.AddPersonAsync("Greedy");
        List<HubConnection> open = [];
        for (int i = 0; i < HubLimits.ConnectionsOfPerson; i++)
        {
            open.Add(await console.ConnectAsync(greedy));
        }

        await using HubConnection oneMore = await console.NewClientAsync(greedy);
        Exception? end = await EndOf(oneMore, () => oneMore.StartAsync(Stop));
        Assert.Contains("Close some of them", end?.Message, StringComparison.Ordinal);

        await using HubConnection other = await console.ConnectAsync(console.Administrator);
        await WatchAsync(other, console.Unseal.Value);
        foreach (HubConnection client in open)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_removed_person_can_watch_no_more_and_is_dropped()
    {
        Person leaver = await console.AddPersonAsync("Leaver");
        await using HubConnection client = await console.ConnectAsync(leaver);
        await WatchAsync(client, console.Unseal.Value);
        await console.CommitAsync(new Commit(HubConsole.Note()) { People = [leaver with { State = PersonState.Removed }] });

        HubException refused = await Assert.ThrowsAsync<HubException>(() => WatchAsync(client, console.Unseal.Value));
        Assert.Contains("can no longer watch", refused.Message, StringComparison.Ordinal);
        await EndOf(client, () => console.Services.GetServices<IHostedService>().OfType<RemovedPeopleCheck>().Single().RunAsync(Stop));
    }

    [Fact]
    public async Task A_connection_of_a_session_that_was_ended_is_dropped_and_one_of_another_session_stays()
    {
        Person person = await console.AddPersonAsync("Guest");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        SignInSession[] sessions = [.. new[] { "cafe", "home" }.Select(id => new SignInSession(id, person.Id, "Firefox", "", now, now))];
        await console.CommitAsync(new Commit(HubConsole.Note()) { Sessions = sessions });
        await using HubConnection cafe = await console.ConnectAsync(person, signedInAs: "cafe");
        await using HubConnection home = await console.ConnectAsync(person, signedInAs: "home");

        await console.CommitAsync(new Commit(HubConsole.Note()) { Sessions = [sessions[0] with { Ended = now }] });

        await Assert.ThrowsAsync<HubException>(() => WatchAsync(cafe, console.Unseal.Value));
        await EndOf(cafe, () => console.Services.GetServices<IHostedService>().OfType<RemovedPeopleCheck>().Single().RunAsync(Stop));
        await WatchAsync(home, console.Unseal.Value);
    }

    [Fact]
    public async Task A_message_that_is_too_large_ends_its_connection_and_no_other()
    {
        await using HubConnection other = await console.ConnectAsync(console.Holders[0]);
        await using HubConnection client = await console.ConnectAsync(console.Holders[1]);
        await EndOf(client, () => Assert.ThrowsAnyAsync<Exception>(() => WatchAsync(client, new string('a', HubLimits.Message + 1))));
        await WatchAsync(other, console.Unseal.Value);
        await using HubConnection again = await console.ConnectAsync(console.Holders[1]);
        await WatchAsync(again, console.Unseal.Value);
    }

    private static Task<CeremonyProgress> WatchAsync(HubConnection client, string? id) =>
        client.InvokeAsync<CeremonyProgress>(nameof(CeremonyHub.WatchCeremony), id, Stop);

    // What ended the connection, once the act has led to it.
    private static async Task<Exception?> EndOf(HubConnection client, Func<Task> act)
    {
        TaskCompletionSource<Exception?> ended = new();
        client.Closed += e =>
        {
            ended.TrySetResult(e);
            return Task.CompletedTask;
        };
        await act();
        return await ended.Task.WaitAsync(Patience, Stop);
    }

    private static Ceremony Ended(CeremonyId id) => new()
    {
        Id = id,
        Kind = CeremonyKind.Rekey,
        Stage = CeremonyStage.Cancelled,
        Nonce = CeremonyNonce.New(),
        Attempt = 1,
        StartedBy = null,
        StartedByName = "the test",
        StartedAt = TimeProvider.System.GetUtcNow(),
        ExpiresAt = null,
        Reason = "To be watched.",
        Participants = [],
        EndedAt = TimeProvider.System.GetUtcNow(),
    };
}
