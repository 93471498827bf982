using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>Somebody adds a passkey to their account, names it, or removes it.</summary>
public sealed class KeepPasskeys(CeremonyRoom room, IConsoleStore store, Watch watch)
{
    /// <summary>More devices than anybody signs in with.</summary>
    public const int Most = 20;

    /// <summary>Characters of a passkey's name.</summary>
    public const int LongestName = 60;

    private static readonly Refusal TooMany = Refusal.Conflict(
        "too-many-passkeys", string.Create(CultureInfo.InvariantCulture, $"You have {Most} passkeys. Remove one that you no longer use first."));

    private static readonly Refusal KnownAlready = Refusal.Conflict(
        "passkey-known", "This passkey is known here already. Use another device, or sign in with it.");

    private static readonly Refusal NotYours = Refusal.Missing(
        "no-such-passkey", "There is no such passkey of yours. Look at the list again.");

    private static readonly Refusal LastWayIn = Refusal.Conflict(
        "last-way-in", "This is your only way to sign in. Add another passkey or set a password first.");

    private static readonly Refusal BadName = Refusal.Invalid(
        "bad-passkey-name", string.Create(CultureInfo.InvariantCulture, $"Give the passkey a name of 1 to {LongestName} characters, such as \"Work laptop\"."));

    /// <param name="caller">Whose account.</param>
    /// <param name="passkey">Fresh from the device; whose it is and since when is said here.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public Task<Outcome<Passkey>> AddAsync(PersonId caller, Passkey passkey, CancellationToken ct) =>
        room.StepAsync<Passkey>(caller, ConsoleActs.AddPasskey, caller.Value, async visit =>
        {
            WaysIn? account = await store.FindWaysInAsync(caller, ct);
            Refusal? refusal = account is null ? Refusals.SignInAgain
                : account.Passkeys.Count >= Most ? TooMany
                : await store.FindPasskeyAsync(passkey.Id, ct) is not null ? KnownAlready
                : NameProblem(passkey.Name);
            return refusal is not null ? refusal : await SaveAsync(
                visit.Scribe,
                passkey with { Person = caller, Name = passkey.Name.Trim(), Created = visit.Scribe.Now, LastUsed = null },
                p => $"Added the passkey \"{p.Name}\".");
        }, ct);

    public Task<Outcome<Passkey>> RenameAsync(PersonId caller, string id, string name, CancellationToken ct) =>
        room.StepAsync<Passkey>(caller, ConsoleActs.RenamePasskey, caller.Value, async visit =>
        {
            Passkey? passkey = await store.FindPasskeyAsync(id, ct);
            Refusal? refusal = passkey?.Person != caller ? NotYours : NameProblem(name);
            return refusal is not null ? refusal : await SaveAsync(
                visit.Scribe, passkey! with { Name = name.Trim() }, p => $"\"{passkey.Name}\" is now called \"{p.Name}\".");
        }, ct);

    public Task<Outcome<Passkey>> RemoveAsync(PersonId caller, string id, CancellationToken ct) =>
        room.StepAsync<Passkey>(caller, ConsoleActs.RemovePasskey, caller.Value, async visit =>
        {
            WaysIn? account = await store.FindWaysInAsync(caller, ct);
            Passkey? passkey = account?.Passkeys.FirstOrDefault(p => p.Id == id);
            Refusal? refusal = passkey is null ? NotYours : account is { HasPassword: false, Passkeys.Count: 1 } ? LastWayIn : null;
            if (refusal is not null)
            {
                return refusal;
            }

            // Whoever has it now must not be sent a share either.
            Device[] devices = [.. (await store.ListDevicesAsync(caller, ct)).Where(d => d.Id.IsOf(id)).Select(d => d with { RemovedAt = visit.Scribe.Now })];
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"Removed the passkey \"{passkey!.Name}\"{(devices.Length > 0 ? ", which opens no new shares any more" : "")}."))
            {
                Passkeys = [new PasskeyChange(id, null)],
                Devices = devices,
            });
            if (devices.Length > 0)
            {
                await watch.AnnounceOpenOfAsync(caller);
            }

            return passkey;
        }, ct);

    private static async Task<Outcome<Passkey>> SaveAsync(Scribe scribe, Passkey passkey, Func<Passkey, string> sentence)
    {
        await scribe.SaveAsync(new Commit(scribe.Note(sentence(passkey))) { Passkeys = [new PasskeyChange(passkey.Id, passkey)] });
        return passkey;
    }

    private static Refusal? NameProblem(string name) =>
        name.Trim().Length is 0 or > LongestName || name.Any(char.IsControl) ? BadName : null;
}
