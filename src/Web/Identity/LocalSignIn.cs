using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// A name and a password against the accounts kept here. Whoever fails learns nothing about which names there are:
/// the answer, and about the time it takes, is the same for each reason. The audit log has the reason.
/// </summary>
public sealed class LocalSignIn(
    SignInManager<IdentityUser> signIn, UserManager<IdentityUser> accounts, IConsoleStore store, RecordSignIn record)
{
    private static readonly Refusal NoMatch = Refusal.Forbidden(
        "sign-in-failed",
        "That name and password do not belong together, or there were too many wrong tries. After five, an account rests for five minutes. If you have forgotten your password, an administrator can invite you again.");

    // Hashed once a process, with nothing that anybody could type.
    private static readonly Lazy<string> Decoy = new(() => new PasswordHasher<IdentityUser>().HashPassword(new IdentityUser(), PersonId.New().Value));

    public async Task<Outcome<Person>> RunAsync(string signInName, string password, CancellationToken ct)
    {
        Person? person = await store.FindPersonBySignInNameAsync(signInName.Trim(), ct);
        IdentityUser? account = person is { State: PersonState.Active } ? await accounts.FindByIdAsync(person.Id.Value) : null;
        (string outcome, string sentence) = await TryAsync(person, account, password);
        if (outcome is not AuditDraft.DoneOutcome)
        {
            await record.RunAsync(signInName, person, outcome, sentence);
            return NoMatch;
        }

        await AdmitAsync(person!, account!, sentence);
        return person!;
    }

    /// <summary>Signs in someone who has just set their password. Written down first: no cookie without its entry.</summary>
    public async Task AdmitAsync(Person person, string sentence) =>
        await AdmitAsync(person, await accounts.FindByIdAsync(person.Id.Value) ?? throw new InvalidOperationException("No account."), sentence);

    /// <summary>The stored form of a password that keeps <see cref="PasswordRules"/>.</summary>
    public string Hash(string password) => accounts.PasswordHasher.HashPassword(new IdentityUser(), password);

    private async Task AdmitAsync(Person person, IdentityUser account, string sentence)
    {
        await record.RunAsync(person.SignInName, person, AuditDraft.DoneOutcome, sentence);
        await signIn.SignInAsync(account, isPersistent: false);
    }

    private async Task<(string Outcome, string Sentence)> TryAsync(Person? person, IdentityUser? account, string password)
    {
        if (account is null || await accounts.IsLockedOutAsync(account))
        {
            accounts.PasswordHasher.VerifyHashedPassword(new IdentityUser(), Decoy.Value, password);
            return person is null ? ("unknown-name", "Nobody has this sign-in name.")
                : account is null ? ("not-active", "This person has no account, or was removed.")
                : ("locked-out", "The account was locked.");
        }

        SignInResult result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        return result.Succeeded ? (AuditDraft.DoneOutcome, "Signed in.")
            : result.IsLockedOut ? ("locked-out", "Wrong password, the last of too many: the account is locked for five minutes.")
            : ("wrong-password", "Wrong password.");
    }
}
