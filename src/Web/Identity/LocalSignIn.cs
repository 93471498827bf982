using System.Security.Claims;
using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// A passkey, or a name and a password, against the accounts kept here. Whoever fails learns nothing about which names there
/// are: the answer, and about the time it takes, is the same for each reason. The audit log has the reason.
/// </summary>
public sealed class LocalSignIn(
    SignInManager<IdentityUser> signIn,
    UserManager<IdentityUser> accounts,
    PasskeyDesk passkeys,
    PasswordCheck passwords,
    IConsoleStore store,
    RecordSignIn record,
    Proofs proofs)
{
    private static readonly Refusal NoMatch = Refusal.Forbidden(
        "sign-in-failed",
        "That name and password do not belong together, or there were too many wrong tries. After five, an account rests for five minutes. If you have forgotten your password, an administrator can invite you again.");

    private static readonly Refusal NoPasskey = Refusal.Forbidden(
        "passkey-failed",
        "That passkey opens nothing here. Try again, or use another way; if you have none, an administrator can invite you again.");

    public async Task<Outcome<Person>> RunAsync(string signInName, string password, CancellationToken ct)
    {
        Person? person = await store.FindPersonBySignInNameAsync(signInName.Trim(), ct);
        PasswordVerdict verdict = await passwords.TryAsync(person, password);
        if (verdict.Outcome is not AuditDraft.DoneOutcome)
        {
            await record.RunAsync(signInName, person, verdict.Outcome, verdict.Sentence);
            return NoMatch;
        }

        await AdmitAsync(person!, "Signed in with the password.");
        return person!;
    }

    /// <param name="answer">The device's, as the browser's JSON.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Person>> WithPasskeyAsync(string answer, CancellationToken ct)
    {
        Passkey? used = await passkeys.TakeProofAsync(answer);
        Person? person = used is null ? null : await store.FindPersonAsync(used.Person, ct);
        if (person is not { State: PersonState.Active })
        {
            await record.RunAsync("somebody unknown", person, "bad-passkey", "A passkey that is not known here, or an answer that is not to be taken.");
            return NoPasskey;
        }

        await AdmitAsync(person, $"Signed in with the passkey \"{used!.Name}\".", used);
        return person;
    }

    /// <summary>
    /// Lets someone in who has proved who they are, just now. Written down first: no cookie without its entry.
    /// </summary>
    public async Task AdmitAsync(Person person, string sentence, Passkey? used = null)
    {
        IdentityUser account = await accounts.FindByIdAsync(person.Id.Value) ?? throw new InvalidOperationException("No account.");
        await record.RunAsync(person.SignInName, person, AuditDraft.DoneOutcome, sentence, used: used);
        string session = NewSession();
        proofs.Give(person.Id, session);
        await signIn.SignInWithClaimsAsync(account, new AuthenticationProperties(), [new Claim(PersonClaims.Session, session)]);
    }

    /// <summary>A name for one sign-in in one browser.</summary>
    internal static string NewSession() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
