using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>The first visitor, with the set-up code, becomes the first administrator.</summary>
public sealed class SetUpConsole(CeremonyRoom room, IConsoleStore store, SetUpCode code)
{
    private static readonly Refusal AlreadyDone = Refusal.Conflict(
        "already-set-up", "This console already has an administrator. Sign in, or ask them for an invitation.");

    private static readonly Refusal WrongCode = Refusal.Forbidden(
        "wrong-code", "That is not the set-up code. It is printed where the console was started; starting it again prints a new one.");

    /// <param name="typedCode">The code as typed.</param>
    /// <param name="draft">Names; the roles are administrator and whatever else is asked for.</param>
    /// <param name="passwordHash">From ASP.NET Core Identity's hasher, after its rules were kept.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Person>> RunAsync(string typedCode, PersonDraft draft, string passwordHash, CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsAnybodyAsync("console.set-up", "", ct);
        Refusal? refusal = await store.AnyPersonAsync(ct) ? AlreadyDone : code.Matches(typedCode) ? null : WrongCode;
        if (refusal is not null)
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        if (!(draft with { Roles = draft.Roles | Roles.Administrator }).Check().TryGet(out PersonDraft? good, out refusal))
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        var person = new Person(PersonId.New(), good.Name, good.SignInName, good.Roles, PersonState.Active, visit.Scribe.Now);
        await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"{person.Name} became the first administrator.", person.Id.Value))
        {
            People = [person],
            Accounts = [new NewAccount(person.Id, person.SignInName, passwordHash)],
        });
        code.Close();
        return person;
    }
}
