using System.Text.Json;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Secrets;

//
//  logical/<mount>/config                    MountRules
//  logical/<mount>/metadata/<path>           SecretHistory
//  logical/<mount>/versions/<n>/<path>       one value, a JSON object
//
//  A secret of the time before there were versions lies at SecretPath.Record; it is version 1 of its path, where it is.
//

/// <summary>A value that was read. The receiver disposes it.</summary>
/// <param name="Version">Which.</param>
/// <param name="Custom">What its writers noted about it.</param>
/// <param name="Value">A JSON object; null when the version is deleted or destroyed.</param>
public sealed record SecretRead(SecretVersion Version, IReadOnlyDictionary<string, string>? Custom, SecretBytes? Value) : IDisposable
{
    public void Dispose() => Value?.Dispose();
}

/// <summary>Secrets with versions: upstream's key/value engine, version 2. It does not enter the room.</summary>
public sealed class VersionedSecrets(CeremonyRoom room, BarrierRecords records, IConsoleStore store, TimeProvider clock) : IDisposable
{
    private const int Kept = 10;

    internal static readonly Refusal NoSuchSecret = Refusal.Missing(
        "no-such-secret", "There is no secret at this path (any more). Look at the list.");

    private static readonly Refusal CasMismatch = Refusal.Invalid("cas-mismatch", "check-and-set parameter did not match the current version");

    private static readonly Refusal CasMissing = Refusal.Invalid("cas-missing", "check-and-set parameter required for this call");

    private static readonly Refusal TooLong = Refusal.Invalid("bad-metadata", "metadata has at most 64 entries, with keys of 128 and values of 512 characters; max_versions is 0 to 1000");

    // A first write has no record that it could say it replaces: whoever writes to a path waits for the others there.
    private readonly SemaphoreSlim[] _paths = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>The value of a version; zero for the current one. The read is in the audit log before it is handed out.</summary>
    public async Task<Outcome<SecretRead>> ReadAsync(Caller caller, Mount mount, string path, int version, CancellationToken ct)
    {
        Outcome<Step> entry = await EnterAsync(caller, ConsoleActs.ReadSecret, mount, path, ct);
        if (!entry.TryGet(out Step? step, out Refusal? refusal))
        {
            return refusal;
        }

        (SecretHistory? history, _) = await FindAsync(step, ct);
        if (history?.Find(version) is not { } found)
        {
            return await step.Scribe.RefuseAsync(NoSuchSecret);
        }

        SecretBytes? value = null;
        if (found.IsReadable(clock.GetUtcNow()))
        {
            using BarrierRecord? record = await records.FindAsync(ValueOf(step, history, found.Number), ct);
            value = record?.Value.Copy();
        }

        try
        {
            await step.Scribe.SaveAsync(new Commit(step.Scribe.Note(value is null ? "Looked up; its value is deleted." : "Read.")));
            return new SecretRead(found, history.Custom, value);
        }
        catch
        {
            value?.Dispose();
            throw;
        }
    }

    /// <summary>The history, without values.</summary>
    public async Task<Outcome<SecretHistory>> ReadHistoryAsync(Caller caller, Mount mount, string path, CancellationToken ct)
    {
        Outcome<Step> entry = await EnterAsync(caller, ConsoleActs.ReadHistory, mount, path, ct);
        if (!entry.TryGet(out Step? step, out Refusal? refusal))
        {
            return refusal;
        }

        (SecretHistory? history, _) = await FindAsync(step, ct);
        return history is null ? NoSuchSecret : history;
    }

    /// <summary>Whether there is anything at the path, a deleted version too. Asked before it is known who asks, and told nobody.</summary>
    public async Task<bool> AnyAsync(Mount mount, string path, CancellationToken ct) =>
        SecretPath.TryParse(path, out SecretPath at, out _) && (await FindAsync(new Step(null!, mount, at), ct)).History is not null;

    /// <param name="caller">Who writes.</param>
    /// <param name="mount">In which mount.</param>
    /// <param name="path">Where.</param>
    /// <param name="value">A JSON object; stays the caller's.</param>
    /// <param name="cas">The version that it must replace, zero for none; null when that does not matter.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<SecretRead>> WriteAsync(Caller caller, Mount mount, string path, SecretBytes value, int? cas, CancellationToken ct) =>
        await ChangeAsync(caller, caller.Grant is null && !await AnyAsync(mount, path, ct) ? ConsoleActs.CreateSecret : ConsoleActs.UpdateSecret, mount, path, async (step, history) =>
        {
            MountRules rules = await ReadRulesAsync(mount, ct);
            Refusal? refusal = SecretValues.Check(value)
                ?? (cas is null && (rules.CasRequired || history?.CasRequired is true) ? CasMissing : null)
                ?? (cas is not null && cas != (history?.Current ?? 0) ? CasMismatch : null);
            if (refusal is not null)
            {
                return (refusal, null);
            }

            (SecretHistory next, IReadOnlyList<int> gone) = Next(history, rules, clock.GetUtcNow());
            return (null, new Change(next, "Written.", gone)
            {
                Value = await records.EncryptAsync(ValueOf(step, next, next.Current), value, ct),
                Answer = new SecretRead(next.Find(0)!, next.Custom, null),
            });
        }, ct);

    /// <summary>Hides versions; none named: the current one. Upstream takes also what is not there.</summary>
    public Task<Outcome<SecretRead>> DeleteAsync(Caller caller, Mount mount, string path, IReadOnlyList<int>? versions, CancellationToken ct) =>
        ChangeAsync(caller, ConsoleActs.DeleteSecret, mount, path, (step, history) => Done(history is null ? null : new Change(
            history.With(v => (versions?.Contains(v.Number) ?? v.Number == history.Current) && v.IsReadable(clock.GetUtcNow()) ? v with { Deleted = clock.GetUtcNow() } : v),
            $"Deleted {Named(versions)}.", [])), ct);

    /// <summary>Brings hidden versions back.</summary>
    public Task<Outcome<SecretRead>> UndeleteAsync(Caller caller, Mount mount, string path, IReadOnlyList<int> versions, CancellationToken ct) =>
        ChangeAsync(caller, ConsoleActs.UndeleteSecret, mount, path, (step, history) => Done(history is null ? null : new Change(
            history.With(v => versions.Contains(v.Number) && !v.Destroyed ? v with { Deleted = null } : v),
            $"Brought back {Named(versions)}.", [])), ct);

    /// <summary>Removes the values of versions for good.</summary>
    public Task<Outcome<SecretRead>> DestroyAsync(Caller caller, Mount mount, string path, IReadOnlyList<int> versions, CancellationToken ct) =>
        ChangeAsync(caller, ConsoleActs.DestroySecret, mount, path, (step, history) => Done(history is null ? null : new Change(
            history.With(v => versions.Contains(v.Number) ? v with { Destroyed = true } : v),
            $"Destroyed {Named(versions)}.", [.. versions.Where(n => history.Find(n) is not null && n > 0)])), ct);

    /// <summary>Removes a secret with all its versions and everything about it.</summary>
    public Task<Outcome<SecretRead>> RemoveAsync(Caller caller, Mount mount, string path, CancellationToken ct) =>
        ChangeAsync(caller, ConsoleActs.RemoveSecret, mount, path, (step, history) => Done(history is null ? null : new Change(
            null, "Removed, with all its versions.", [.. history.Versions.Select(v => v.Number)])
        { Before = history }), ct);

    /// <summary>Changes what is said about a secret; what is null stays.</summary>
    public Task<Outcome<SecretRead>> DescribeAsync(
        Caller caller, Mount mount, string path, int? maxVersions, bool? casRequired, TimeSpan? deleteAfter, IReadOnlyDictionary<string, string>? custom, CancellationToken ct) =>
        ChangeAsync(caller, ConsoleActs.DescribeSecret, mount, path, (step, history) =>
        {
            DateTimeOffset now = clock.GetUtcNow();
            SecretHistory before = history ?? new SecretHistory { Created = now, Updated = now };
            return custom?.Count > 64 || custom?.Any(c => c.Key.Length > 128 || c.Value.Length > 512) is true || maxVersions is < 0 or > 1000 || deleteAfter < TimeSpan.Zero
                ? Task.FromResult<(Refusal?, Change?)>((TooLong, null))
                : Done(new Change(
                    before with
                    {
                        MaxVersions = maxVersions ?? before.MaxVersions,
                        CasRequired = casRequired ?? before.CasRequired,
                        DeleteAfter = deleteAfter ?? before.DeleteAfter,
                        Custom = custom ?? before.Custom,
                        Updated = now,
                    },
                    "What is said about it was changed.", []));
        }, ct);

    /// <summary>All paths, in order; not their values.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> ListAsync(Caller caller, Mount mount, string folder, CancellationToken ct)
    {
        if ((await room.AskAsync(caller, ConsoleActs.ListSecrets(mount, folder), folder, ct)).Refusal is { } refusal)
        {
            return refusal;
        }

        string prefix = mount.Record("metadata/");
        IEnumerable<string> paths = (await records.ListAsync(prefix + folder, ct)).Select(p => p[prefix.Length..]);
        if (mount.Id == Mounts.Console.Id)
        {
            paths = paths.Union((await records.ListAsync(SecretPath.RecordPrefix(folder), ct)).Select(p => SecretPath.FromRecord(p).Value)).Order(StringComparer.Ordinal);
        }

        return paths.ToList();
    }

    public async Task<MountRules> ReadRulesAsync(Mount mount, CancellationToken ct)
    {
        using BarrierRecord? record = await records.FindAsync(mount.Record("config"), ct);
        return record is null ? new MountRules(0, false, TimeSpan.Zero) : JsonSerializer.Deserialize(record.Value.Borrow(), HistoryJson.Default.MountRules)!;
    }

    /// <summary>Changes the rules of a mount; what is null stays.</summary>
    public async Task<Outcome<Done>> SetRulesAsync(Caller caller, Mount mount, int? maxVersions, bool? casRequired, TimeSpan? deleteAfter, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(caller, ConsoleActs.SetMountRules(mount), mount.Path, ct);
        if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        if (maxVersions is < 0 or > 1000 || deleteAfter < TimeSpan.Zero)
        {
            return await scribe.RefuseAsync(TooLong);
        }

        await BarrierRecords.SaveAsync(scribe, async () =>
        {
            MountRules now = await ReadRulesAsync(mount, ct);
            var next = new MountRules(maxVersions ?? now.MaxVersions, casRequired ?? now.CasRequired, deleteAfter ?? now.DeleteAfter);
            using SecretBytes json = SecretBytes.Take(JsonSerializer.SerializeToUtf8Bytes(next, HistoryJson.Default.MountRules));
            return new Commit(scribe.Note("The rules for its versions were changed.")) { Records = [await records.EncryptAsync(mount.Record("config"), json, ct)] };
        });
        return Ceremonies.Done.It;
    }

    public void Dispose() => Array.ForEach(_paths, path => path.Dispose());

    /// <param name="Next">Null: everything goes.</param>
    /// <param name="Sentence">For the audit log.</param>
    /// <param name="Gone">Versions whose values go.</param>
    private sealed record Change(SecretHistory? Next, string Sentence, IReadOnlyList<int> Gone)
    {
        public RecordChange? Value { get; init; }

        public SecretHistory? Before { get; init; }

        public SecretRead? Answer { get; init; }
    }

    private sealed record Step(Scribe Scribe, Mount Mount, SecretPath At)
    {
        public string History => Mount.Record($"metadata/{At.Value}");
    }

    private async Task<Outcome<Step>> EnterAsync(Caller caller, Func<Mount, string, Act> act, Mount mount, string path, CancellationToken ct)
    {
        string subject = mount.Id == Mounts.Console.Id ? path : mount.Path + path;
        Outcome<Scribe> entry = await room.AskAsync(caller, act(mount, path), subject.Length > Limits.SecretPath ? subject[..Limits.SecretPath] : subject, ct);
        return !entry.TryGet(out Scribe? scribe, out Refusal? refusal) ? refusal
            : SecretPath.TryParse(path, out SecretPath at, out Refusal? bad) ? new Step(scribe, mount, at)
            : await scribe.RefuseAsync(bad);
    }

    private async Task<Outcome<SecretRead>> ChangeAsync(
        Caller caller, Func<Mount, string, Act> act, Mount mount, string path, Func<Step, SecretHistory?, Task<(Refusal?, Change?)>> decide, CancellationToken ct)
    {
        Outcome<Step> entry = await EnterAsync(caller, act, mount, path, ct);
        if (!entry.TryGet(out Step? step, out Refusal? refusal))
        {
            return refusal;
        }

        SemaphoreSlim mine = _paths[(uint)step.History.GetHashCode(StringComparison.Ordinal) % (uint)_paths.Length];
        await mine.WaitAsync(ct);
        try
        {
            SecretRead? answer = null;
            await BarrierRecords.SaveAsync(step.Scribe, async () =>
            {
                (SecretHistory? history, byte[]? stored) = await FindAsync(step, ct);
                (refusal, Change? change) = await decide(step, history);
                answer = change?.Answer;
                return refusal is not null ? new Commit(step.Scribe.Note(refusal))
                    : change is null ? null
                    : new Commit(step.Scribe.Note(change.Sentence)) { Records = await RecordsAsync(step, change, stored, ct) };
            });
            return refusal is not null ? refusal : answer ?? new SecretRead(new SecretVersion(0, default, null, false), null, null);
        }
        finally
        {
            mine.Release();
        }
    }

    private async Task<IReadOnlyList<RecordChange>> RecordsAsync(Step step, Change change, byte[]? stored, CancellationToken ct)
    {
        SecretHistory kept = (change.Next ?? change.Before)!;
        List<RecordChange> all = [.. change.Gone.Select(n => new RecordChange(ValueOf(step, kept, n), null))];
        if (change.Value is { } value)
        {
            all.Add(value);
        }

        if (change.Next is { } next)
        {
            using SecretBytes json = SecretBytes.Take(next.ToJson());
            all.Add(await records.EncryptAsync(step.History, json, ct, stored));
        }
        else
        {
            all.Add(new RecordChange(step.History, null));
        }

        return all;
    }

    private async Task<(SecretHistory? History, byte[]? Stored)> FindAsync(Step step, CancellationToken ct)
    {
        using BarrierRecord? record = await records.FindAsync(step.History, ct);
        if (record is not null)
        {
            return (SecretHistory.FromJson(record.Value.Borrow()), record.Stored);
        }

        bool wasPlain = step.Mount.Id == Mounts.Console.Id && await store.GetAsync(step.At.Record, ct) is not null;
        return (wasPlain ? new SecretHistory { Current = 1, Created = DateTimeOffset.UnixEpoch, Updated = DateTimeOffset.UnixEpoch, FirstIsPlain = true, Versions = [new SecretVersion(1, DateTimeOffset.UnixEpoch, null, false)] } : null, null);
    }

    private static (SecretHistory Next, IReadOnlyList<int> Gone) Next(SecretHistory? history, MountRules rules, DateTimeOffset now)
    {
        SecretHistory before = history ?? new SecretHistory { Created = now };
        TimeSpan after = before.DeleteAfter > TimeSpan.Zero ? before.DeleteAfter : rules.DeleteAfter;
        int most = before.MaxVersions > 0 ? before.MaxVersions : rules.MaxVersions > 0 ? rules.MaxVersions : Kept;
        SecretVersion[] versions =
        [
            .. before.Versions, new SecretVersion(before.Current + 1, now, after > TimeSpan.Zero ? now + after : null, false),
        ];
        SecretVersion[] gone = versions[..Math.Max(0, versions.Length - most)];
        return (before with { Current = before.Current + 1, Updated = now, Versions = versions[gone.Length..] }, [.. gone.Select(v => v.Number)]);
    }

    private static string ValueOf(Step step, SecretHistory history, int number) => history.FirstIsPlain && number == 1
        ? step.At.Record
        : step.Mount.Record(FormattableString.Invariant($"versions/{number}/{step.At.Value}"));

    private static Task<(Refusal?, Change?)> Done(Change? change) => Task.FromResult<(Refusal?, Change?)>((null, change));

    private static string Named(IReadOnlyList<int>? versions) => versions is null ? "the current version" : $"version {string.Join(", ", versions.Take(20))}";
}
