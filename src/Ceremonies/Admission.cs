using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>Whether a person may do something, asked of the store every time: a removed person stops at once.</summary>
internal sealed record Admission(Scribe Scribe, Refusal? Refusal)
{
    public static async Task<Admission> AskAsync(
        IConsoleStore store,
        TimeProvider clock,
        PersonId caller,
        Roles anyOf,
        string act,
        string subject,
        CancellationToken ct)
    {
        Person? person = await store.FindPersonAsync(caller, ct).ConfigureAwait(false);
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
