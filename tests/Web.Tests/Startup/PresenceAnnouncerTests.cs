using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Startup;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Startup;

public sealed class PresenceAnnouncerTests : IDisposable
{
    private readonly TestConsole _console = new();
    private readonly Presence _presence = new();
    private readonly ConsoleFeed _feed = new();
    private readonly List<CeremonyMoved> _told = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Many_comings_in_a_moment_are_told_once_with_everybody_in()
    {
        IReadOnlyList<Person> holders = await _console.PeopleAsync("Ben", "Chidi", "Dana");
        Ceremony ceremony = await _console.InitialiseAsync(await _console.PersonAsync("Ada", Roles.Administrator), 2, holders);
        var watch = new Watch(_console.Store, _console.Get<SealEngine>(), new ProviderWatch(), _presence, _feed);
        using var announcer = new PresenceAnnouncer(_presence, watch, _console.Clock, NullLogger<PresenceAnnouncer>.Instance);
        using IDisposable watching = _feed.Subscribe(moved => _told.Add((CeremonyMoved)moved));
        await announcer.StartAsync(Stop);

        foreach (Person holder in holders)
        {
            _presence.Enter(ceremony.Id, holder.Id).Dispose();
            _presence.Enter(ceremony.Id, holder.Id);
        }

        while (_told.Count == 0)
        {
            _console.Clock.Advance(PresenceAnnouncer.Pause);
            await Task.Yield();
        }

        await announcer.StopAsync(Stop);
        Assert.Equal(3, Assert.Single(_told).View.Here.Count);
    }
}
