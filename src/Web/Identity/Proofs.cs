using System.Collections.Concurrent;
using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// Who has just proved that it is them, and in which session. In memory only: after a restart everybody is asked again.
/// A proof is of one person and one session, so it is of no use to another tab of another sign-in, nor to a stolen link.
/// Where the organisation asks more for some acts, it also says which of its authentication contexts were met.
/// </summary>
public sealed class Proofs(TimeProvider clock, StepUpContexts? contexts = null) : IFreshProof
{
    // The context of a proof that met none; every proof is at least that.
    private const string Plain = "";

    private readonly ConcurrentDictionary<(PersonId Person, string Session, string Context), DateTimeOffset> _given = new();

    /// <summary>A session has a fresh proof now: for dialogs that wait for it.</summary>
    public event Action<string>? Given;

    public ValueTask<bool> IsGivenAsync(PersonId caller, string act) =>
        ValueTask.FromResult(CurrentSession.User is { } user && user.Id() == caller && Has(user, act));

    /// <summary>Whether this session's proof is fresh, and good enough for that act.</summary>
    public bool Has(ClaimsPrincipal user, string act) =>
        user.SessionId() is { } session && _given.TryGetValue((user.Id(), session, contexts?.For(act) ?? Plain), out DateTimeOffset at) && IsFresh(at);

    /// <param name="person">Who has proved it.</param>
    /// <param name="session">In which session, see <see cref="PersonClaims.Session"/>.</param>
    /// <param name="at">When, if not just now.</param>
    /// <param name="met">Which authentication contexts the organisation says were met.</param>
    public void Give(PersonId person, string session, DateTimeOffset? at = null, IEnumerable<string>? met = null)
    {
        Drop(given => !IsFresh(given.Value));
        foreach (string context in (met ?? []).Prepend(Plain))
        {
            _given[(person, session, context)] = at ?? clock.GetUtcNow();
        }

        Given?.Invoke(session);
    }

    /// <summary>The session is over.</summary>
    public void Forget(ClaimsPrincipal user) => Drop(given => given.Key.Person == user.Id() && given.Key.Session == user.SessionId());

    private void Drop(Func<KeyValuePair<(PersonId Person, string Session, string Context), DateTimeOffset>, bool> which)
    {
        foreach (KeyValuePair<(PersonId, string, string), DateTimeOffset> given in _given.Where(which))
        {
            _given.TryRemove(given);
        }
    }

    // One from the future is none: the clock was put back.
    private bool IsFresh(DateTimeOffset at) => clock.GetUtcNow() - at is { Ticks: >= 0 } age && age < FreshProof.Lasts;
}
