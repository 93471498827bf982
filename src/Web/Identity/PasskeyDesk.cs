using System.Buffers.Text;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// The WebAuthn part of passkeys, by ASP.NET Core Identity. A question is kept in a cookie of a few minutes and answered once.
/// Nothing is stored here: that is for trips, with their audit entry.
/// </summary>
public sealed class PasskeyDesk(SignInManager<IdentityUser> signIn, UserManager<IdentityUser> accounts, IConsoleStore store, ILogger<PasskeyDesk> log)
{
    /// <summary>What a device is asked that shall make a passkey, as JSON for the browser.</summary>
    public Task<string> AskForNewAsync(PersonId person, string signInName, string name) =>
        signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = person.Value, Name = signInName, DisplayName = name });

    /// <summary>What a device is asked that shall prove a passkey: one of this person's, or whichever it has for this console.</summary>
    public async Task<string> AskForProofAsync(PersonId? person) =>
        await signIn.MakePasskeyRequestOptionsAsync(person is { } known ? await accounts.FindByIdAsync(known.Value) : null);

    /// <summary>The passkey that a device has made, or null when the answer is not to be taken.</summary>
    public async Task<Passkey?> TakeNewAsync(string answer, string name)
    {
        PasskeyAttestationResult? result = await AnsweredAsync(() => signIn.PerformPasskeyAttestationAsync(answer));
        if (result is not { Succeeded: true, Passkey: { IsUserVerified: true } made })
        {
            LogRefused(result?.Failure);
            return null;
        }

        return new Passkey(
            Base64Url.EncodeToString(made.CredentialId), new PersonId(result.UserEntity.Id), name, default, null, KeyOf(made));
    }

    /// <summary>The passkey that proved itself, its counter moved on, or null when the answer is not to be taken.</summary>
    public async Task<Passkey?> TakeProofAsync(string answer)
    {
        PasskeyAssertionResult<IdentityUser>? result = await AnsweredAsync(() => signIn.PerformPasskeyAssertionAsync(answer));
        if (result is not { Succeeded: true, Passkey: { IsUserVerified: true } proved })
        {
            LogRefused(result?.Failure);
            return null;
        }

        Passkey? stored = await store.FindPasskeyAsync(Base64Url.EncodeToString(proved.CredentialId), CancellationToken.None);
        return stored is null ? null : stored with { Key = KeyOf(proved) };
    }

    // Without a question, or to one that was answered already.
    private static async Task<T?> AnsweredAsync<T>(Func<Task<T>> take)
        where T : class
    {
        try
        {
            return await take();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static PasskeyKey KeyOf(UserPasskeyInfo passkey) => new(
        passkey.PublicKey,
        passkey.SignCount,
        passkey.Transports ?? [],
        passkey.IsBackupEligible,
        passkey.IsBackedUp,
        passkey.AttestationObject,
        passkey.ClientDataJson);

    private void LogRefused(PasskeyException? why) =>
        log.LogInformation("A passkey was not taken: {Reason}", why?.Message ?? "there was no open question, or the device had not verified its user.");
}
