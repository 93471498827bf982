using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>What became of a password, in the audit log's words.</summary>
/// <param name="Outcome">Done, or a code.</param>
/// <param name="Sentence">For the reader.</param>
/// <param name="NeedsSecond">It is right, and is not enough: see <see cref="SecondFactor"/>.</param>
public sealed record PasswordVerdict(string Outcome, string Sentence, bool NeedsSecond = false);

/// <summary>Whether a password is somebody's. Wrong ones are counted, wherever they are tried: after five, the account rests.</summary>
public sealed class PasswordCheck(UserManager<IdentityUser> accounts, IConsoleStore store)
{
    // Hashed once a process, with nothing that anybody could type.
    private static readonly Lazy<string> Decoy = new(() => new PasswordHasher<IdentityUser>().HashPassword(new IdentityUser(), PersonId.New().Value));

    /// <summary>The stored form of a password that keeps <see cref="PasswordRules"/>.</summary>
    public string Hash(string password) => accounts.PasswordHasher.HashPassword(new IdentityUser(), password);

    /// <param name="person">Whose it should be; null for a name that nobody has.</param>
    /// <param name="password">As typed.</param>
    public async Task<PasswordVerdict> TryAsync(Person? person, string password)
    {
        IdentityUser? account = person is { State: PersonState.Active } ? await accounts.FindByIdAsync(person.Id.Value) : null;
        if (account is not { PasswordHash: not null } || await accounts.IsLockedOutAsync(account))
        {
            accounts.PasswordHasher.VerifyHashedPassword(new IdentityUser(), Decoy.Value, password);
            return person is null ? new("unknown-name", "Nobody has this sign-in name.")
                : account is null ? new("not-active", "This person has no account, or was removed.")
                : account.PasswordHash is null ? new("no-password", "This person signs in with a passkey and has no password.")
                : new("locked-out", "The account was locked.");
        }

        if (!await accounts.CheckPasswordAsync(account, password))
        {
            await accounts.AccessFailedAsync(account);
            return await accounts.IsLockedOutAsync(account)
                ? new("locked-out", "Wrong password, the last of too many: the account is locked for five minutes.")
                : new("wrong-password", "Wrong password.");
        }

        bool needsSecond = await store.FindWaysInAsync(person!.Id, CancellationToken.None) is { Authenticator: not null };
        if (!needsSecond)
        {
            await accounts.ResetAccessFailedCountAsync(account); // Else whoever has the password could guess codes for ever.
        }

        return new(AuditDraft.DoneOutcome, "The password is right.", needsSecond);
    }
}
