using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// Takes the second factor of somebody whose password was right: a code of their app, or a recovery code, each once. Wrong
/// ones count as wrong passwords do. One try at a time, so that a thousand at the same moment are a thousand that count.
/// </summary>
public sealed class SecondFactor(AuthenticatorDesk desk, IConsoleStore store, RecordSignIn record, IServiceScopeFactory scopes) : IDisposable
{
    private readonly SemaphoreSlim _door = new(1, 1);

    /// <param name="person">Whose password was right.</param>
    /// <param name="typed">Six digits, or a recovery code.</param>
    /// <param name="act">"sign-in" or "proof".</param>
    /// <param name="sentence">For the audit log, from what was used.</param>
    /// <param name="session">The session that begins with it; null for a proof.</param>
    /// <returns>Whether it was taken. It is used up then, and what became of it is written down in either case.</returns>
    public async Task<bool> TakeAsync(Person person, string typed, string act, Func<string, string> sentence, SignInSession? session = null)
    {
        await _door.WaitAsync();
        try
        {
            // The request's own scope may remember the account as it was before its turn.
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            return await TakeAsync(scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>(), person, typed, act, sentence, session);
        }
        finally
        {
            _door.Release();
        }
    }

    public void Dispose() => _door.Dispose();

    private async Task<bool> TakeAsync(UserManager<IdentityUser> accounts, Person person, string typed, string act, Func<string, string> sentence, SignInSession? session)
    {
        IdentityUser? account = await accounts.FindByIdAsync(person.Id.Value);
        if (account is null || await accounts.IsLockedOutAsync(account))
        {
            await record.RunAsync(person.SignInName, person, "locked-out", "The account was locked.", act);
            return false;
        }

        if (await FindAsync(person, typed) is not var (what, change))
        {
            await accounts.AccessFailedAsync(account);
            (string outcome, string words) = await accounts.IsLockedOutAsync(account)
                ? ("locked-out", "Wrong second factor, the last of too many tries: the account is locked for five minutes.")
                : ("wrong-code", "The password was right, the second factor wrong or used before.");
            await record.RunAsync(person.SignInName, person, outcome, words, act);
            return false;
        }

        try
        {
            await record.RunAsync(person.SignInName, person, AuditDraft.DoneOutcome, sentence(what), act, second: change, session: session);
        }
        catch (StoreConflictException)
        {
            return false; // Changed on the account page at this moment.
        }

        await accounts.ResetAccessFailedCountAsync(account);
        return true;
    }

    private async Task<(string What, AuthenticatorChange Change)?> FindAsync(Person person, string typed)
    {
        if ((await store.FindWaysInAsync(person.Id, CancellationToken.None))?.Authenticator is not { } stored)
        {
            return null;
        }

        if (desk.StepOf(person.Id, stored.Key, typed, stored.LastStep) is { } step)
        {
            return ("a code of the authenticator app", new AuthenticatorChange(person.Id, stored.Stamp, stored.Used(step)));
        }

        return stored.Spent(typed) is { } spent
            ? ($"a recovery code ({spent.RecoveryCodes.Count} left)", new AuthenticatorChange(person.Id, stored.Stamp, spent))
            : null;
    }
}
