using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>The first visitor, with the set-up code, becomes the first administrator.</summary>
public sealed class SetUpConsole(CeremonyRoom room, IConsoleStore store, SetUpCode code)
{
    private static readonly Refusal AlreadyDone = Refusal.Conflict(
        "already-set-up", "This console already has an administrator. Sign in, or ask them for an invitation.");

    private static readonly Refusal WrongCode = Refusal.Forbidden(
        "wrong-code", "That is not the set-up code. It is printed where the console was started; starting it again prints a new one.");

    /// <summary>Whether this is the code, before a device is asked to make a passkey for it. A wrong one counts as a try.</summary>
    public async Task<Outcome<Done>> CheckAsync(string typedCode, CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsAnybodyAsync("console.set-up", "", ct);
        return await CheckAsync(typedCode, visit, ct) is { } refusal ? refusal : Done.It;
    }

    /// <param name="typedCode">The code as typed.</param>
    /// <param name="draft">Names; the roles are administrator and whatever else is asked for.</param>
    /// <param name="chosen">What they sign in with from now on. A passkey names the person who will be made for it.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Person>> RunAsync(string typedCode, PersonDraft draft, Credentials chosen, CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsAnybodyAsync("console.set-up", "", ct);
        Refusal? refusal = await CheckAsync(typedCode, visit, ct);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!(draft with { Roles = draft.Roles | Roles.Administrator }).Check().TryGet(out PersonDraft? good, out refusal))
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        var person = new Person(chosen.Passkey?.Person ?? PersonId.New(), good.Name, good.SignInName, good.Roles, PersonState.Active, visit.Scribe.Now);
        await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"{person.Name} became the first administrator, with {chosen.InWords}.", person.Id.Value))
        {
            People = [person],
            Accounts = [chosen.AccountOf(person)],
            Passkeys = chosen.PasskeysOf(person, visit.Scribe.Now),
        });
        code.Close();
        return person;
    }

    private async Task<Refusal?> CheckAsync(string typedCode, CeremonyRoom.Visit visit, CancellationToken ct) =>
        await store.AnyPersonAsync(ct) ? await visit.Scribe.RefuseAsync(AlreadyDone)
        : !code.Matches(typedCode) ? await visit.Scribe.RefuseAsync(WrongCode)
        : null;
}
