using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Account;

/// <summary>Someone sets another password; their sessions elsewhere end with it.</summary>
public sealed class ChangePassword(
    CeremonyRoom room, SignInManager<IdentityUser> signIn, UserManager<IdentityUser> accounts, IServiceScopeFactory scopes)
{
    private static readonly Refusal WrongPassword = Refusal.Forbidden(
        "wrong-password", "That is not your current password. After five wrong tries the account rests for five minutes.");

    /// <param name="caller">Who is signed in.</param>
    /// <param name="current">Proof that it is them.</param>
    /// <param name="wanted">Keeps <see cref="PasswordRules"/>.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Done>> RunAsync(PersonId caller, string current, string wanted, CancellationToken ct)
    {
        await using AsyncServiceScope after = scopes.CreateAsyncScope(); // This scope's database context remembers the old account.
        LocalSignIn local = after.ServiceProvider.GetRequiredService<LocalSignIn>();
        Outcome<Person> outcome = await SaveAsync(caller, current, local.Hash(wanted), ct);
        if (!outcome.TryGet(out Person? person, out Refusal? refusal))
        {
            return refusal;
        }

        await local.AdmitAsync(person, "Signed in again with the new password.");
        return Done.It;
    }

    private async Task<Outcome<Person>> SaveAsync(PersonId caller, string current, string hash, CancellationToken ct)
    {
        Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, Roles.None, "password.change", caller.Value, ct);
        if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
        {
            return refusal;
        }

        using (visit)
        {
            Person person = visit.Scribe.Actor!;
            IdentityUser? account = await accounts.FindByIdAsync(caller.Value);
            if (account is null || !(await signIn.CheckPasswordSignInAsync(account, current, lockoutOnFailure: true)).Succeeded)
            {
                return await visit.Scribe.RefuseAsync(WrongPassword);
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("Set another password."))
            {
                Accounts = [new NewAccount(person.Id, person.SignInName, hash)],
            });
            return person;
        }
    }
}
