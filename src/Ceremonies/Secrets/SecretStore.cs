using System.Text.Json;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Secrets;

/// <summary>
/// The key/value engine: JSON objects through the barrier, as upstream's version 1 stores them. It does not enter the
/// room, so reading and writing go on while a rekey or a rotation does.
/// </summary>
public sealed class SecretStore(CeremonyRoom room, IConsoleStore store, TimeProvider clock, SealEngine engine)
{
    private const int JsonDepth = 16;
    private const int Tries = 3;

    private static readonly Refusal NoSuchSecret = Refusal.Missing(
        "no-such-secret", "There is no secret at this path (any more). Look at the list.");

    private static readonly Refusal BadValue = Refusal.Invalid(
        "bad-value", "A secret is a set of names with values, at most 256 KiB, and not empty.");

    /// <summary>All paths, in order.</summary>
    public async Task<Outcome<IReadOnlyList<SecretPath>>> ListAsync(PersonId caller, CancellationToken ct)
    {
        Admission admission = await AdmitAsync(caller, "secret.list", "", ct);
        if (admission.Refusal is { } refusal)
        {
            return refusal;
        }

        if (engine.IsSealed)
        {
            return await admission.Scribe.RefuseAsync(Refusals.Sealed);
        }

        IReadOnlyList<string> records = await store.ListAsync(SecretPath.RecordPrefix(""), ct);
        return records.Select(SecretPath.FromRecord).ToList();
    }

    /// <summary>The JSON object at the path; owned by the caller. The read is in the audit log before it is handed out.</summary>
    public async Task<Outcome<SecretBytes>> ReadAsync(PersonId caller, string path, CancellationToken ct)
    {
        Admission admission = await AdmitAsync(caller, "secret.read", path, ct);
        Refusal? refusal = admission.Refusal;
        if (refusal is not null)
        {
            return refusal;
        }

        if (!SecretPath.TryParse(path, out SecretPath at, out refusal))
        {
            return await admission.Scribe.RefuseAsync(refusal);
        }

        byte[]? record = await store.GetAsync(at.Record, ct);
        if (record is null)
        {
            return await admission.Scribe.RefuseAsync(engine.IsSealed ? Refusals.Sealed : NoSuchSecret);
        }

        return await DecryptAsync(admission.Scribe, at, record);
    }

    /// <param name="caller">Who writes.</param>
    /// <param name="path">Where.</param>
    /// <param name="value">A JSON object, UTF-8; owned by this call from here on.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<SecretPath>> WriteAsync(PersonId caller, string path, SecretBytes value, CancellationToken ct)
    {
        using (value)
        {
            Admission admission = await AdmitAsync(caller, "secret.write", path, ct);
            Refusal? refusal = admission.Refusal;
            if (refusal is not null)
            {
                return refusal;
            }

            if (!SecretPath.TryParse(path, out SecretPath at, out refusal) || (refusal = Check(value)) is not null)
            {
                return await admission.Scribe.RefuseAsync(refusal);
            }

            try
            {
                await SaveAsync(admission.Scribe, at, value, ct);
                return at;
            }
            catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
            {
                return await admission.Scribe.RefuseAsync(Refusals.Sealed);
            }
        }
    }

    public async Task<Outcome<Done>> DeleteAsync(PersonId caller, string path, CancellationToken ct)
    {
        Admission admission = await AdmitAsync(caller, "secret.delete", path, ct);
        Refusal? refusal = admission.Refusal;
        if (refusal is not null)
        {
            return refusal;
        }

        if (!SecretPath.TryParse(path, out SecretPath at, out refusal))
        {
            return await admission.Scribe.RefuseAsync(refusal);
        }

        refusal = engine.IsSealed ? Refusals.Sealed : await store.GetAsync(at.Record, ct) is null ? NoSuchSecret : null;
        if (refusal is not null)
        {
            return await admission.Scribe.RefuseAsync(refusal);
        }

        await admission.Scribe.SaveAsync(new Commit(admission.Scribe.Note("Deleted.", at.Value)) { Records = [new RecordChange(at.Record, null)] });
        return Done.It;
    }

    private Task<Admission> AdmitAsync(PersonId caller, string act, string path, CancellationToken ct) =>
        Admission.AskAsync(store, clock, caller, Roles.Administrator, act, path.Length > Limits.SecretPath ? path[..Limits.SecretPath] : path, ct);

    private async Task<Outcome<SecretBytes>> DecryptAsync(Scribe scribe, SecretPath at, byte[] record)
    {
        SecretBytes value;
        try
        {
            value = engine.Decrypt(at.Record, record);
        }
        catch (EngineException refused) when (refused.Fault is EngineFault.Sealed)
        {
            return await scribe.RefuseAsync(Refusals.Sealed);
        }
        catch (EngineException refused) when (refused.Fault is EngineFault.Damaged)
        {
            return await scribe.RefuseAsync(Refusal.Conflict(
                "secret-damaged", "The stored record was altered or damaged and does not open. Restore it from a backup."));
        }

        try
        {
            await scribe.SaveAsync(new Commit(scribe.Note("Read.", at.Value)));
            return value;
        }
        catch
        {
            value.Dispose();
            throw;
        }
    }

    // Between encrypting and storing, a rotation, a re-encryption and a retirement may have closed the term. The next
    // try has a newer term; that this happens twice is all but impossible, and more often is a fault.
    private async Task SaveAsync(Scribe scribe, SecretPath at, SecretBytes value, CancellationToken ct)
    {
        for (int left = Tries; ; left--)
        {
            RecordChange change = await EncryptAsync(at, value, ct);
            try
            {
                await scribe.SaveAsync(new Commit(scribe.Note("Written.", at.Value)) { Records = [change] });
                return;
            }
            catch (StoreConflictException) when (left > 1)
            {
            }
        }
    }

    // Encryptions are reserved ahead in blocks; whoever finds the block used up reserves the next one, in the room.
    private async Task<RecordChange> EncryptAsync(SecretPath at, SecretBytes value, CancellationToken ct)
    {
        while (true)
        {
            if (engine.TryEncrypt(at.Record, value.Borrow(), out RecordChange? change))
            {
                return change;
            }

            using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("keyring.reserve", "", ct);
            if (engine.TryEncrypt(at.Record, value.Borrow(), out change))
            {
                return change;
            }

            await engine.ReserveAsync(visit.Scribe);
        }
    }

    private static Refusal? Check(SecretBytes value)
    {
        if (value.Length is 0 or > Limits.SecretValue)
        {
            return BadValue;
        }

        var reader = new Utf8JsonReader(value.Borrow(), new JsonReaderOptions { MaxDepth = JsonDepth });
        try
        {
            bool isObject = reader.Read() && reader.TokenType is JsonTokenType.StartObject
                && reader.Read() && reader.TokenType is not JsonTokenType.EndObject;
            while (reader.Read())
            {
            }

            return isObject ? null : BadValue;
        }
        catch (JsonException)
        {
            return BadValue;
        }
    }
}
