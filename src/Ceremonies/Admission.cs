using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// Whether somebody may do something. A person is looked up every time: a removed one stops at once. A token was asked at
/// the gate, just now and for just this; see <see cref="Grant"/>.
/// </summary>
internal sealed record Admission(Scribe Scribe, Refusal? Refusal)
{
    public static async Task<Admission> AskAsync(
        IConsoleStore store,
        TimeProvider clock,
        Caller caller,
        Roles anyOf,
        string act,
        string subject,
        CancellationToken ct)
    {
        if (caller.Grant is { } grant)
        {
            return new Admission(Scribe.For(store, clock, grant, act, subject), null);
        }

        Person? person = await store.FindPersonAsync(caller.Person, ct).ConfigureAwait(false);
        var scribe = new Scribe(store, clock, person, act, subject);
        Refusal? refusal =
            person?.State is not PersonState.Active ? Refusals.SignInAgain
            : anyOf is not Roles.None && (person.Roles & anyOf) == 0 ? Refusals.NotAllowed(InWords(anyOf))
            : null;
        if (refusal is not null)
        {
            await scribe.RefuseAsync(refusal).ConfigureAwait(false);
        }

        return new Admission(scribe, refusal);
    }

    private static string InWords(Roles roles) => string.Join(
        " or ",
        Enum.GetValues<Roles>()
            .Where(r => r is not Roles.None && roles.HasFlag(r))
            .Select(r => r is Roles.Holder ? "a key holder" : $"an {r.ToString().ToLowerInvariant()}"));
}
