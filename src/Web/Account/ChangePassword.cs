using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;

namespace KeyCeremonyConsole.Web.Account;

/// <summary>
/// Someone sets another password, or the first one beside their passkeys; their sessions elsewhere end with it. Another one
/// takes the current one as proof, unless there is a second factor beside it; the first one is asked for it at the door.
/// </summary>
public sealed class ChangePassword(CeremonyRoom room, IConsoleStore store, PasswordCheck passwords, IFreshProof proof, IServiceScopeFactory scopes)
{
    private static readonly Refusal WrongPassword = Refusal.Forbidden(
        "wrong-password", "That is not your current password. After five wrong tries the account rests for five minutes.");

    // A new sign-in follows, and the password alone must not bring one about.
    private static readonly Refusal ProofNeeded = Refusal.Forbidden(
        FreshProof.Needed, "Prove first that it is you, with your authenticator app or a passkey, then change the password.");

    /// <param name="caller">Who is signed in.</param>
    /// <param name="current">Proof that it is them; of no account when there is no password yet.</param>
    /// <param name="wanted">Keeps <see cref="PasswordRules"/>.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Done>> RunAsync(PersonId caller, string current, string wanted, CancellationToken ct)
    {
        WaysIn? ways = await store.FindWaysInAsync(caller, ct);
        bool first = ways is { HasPassword: false };
        Outcome<Person> outcome = await room.StepAsync<Person>(caller, first ? ConsoleActs.SetPassword : ConsoleActs.ChangePassword, caller.Value, async visit =>
        {
            Person person = visit.Scribe.Actor!;
            if (ways is { Authenticator: not null } && !await proof.IsGivenAsync(caller, "password.set"))
            {
                return ProofNeeded;
            }

            if (!first && (await passwords.TryAsync(person, current)).Outcome is not AuditDraft.DoneOutcome)
            {
                return WrongPassword;
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(first ? "Set a password beside the passkeys." : "Set another password."))
            {
                Passwords = [new NewPassword(person.Id, passwords.Hash(wanted))],
            });
            return person;
        }, ct);
        if (!outcome.TryGet(out Person? changed, out Refusal? refusal))
        {
            return refusal;
        }

        await using AsyncServiceScope after = scopes.CreateAsyncScope(); // This scope's database context remembers the old account.
        await after.ServiceProvider.GetRequiredService<LocalSignIn>().AdmitAsync(changed, "Signed in again with the new password.");
        return Done.It;
    }
}
