using System.Collections.Immutable;
using KeyCeremonyConsole.Ceremonies.Rotate;

namespace KeyCeremonyConsole.Ceremonies.Live;

/// <summary>Something that everyone who watches should see. Whole snapshots, never deltas, never secrets.</summary>
public abstract record ConsoleEvent;

/// <summary>A ceremony began, moved on or ended, or somebody came or went.</summary>
public sealed record CeremonyMoved(CeremonyView View) : ConsoleEvent;

/// <summary>The vault was initialised, sealed, unsealed, or its keys changed.</summary>
public sealed record VaultMoved(VaultView View) : ConsoleEvent;

/// <summary>What is known of the holders of the current set changed: a share was checked, somebody cannot take part.</summary>
public sealed record HoldersMoved : ConsoleEvent;

/// <summary>A ceremony's witness link was made, replaced or revoked.</summary>
public sealed record WitnessLinkMoved(CeremonyId Ceremony) : ConsoleEvent;

/// <summary>Something was proposed, a proposal was decided, or it changed whether two administrators must agree.</summary>
public sealed record ProposalsMoved : ConsoleEvent;

/// <summary>A re-encryption began, moved on, was held up or ended.</summary>
public sealed record ReencryptionMoved(Reencryption Job) : ConsoleEvent;

/// <summary>Tells every page and every hub client of this process what moved.</summary>
public interface IConsoleFeed
{
    /// <summary>Calls <paramref name="listener"/> at every event until disposed. It must only schedule work and return.</summary>
    IDisposable Subscribe(Action<ConsoleEvent> listener);

    void Announce(ConsoleEvent moved);
}

/// <inheritdoc cref="IConsoleFeed"/>
public sealed class ConsoleFeed : IConsoleFeed
{
    private ImmutableList<Action<ConsoleEvent>> _listeners = [];

    public IDisposable Subscribe(Action<ConsoleEvent> listener)
    {
        ImmutableInterlocked.Update(ref _listeners, list => list.Add(listener));
        return new Subscription(this, listener);
    }

    public void Announce(ConsoleEvent moved)
    {
        foreach (Action<ConsoleEvent> listener in _listeners)
        {
            try
            {
                listener(moved);
            }
            catch (Exception)
            {
                // What moved is stored already: one page that fails must not fail the trip, nor keep the others in the dark.
            }
        }
    }

    private sealed class Subscription(ConsoleFeed feed, Action<ConsoleEvent> listener) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref feed._listeners, list => list.Remove(listener));
    }
}
