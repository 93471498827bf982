using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Secrets;

/// <summary>Secrets without versions: upstream's key/value engine, version 1. It does not enter the room.</summary>
public sealed class PlainSecrets(CeremonyRoom room, BarrierRecords records, IConsoleStore store)
{
    /// <summary>The value at the path, owned by the receiver. The read is in the audit log before it is handed out.</summary>
    public async Task<Outcome<SecretBytes>> ReadAsync(Caller caller, Mount mount, string path, CancellationToken ct)
    {
        if (!(await EnterAsync(caller, ConsoleActs.ReadSecret, mount, path, ct)).TryGet(out (Scribe Scribe, SecretPath At) step, out Refusal? refusal))
        {
            return refusal;
        }

        using BarrierRecord? record = await records.FindAsync(mount.Record(step.At.Value), ct);
        if (record is null)
        {
            return await step.Scribe.RefuseAsync(VersionedSecrets.NoSuchSecret);
        }

        await step.Scribe.SaveAsync(new Commit(step.Scribe.Note("Read.")));
        return record.Value.Copy();
    }

    /// <summary>Whether there is anything at the path. Asked before it is known who asks, and told nobody.</summary>
    public async Task<bool> AnyAsync(Mount mount, string path, CancellationToken ct) =>
        SecretPath.TryParse(path, out SecretPath at, out _) && await store.GetAsync(mount.Record(at.Value), ct) is not null;

    /// <param name="caller">Who writes.</param>
    /// <param name="mount">In which mount.</param>
    /// <param name="path">Where.</param>
    /// <param name="value">A JSON object; stays the caller's.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Done>> WriteAsync(Caller caller, Mount mount, string path, SecretBytes value, CancellationToken ct)
    {
        if (!(await EnterAsync(caller, ConsoleActs.UpdateSecret, mount, path, ct)).TryGet(out (Scribe Scribe, SecretPath At) step, out Refusal? refusal))
        {
            return refusal;
        }

        if (SecretValues.Check(value) is { } bad)
        {
            return await step.Scribe.RefuseAsync(bad);
        }

        await BarrierRecords.SaveAsync(step.Scribe, async () => new Commit(step.Scribe.Note("Written."))
        {
            Records = [await records.EncryptAsync(mount.Record(step.At.Value), value, ct)],
        });
        return Done.It;
    }

    /// <summary>Deleting what is not there is no fault.</summary>
    public async Task<Outcome<Done>> DeleteAsync(Caller caller, Mount mount, string path, CancellationToken ct)
    {
        if (!(await EnterAsync(caller, ConsoleActs.DeleteSecret, mount, path, ct)).TryGet(out (Scribe Scribe, SecretPath At) step, out Refusal? refusal))
        {
            return refusal;
        }

        await step.Scribe.SaveAsync(new Commit(step.Scribe.Note("Deleted.")) { Records = [new RecordChange(mount.Record(step.At.Value), null)] });
        return Done.It;
    }

    /// <summary>All paths below the folder, in order.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Mount mount, string folder, CancellationToken ct)
    {
        string prefix = mount.Record("");
        return [.. (await records.ListAsync(prefix + folder, ct)).Select(p => p[prefix.Length..])];
    }

    private async Task<Outcome<(Scribe Scribe, SecretPath At)>> EnterAsync(
        Caller caller, Func<Mount, string, Act> act, Mount mount, string path, CancellationToken ct)
    {
        string subject = mount.Path + path;
        Outcome<Scribe> entry = await room.AskAsync(caller, act(mount, path), subject.Length > Limits.SecretPath ? subject[..Limits.SecretPath] : subject, ct);
        return !entry.TryGet(out Scribe? scribe, out Refusal? refusal) ? refusal
            : SecretPath.TryParse(path, out SecretPath at, out Refusal? bad) ? (scribe, at)
            : await scribe.RefuseAsync(bad);
    }
}
