using System.Diagnostics;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Measuring;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// The one place where the vault and its ceremonies change: one trip at a time, everyone else waits at the door.
/// It keeps the shares accepted so far, which are in memory only.
/// </summary>
public sealed class CeremonyRoom(IConsoleStore store, TimeProvider clock, IFreshProof proof, Permissions permissions, IConsoleFeed feed) : IDisposable
{
    private readonly SemaphoreSlim _door = new(1, 1);
    private readonly Dictionary<CeremonyId, SharePile> _piles = [];

    /// <summary>The room's clock.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>
    /// Lets a person in if their policies allow this, and they have proved who they are just now where that is asked; or a token that the
    /// gate let through. A refusal is written to the audit log.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="act">What for; see <see cref="FreshProof.Acts"/> for those that ask for proof.</param>
    /// <param name="subject">On what.</param>
    /// <param name="ct">Gives up waiting at the door; nothing has happened then.</param>
    public async Task<Outcome<Visit>> EnterAsync(
        Caller caller, Act act, string subject, CancellationToken ct)
    {
        Activity? span = await WaitAtTheDoorAsync(act.Name, ct).ConfigureAwait(false);
        try
        {
            Outcome<Scribe> entry = await AskAsync(caller, act, subject, ct).ConfigureAwait(false);
            if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
            {
                Leave(span);
                return refusal;
            }

            return new Visit(this, scribe, span);
        }
        catch
        {
            Leave(span);
            throw;
        }
    }

    /// <summary>
    /// What <see cref="EnterAsync"/> asks, for a step that changes neither the vault's keys nor a ceremony: it is taken
    /// outside, and nobody waits for it. A refusal is written to the audit log.
    /// </summary>
    /// <returns>Writes what the step does.</returns>
    public async Task<Outcome<Scribe>> AskAsync(Caller caller, Act act, string subject, CancellationToken ct)
    {
        if (caller.Grant is { } grant)
        {
            return Scribe.For(store, clock, grant, act.Name, subject);
        }

        // A person is looked up every time: a removed one stops at once.
        Rights rights = await permissions.OfAsync(caller.Person, ct).ConfigureAwait(false);
        Scribe scribe = Scribe.For(store, clock, rights.Person, act.Name, subject, caller.Confirmation, feed);
        Refusal? refusal = rights.Check(act)
            ?? (caller.Confirmation is null && FreshProof.Acts.Contains(act.Name) && !await proof.IsGivenAsync(caller.Person, act.Name).ConfigureAwait(false) ? Refusals.ProofNeeded with { Act = act.Name } : null);
        return refusal is null ? scribe : await scribe.RefuseAsync(refusal).ConfigureAwait(false);
    }

    /// <summary>A person's whole step: they come in, if they may, and a refusal of the step is written down as one of the door is.</summary>
    /// <param name="caller">As for <see cref="EnterAsync"/>, like the next three.</param>
    /// <param name="act">What for.</param>
    /// <param name="subject">On what.</param>
    /// <param name="step">What they do there. A refusal that changes something besides belongs to <see cref="EnterAsync"/>.</param>
    /// <param name="ct">Gives up waiting at the door; nothing has happened then.</param>
    public async Task<Outcome<T>> StepAsync<T>(
        Caller caller, Act act, string subject, Func<Visit, Task<Outcome<T>>> step, CancellationToken ct)
    {
        Outcome<Visit> entry = await EnterAsync(caller, act, subject, ct);
        if (!entry.TryGet(out Visit? visit, out Refusal? refusal))
        {
            return refusal;
        }

        using (visit)
        {
            Outcome<T> outcome = await step(visit);
            return outcome.Refusal is { } no ? await visit.Scribe.RefuseAsync(no) : outcome;
        }
    }

    /// <summary>Lets a token in that the gate let through: it is not asked again.</summary>
    public async Task<Visit> EnterWithAsync(Grant by, string act, string subject, CancellationToken ct)
    {
        Activity? span = await WaitAtTheDoorAsync(act, ct).ConfigureAwait(false);
        return new Visit(this, Scribe.For(store, clock, by, act, subject), span);
    }

    /// <summary>Lets the console itself in: start, expiry.</summary>
    public async Task<Visit> EnterAsSystemAsync(string act, string subject, CancellationToken ct)
    {
        Activity? span = await WaitAtTheDoorAsync(act, ct).ConfigureAwait(false);
        return new Visit(this, Scribe.System(store, clock, act, subject, feed), span);
    }

    /// <summary>Lets somebody in who is not signed in yet: set-up, an invitation, a person from an identity provider.</summary>
    public async Task<Visit> EnterAsAnybodyAsync(string act, string subject, CancellationToken ct)
    {
        Activity? span = await WaitAtTheDoorAsync(act, ct).ConfigureAwait(false);
        return new Visit(this, new Scribe(store, clock, actor: null, act, subject), span);
    }

    /// <summary>Wipes every share that is waiting.</summary>
    public void Dispose()
    {
        foreach (SharePile pile in _piles.Values)
        {
            pile.Dispose();
        }

        _piles.Clear();
        _door.Dispose();
    }

    private async Task<Activity?> WaitAtTheDoorAsync(string act, CancellationToken ct)
    {
        Activity? span = Measures.BeginTrip(act);
        try
        {
            await _door.WaitAsync(ct).ConfigureAwait(false);
            return span;
        }
        catch
        {
            span?.Dispose();
            throw;
        }
    }

    private void Leave(Activity? span)
    {
        span?.Dispose();
        _door.Release();
    }

    /// <summary>Proof of being in the room, and the only way to the shares collected there.</summary>
    public sealed class Visit : IDisposable
    {
        private readonly CeremonyRoom _room;
        private readonly Activity? _span;

        internal Visit(CeremonyRoom room, Scribe scribe, Activity? span)
        {
            _room = room;
            _span = span;
            Scribe = scribe;
        }

        /// <summary>Writes what this visit does.</summary>
        public Scribe Scribe { get; }

        /// <summary>The pile of the ceremony's running attempt; one of an earlier attempt is wiped.</summary>
        public SharePile PileOf(Ceremony ceremony)
        {
            if (_room._piles.TryGetValue(ceremony.Id, out SharePile? pile) && pile.Nonce == ceremony.Nonce)
            {
                return pile;
            }

            pile?.Dispose();
            return _room._piles[ceremony.Id] = new SharePile(ceremony.Nonce);
        }

        /// <summary>Wipes what was collected for the ceremony.</summary>
        public void WipePile(CeremonyId ceremony)
        {
            if (_room._piles.Remove(ceremony, out SharePile? pile))
            {
                pile.Dispose();
            }
        }

        public void Dispose() => _room.Leave(_span);
    }
}
