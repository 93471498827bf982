using System.Collections.Concurrent;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;

namespace KeyCeremonyConsole.Ceremonies.Tests.Live;

public sealed class PresenceTests
{
    private static readonly CeremonyId Here = new("here");

    private readonly Presence _presence = new();
    private readonly ConcurrentQueue<CeremonyId> _changes = []; // Changes are told on the thread that made them.

    public PresenceTests() => _presence.Changed += _changes.Enqueue;

    [Fact]
    public void Somebody_is_there_from_their_first_tab_to_their_last()
    {
        using IDisposable first = _presence.Enter(Here, Cast.Ada);
        IDisposable second = _presence.Enter(Here, Cast.Ada);
        Assert.Single(_changes);

        first.Dispose();
        Assert.Equal([Cast.Ada], _presence.At(Here));
        Assert.Single(_changes);

        second.Dispose();
        Assert.Empty(_presence.At(Here));
        Assert.Equal([Here, Here], _changes);
    }

    [Fact]
    public void A_tab_closes_once()
    {
        IDisposable first = _presence.Enter(Here, Cast.Ada);
        using IDisposable second = _presence.Enter(Here, Cast.Ada);

        first.Dispose();
        first.Dispose();

        Assert.Equal([Cast.Ada], _presence.At(Here));
    }

    [Fact]
    public void Ceremonies_and_people_are_counted_apart()
    {
        using IDisposable ada = _presence.Enter(Here, Cast.Ada);
        using IDisposable ben = _presence.Enter(Here, Cast.Ben);
        using IDisposable elsewhere = _presence.Enter(new CeremonyId("there"), Cast.Cleo);

        Assert.Equal([Cast.Ada, Cast.Ben], _presence.At(Here).OrderBy(p => p.Value, StringComparer.Ordinal));
        Assert.Empty(_presence.At(new CeremonyId("nowhere")));
    }

    [Fact]
    public void Whoever_hears_of_a_change_may_look_at_once()
    {
        int seen = -1;
        _presence.Changed += id => seen = _presence.At(id).Count;

        using IDisposable ada = _presence.Enter(Here, Cast.Ada);

        Assert.Equal(1, seen);
    }

    [Fact]
    public void Everybody_who_came_from_many_threads_has_left()
    {
        Parallel.For(0, 1000, i => _presence.Enter(Here, Cast.Holders[i % 5]).Dispose());

        Assert.Empty(_presence.At(Here));
    }
}
