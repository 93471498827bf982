using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Somebody who is signed in proves once more that it is them, for the session of this request.</summary>
public sealed class GiveProof(PasskeyDesk passkeys, PasswordCheck passwords, SecondFactor second, IConsoleStore store, RecordSignIn record, Proofs proofs)
{
    private const string Act = "proof";

    private static readonly Refusal BadPasskey = Refusal.Forbidden(
        "bad-passkey", "That passkey is not one of yours here. Try again with the one that you added.");

    private static readonly Refusal BadPassword = Refusal.Forbidden(
        "wrong-password", "That is not your password, or there were too many wrong tries. After five, the account rests for five minutes.");

    private static readonly Refusal BadCode = Refusal.Forbidden(
        "wrong-code", "That code is wrong or was used already, or there were too many wrong tries. Wait for the app's next code. After five wrong tries, the account rests for five minutes.");

    /// <param name="user">Who is signed in, and in which session.</param>
    /// <param name="passkey">The device's answer; empty for the password.</param>
    /// <param name="password">As typed.</param>
    /// <param name="code">The second factor beside the password, of whoever has one.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Done>> RunAsync(ClaimsPrincipal user, string? passkey, string? password, string? code, CancellationToken ct)
    {
        if (await store.FindPersonAsync(user.Id(), ct) is not { State: PersonState.Active } person || user.SessionId() is not { } session)
        {
            return Refusal.Forbidden("not-signed-in", "You are not signed in any more. Sign in again.");
        }

        Refusal? refusal = string.IsNullOrEmpty(passkey)
            ? await WithPasswordAsync(person, password ?? "", code ?? "")
            : await WithPasskeyAsync(person, passkey);
        if (refusal is not null)
        {
            return refusal;
        }

        proofs.Give(person.Id, session);
        return Done.It;
    }

    private async Task<Refusal?> WithPasskeyAsync(Person person, string answer)
    {
        Passkey? used = await passkeys.TakeProofAsync(answer);
        if (used?.Person != person.Id)
        {
            await record.RunAsync(person.SignInName, person, BadPasskey.Code, "A passkey that is not theirs, or an answer that is not to be taken.", Act);
            return BadPasskey;
        }

        await record.RunAsync(person.SignInName, person, AuditDraft.DoneOutcome, $"Proved with the passkey \"{used.Name}\" that it is them.", Act, used);
        return null;
    }

    private async Task<Refusal?> WithPasswordAsync(Person person, string password, string code)
    {
        PasswordVerdict verdict = await passwords.TryAsync(person, password);
        bool right = verdict.Outcome is AuditDraft.DoneOutcome;
        if (right && verdict.NeedsSecond)
        {
            return await second.TakeAsync(person, code, Act, what => $"Proved with the password and {what} that it is them.") ? null : BadCode;
        }

        await record.RunAsync(person.SignInName, person, verdict.Outcome, right ? "Proved with the password that it is them." : verdict.Sentence, Act);
        return right ? null : BadPassword;
    }
}
