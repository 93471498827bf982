using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Where a sign-in goes on.</summary>
public enum NextStep
{
    /// <summary>They are in.</summary>
    In,

    /// <summary>The password was right; the second factor is to be shown.</summary>
    SecondFactor,
}

/// <summary>
/// A passkey, or a name and a password and whatever that person has set up beside it, against the accounts kept here. Whoever fails learns nothing about which names there
/// are: the answer, and about the time it takes, is the same for each reason. The audit log has the reason.
/// </summary>
public sealed class LocalSignIn(
    SignInManager<IdentityUser> signIn,
    UserManager<IdentityUser> accounts,
    PasskeyDesk passkeys,
    PasswordCheck passwords,
    SecondFactor second,
    IConsoleStore store,
    RecordSignIn record,
    Sessions sessions,
    Proofs proofs)
{
    private const string Stamp = "kcc:stamp";

    private static readonly Refusal NoMatch = Refusal.Forbidden(
        "sign-in-failed",
        "That name and password do not belong together, or there were too many wrong tries. After five, an account rests for five minutes. If you have forgotten your password, an administrator can invite you again.");

    private static readonly Refusal NoPasskey = Refusal.Forbidden(
        "passkey-failed",
        "That passkey opens nothing here. Try again, or use another way; if you have none, an administrator can invite you again.");

    private static readonly Refusal NoCode = Refusal.Forbidden(
        "second-factor-failed",
        "That code is wrong or was used already, or there were too many wrong tries. Wait for the app's next code. After five wrong tries, an account rests for five minutes.");

    private static readonly Refusal TooLate = Refusal.Forbidden(
        "sign-in-too-old", "More than five minutes have passed since your password, or it was changed. Begin again.");

    /// <returns>Where it goes on: whoever has an authenticator is not in yet.</returns>
    public async Task<Outcome<NextStep>> RunAsync(string signInName, string password, CancellationToken ct)
    {
        Person? person = await store.FindPersonBySignInNameAsync(signInName.Trim(), ct);
        PasswordVerdict verdict = await passwords.TryAsync(person, password);
        if (verdict.Outcome is not AuditDraft.DoneOutcome)
        {
            await record.RunAsync(signInName, person, verdict.Outcome, verdict.Sentence);
            return NoMatch;
        }

        if (verdict.NeedsSecond)
        {
            await record.RunAsync(person!.SignInName, person, AuditDraft.DoneOutcome, "The password is right. The second factor is asked for.", "sign-in.password");
            await RememberAsync(person);
            return NextStep.SecondFactor;
        }

        await AdmitAsync(person!, "Signed in with the password.");
        return NextStep.In;
    }

    /// <summary>The person of this browser whose password was right just now, and who is to show their second factor.</summary>
    public async Task<Person?> FindHalfwayAsync(CancellationToken ct)
    {
        ClaimsPrincipal? half = (await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Principal;
        IdentityUser? account = half is null ? null : await accounts.FindByIdAsync(half.Id().Value);
        return account?.SecurityStamp is { } stamp && half!.HasClaim(Stamp, stamp)
            && await store.FindPersonAsync(half.Id(), ct) is { State: PersonState.Active } person
                ? person
                : null;
    }

    /// <param name="typed">Six digits of the app, or a recovery code.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<NextStep>> WithSecondAsync(string typed, CancellationToken ct)
    {
        if (await FindHalfwayAsync(ct) is not { } person)
        {
            return TooLate;
        }

        SignInSession session = sessions.Begin(signIn.Context, person.Id);
        if (!await second.TakeAsync(person, typed, "sign-in", what => $"Signed in with the password and {what}.", session))
        {
            return NoCode;
        }

        await signIn.Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await EnterAsync(person, session);
        return NextStep.In;
    }

    /// <param name="answer">The device's, as the browser's JSON.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<NextStep>> WithPasskeyAsync(string answer, CancellationToken ct)
    {
        Passkey? used = await passkeys.TakeProofAsync(answer);
        Person? person = used is null ? null : await store.FindPersonAsync(used.Person, ct);
        if (person is not { State: PersonState.Active })
        {
            await record.RunAsync("somebody unknown", person, "bad-passkey", "A passkey that is not known here, or an answer that is not to be taken.");
            return NoPasskey;
        }

        await AdmitAsync(person, $"Signed in with the passkey \"{used!.Name}\".", used);
        return NextStep.In;
    }

    /// <summary>
    /// Lets someone in who has proved who they are, just now. Written down first: no cookie without its entry.
    /// </summary>
    public async Task AdmitAsync(Person person, string sentence, Passkey? used = null)
    {
        SignInSession session = sessions.Begin(signIn.Context, person.Id);
        await record.RunAsync(person.SignInName, person, AuditDraft.DoneOutcome, sentence, used: used, session: session);
        await EnterAsync(person, session);
    }

    // A cookie of five minutes, which opens nothing, and nothing at all after another password.
    private async Task RememberAsync(Person person)
    {
        IdentityUser account = await AccountOfAsync(person);
        Claim[] claims = [new(PersonClaims.Person, person.Id.Value), new(Stamp, account.SecurityStamp ?? "")];
        await signIn.Context.SignInAsync(
            IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(new ClaimsIdentity(claims, IdentityConstants.TwoFactorUserIdScheme)));
    }

    private async Task EnterAsync(Person person, SignInSession session)
    {
        IdentityUser account = await AccountOfAsync(person);
        proofs.Give(person.Id, session.Id);
        await signIn.SignInWithClaimsAsync(account, new AuthenticationProperties(), [new Claim(PersonClaims.Session, session.Id)]);
    }

    private async Task<IdentityUser> AccountOfAsync(Person person) =>
        await accounts.FindByIdAsync(person.Id.Value) ?? throw new InvalidOperationException("No account.");
}
