using System.Text.Json;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Backup;

/// <summary>One message of a backup, for its holder.</summary>
/// <param name="Fingerprint">Of the key that opens it.</param>
/// <param name="Holder">Who has that key now; null when nobody here does.</param>
/// <param name="Message">Armored.</param>
public sealed record BackupMessage(string Fingerprint, string? Holder, string Message);

/// <summary>Administrators fetch the backup of encrypted shares, to give a holder theirs again, or destroy it.</summary>
public sealed class ReadBackup(CeremonyRoom room, IConsoleStore store, SealEngine engine, IOpenPgp pgp)
{
    private static readonly Refusal NoBackup = Refusal.Missing(
        "no-backup", "There is no backup of these shares. A rekey makes one, when its organiser says so and holders have OpenPGP keys.");

    private static readonly Refusal Damaged = Refusal.Conflict(
        "backup-damaged", "The stored backup was altered or damaged and does not open. Delete it, and make another with a rekey.");

    /// <summary>Whether there is one; anybody who may see this page may know.</summary>
    public async Task<bool> ExistsAsync(ShareTarget target, CancellationToken ct) =>
        await store.GetAsync(KeyBackup.PathOf(target), ct) is not null;

    /// <summary>In the order in which it was stored. That it was read stands in the audit log before it is handed out.</summary>
    public Task<Outcome<IReadOnlyList<BackupMessage>>> RunAsync(PersonId caller, ShareTarget target, CancellationToken ct) =>
        room.StepAsync<IReadOnlyList<BackupMessage>>(caller, ConsoleActs.ReadBackup(target), KeyBackup.PathOf(target), async visit =>
        {
            byte[]? record = await store.GetAsync(KeyBackup.PathOf(target), ct);
            Refusal? refusal = engine.IsSealed ? Refusals.Sealed : record is null ? NoBackup : null;
            if (refusal is not null || Open(target, record!) is not { } backup)
            {
                return refusal ?? Damaged;
            }

            IReadOnlyList<Person> people = await store.ListPeopleAsync(ct);
            List<BackupMessage> messages =
            [
                .. backup.Keys.SelectMany(key => key.Value.Select(message => new BackupMessage(
                    key.Key, people.FirstOrDefault(p => p.Pgp?.Fingerprint == key.Key)?.Name, pgp.Armor(Convert.FromHexString(message))))),
            ];
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"Read the backup of {Words(target)}: {messages.Count} messages, each for its holder's key only.")));
            return messages;
        }, ct);

    /// <summary>As it is stored, for a program.</summary>
    public Task<Outcome<KeyBackup>> ReadAsync(Grant by, ShareTarget target, CancellationToken ct) =>
        room.StepAsync<KeyBackup>(by, ConsoleActs.ReadBackup(target), KeyBackup.PathOf(target), async visit =>
        {
            byte[]? record = await store.GetAsync(KeyBackup.PathOf(target), ct);
            if (record is null)
            {
                return NoBackup;
            }

            if (Open(target, record) is not { } backup)
            {
                return Damaged;
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"Read the backup of {Words(target)}.")));
            return backup;
        }, ct);

    public Task<Outcome<Done>> DeleteAsync(Caller caller, ShareTarget target, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.DeleteBackup(target), KeyBackup.PathOf(target), async visit =>
        {
            if (await store.GetAsync(KeyBackup.PathOf(target), ct) is null)
            {
                return NoBackup;
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"Deleted the backup of {Words(target)}."))
            {
                Records = [new RecordChange(KeyBackup.PathOf(target), null)],
            });
            return Done.It;
        }, ct);

    private static string Words(ShareTarget target) => target is ShareTarget.Recovery ? "the recovery shares" : "the unseal shares";

    private KeyBackup? Open(ShareTarget target, byte[] record)
    {
        try
        {
            using SecretBytes plaintext = engine.Decrypt(KeyBackup.PathOf(target), record);
            KeyBackup backup = KeyBackup.Read(plaintext.Borrow());
            return backup.Keys.Values.SelectMany(m => m).All(m => m.Length % 2 == 0 && m.All(char.IsAsciiHexDigit)) ? backup : null;
        }
        catch (Exception e) when (e is JsonException or EngineException { Fault: EngineFault.Damaged })
        {
            return null;
        }
    }
}
