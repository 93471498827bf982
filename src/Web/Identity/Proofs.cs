using System.Collections.Concurrent;
using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// Who has just proved that it is them, and in which session. In memory only: after a restart everybody is asked again.
/// A proof is of one person and one session, so it is of no use to another tab of another sign-in, nor to a stolen link.
/// </summary>
public sealed class Proofs(TimeProvider clock) : IFreshProof
{
    private readonly ConcurrentDictionary<(PersonId Person, string Session), DateTimeOffset> _given = new();

    /// <summary>A session has a fresh proof now: for dialogs that wait for it.</summary>
    public event Action<string>? Given;

    public ValueTask<bool> IsGivenAsync(PersonId caller) =>
        ValueTask.FromResult(CurrentSession.User is { } user && user.Id() == caller && Has(user));

    /// <summary>Whether this session's proof is fresh.</summary>
    public bool Has(ClaimsPrincipal user) =>
        user.SessionId() is { } session && _given.TryGetValue((user.Id(), session), out DateTimeOffset at) && IsFresh(at);

    /// <param name="person">Who has proved it.</param>
    /// <param name="session">In which session, see <see cref="PersonClaims.Session"/>.</param>
    /// <param name="at">When, if not just now.</param>
    public void Give(PersonId person, string session, DateTimeOffset? at = null)
    {
        foreach (KeyValuePair<(PersonId, string), DateTimeOffset> old in _given.Where(given => !IsFresh(given.Value)))
        {
            _given.TryRemove(old);
        }

        _given[(person, session)] = at ?? clock.GetUtcNow();
        Given?.Invoke(session);
    }

    /// <summary>The session is over.</summary>
    public void Forget(ClaimsPrincipal user) => _given.TryRemove((user.Id(), user.SessionId() ?? ""), out _);

    // One from the future is none: the clock was put back.
    private bool IsFresh(DateTimeOffset at) => clock.GetUtcNow() - at is { Ticks: >= 0 } age && age < FreshProof.Lasts;
}
