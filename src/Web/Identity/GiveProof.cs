using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Somebody who is signed in proves once more that it is them, for the session of this request.</summary>
public sealed class GiveProof(PasskeyDesk passkeys, PasswordCheck passwords, IConsoleStore store, RecordSignIn record, Proofs proofs)
{
    private static readonly Refusal BadPasskey = Refusal.Forbidden(
        "bad-passkey", "That passkey is not one of yours here. Try again with the one that you added.");

    private static readonly Refusal BadPassword = Refusal.Forbidden(
        "wrong-password", "That is not your password, or there were too many wrong tries. After five, the account rests for five minutes.");

    /// <param name="user">Who is signed in, and in which session.</param>
    /// <param name="passkey">The device's answer; empty for the password.</param>
    /// <param name="password">As typed.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Done>> RunAsync(ClaimsPrincipal user, string? passkey, string? password, CancellationToken ct)
    {
        if (await store.FindPersonAsync(user.Id(), ct) is not { State: PersonState.Active } person || user.SessionId() is not { } session)
        {
            return Refusal.Forbidden("not-signed-in", "You are not signed in any more. Sign in again.");
        }

        Passkey? used = string.IsNullOrEmpty(passkey) ? null : await passkeys.TakeProofAsync(passkey);
        (Refusal? refusal, string outcome, string sentence) = string.IsNullOrEmpty(passkey)
            ? OfPassword(await passwords.TryAsync(person, password ?? ""))
            : OfPasskey(used?.Person == person.Id ? used : null);
        await record.RunAsync(person.SignInName, person, outcome, sentence, "proof", refusal is null ? used : null);
        if (refusal is not null)
        {
            return refusal;
        }

        proofs.Give(person.Id, session);
        return Done.It;
    }

    private static (Refusal? Refusal, string Outcome, string Sentence) OfPassword(PasswordVerdict verdict) =>
        verdict.Outcome is AuditDraft.DoneOutcome ? (null, verdict.Outcome, "Proved with the password that it is them.") : (BadPassword, verdict.Outcome, verdict.Sentence);

    private static (Refusal? Refusal, string Outcome, string Sentence) OfPasskey(Passkey? used) => used is null
        ? (BadPasskey, BadPasskey.Code, "A passkey that is not theirs, or an answer that is not to be taken.")
        : (null, AuditDraft.DoneOutcome, $"Proved with the passkey \"{used.Name}\" that it is them.");
}
