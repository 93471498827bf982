using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>Somebody sets up an authenticator app beside their password, makes new recovery codes for it, or removes it.</summary>
public sealed class KeepAuthenticator(CeremonyRoom room, IConsoleStore store)
{
    private static readonly Refusal NoPassword = Refusal.Conflict(
        "no-password", "You have no password. A passkey needs no second factor: set a password first if you want one as well.");

    private static readonly Refusal KnownAlready = Refusal.Conflict(
        "authenticator-known", "You have an authenticator app already. Remove it before you set up another.");

    private static readonly Refusal None = Refusal.Missing(
        "no-authenticator", "You have no authenticator app here any more. Look at the page again.");

    /// <param name="caller">Whose account.</param>
    /// <param name="key">The app's secret, encrypted.</param>
    /// <param name="step">The time step of the code that showed that the app has it.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    /// <returns>The recovery codes, which are shown once.</returns>
    public Task<Outcome<NewRecoveryCodes>> AddAsync(PersonId caller, string key, long step, CancellationToken ct) =>
        room.StepAsync<NewRecoveryCodes>(caller, ConsoleActs.AddAuthenticator, caller.Value, async visit =>
        {
            WaysIn? account = await store.FindWaysInAsync(caller, ct);
            Refusal? refusal = account is null ? Refusals.SignInAgain
                : !account.HasPassword ? NoPassword
                : account.Authenticator is not null ? KnownAlready
                : null;
            if (refusal is not null)
            {
                return refusal;
            }

            var codes = NewRecoveryCodes.Make();
            var added = new Authenticator(key, visit.Scribe.Now, step, codes.Hashed);
            await SaveAsync(visit.Scribe, caller, null, added, "Set up an authenticator app: the password alone signs nobody in any more.");
            return codes;
        }, ct);

    /// <returns>The new recovery codes; those of before are good for nothing.</returns>
    public Task<Outcome<NewRecoveryCodes>> RenewCodesAsync(PersonId caller, CancellationToken ct) =>
        room.StepAsync<NewRecoveryCodes>(caller, ConsoleActs.NewRecoveryCodes, caller.Value, async visit =>
        {
            if ((await store.FindWaysInAsync(caller, ct))?.Authenticator is not { } stored)
            {
                return None;
            }

            var codes = NewRecoveryCodes.Make();
            await SaveAsync(visit.Scribe, caller, stored, stored.With(codes.Hashed), "Made new recovery codes; the ones before open nothing any more.");
            return codes;
        }, ct);

    public Task<Outcome<Done>> RemoveAsync(PersonId caller, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.RemoveAuthenticator, caller.Value, async visit =>
        {
            if ((await store.FindWaysInAsync(caller, ct))?.Authenticator is not { } stored)
            {
                return None;
            }

            await SaveAsync(visit.Scribe, caller, stored, null, "Removed the authenticator app and its recovery codes.");
            return Done.It;
        }, ct);

    private static Task SaveAsync(Scribe scribe, PersonId person, Authenticator? before, Authenticator? after, string sentence) =>
        scribe.SaveAsync(new Commit(scribe.Note(sentence)) { Authenticators = [new AuthenticatorChange(person, before?.Stamp, after)] });
}
