using System.Text.Json;
using System.Text.Json.Serialization;
using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Secrets;

/// <summary>A place where secrets lie.</summary>
/// <param name="Path">Its name, ending with "/".</param>
/// <param name="Id">Names its records: <c>logical/…</c>; a UUID.</param>
/// <param name="Version">1: one value at a path. 2: every value there ever was, until it is destroyed.</param>
/// <param name="Accessor">Names it to programs.</param>
/// <param name="Description">In its maker's words.</param>
public sealed record Mount(string Path, string Id, int Version, string Accessor, string Description)
{
    internal string Record(string path) => $"logical/{Id}/{path}";
}

/// <summary>Which mounts there are: two from the beginning, and those that somebody added.</summary>
public sealed class Mounts(BarrierRecords records, IConsoleStore store, TimeProvider clock)
{
    private const string Record = "core/mounts";
    private const int Most = 256;

    /// <summary>Where the console's page of secrets writes.</summary>
    public static Mount Console { get; } = new("secret/", "5b0c1f7e-6c40-4d27-8a3d-0f6f4f1f9d11", 2, "kv_secret", "Secrets, with their versions. The console's page shows them.");

    /// <summary>Those that are always there.</summary>
    public static IReadOnlyList<Mount> FromTheBeginning { get; } =
    [
        new("kv/", "c2c6a0de-64f5-4a0e-9a2a-3a5d1f0b7c22", 1, "kv_plain", "Secrets without versions."),
        Console,
    ];

    /// <summary>All, by path.</summary>
    public async Task<IReadOnlyList<Mount>> ListAsync(CancellationToken ct)
    {
        using BarrierRecord? record = await records.FindAsync(Record, ct).ConfigureAwait(false);
        return record is null ? FromTheBeginning : JsonSerializer.Deserialize(record.Value.Borrow(), MountJson.Default.MountArray) ?? FromTheBeginning;
    }

    /// <summary>The mount that a path lies in, or null.</summary>
    public async Task<Mount?> FindAsync(string path, CancellationToken ct) =>
        (await ListAsync(ct).ConfigureAwait(false)).FirstOrDefault(m => path.StartsWith(m.Path, StringComparison.Ordinal) || path + "/" == m.Path);

    /// <param name="by">Who.</param>
    /// <param name="path">Its name, with or without "/" at its end.</param>
    /// <param name="version">1 or 2.</param>
    /// <param name="description">May be empty.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Done>> AddAsync(Grant by, string path, int version, string description, CancellationToken ct)
    {
        string name = path.TrimEnd('/') + "/";
        Scribe scribe = Scribe.For(store, clock, by, "mount.add", name);
        Refusal? refusal = null;
        await BarrierRecords.SaveAsync(scribe, async () =>
        {
            IReadOnlyList<Mount> now = await ListAsync(ct).ConfigureAwait(false);
            refusal = version is not (1 or 2) ? Refusal.Invalid("bad-mount", "version must be \"1\" or \"2\"")
                : !SecretPath.TryParse(path.TrimEnd('/'), out _, out _) || name is "sys/" or "auth/" || name.StartsWith("sys/", StringComparison.Ordinal) || name.StartsWith("auth/", StringComparison.Ordinal) ? Refusal.Invalid("bad-mount", $"path is already in use or not allowed: {name}")
                : now.Any(m => m.Path.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(m.Path, StringComparison.Ordinal)) ? Refusal.Invalid("mount-taken", $"path is already in use at {name}")
                : now.Count >= Most || description.Length > Limits.Reason ? Refusal.Invalid("bad-mount", "too many mounts, or too long a description")
                : null;
            string id = CeremonyNonce.New().Value;
            return refusal is not null
                ? new Commit(scribe.Note(refusal))
                : await StoreAsync(scribe, [.. now, new Mount(name, id, version, $"kv_{TokenText.NewAccessor()[..8]}", description)], "Added.", [], ct).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return refusal is null ? Done.It : refusal;
    }

    /// <summary>Removes a mount with everything in it; removing one that is not there is no fault.</summary>
    public async Task<Outcome<Done>> RemoveAsync(Grant by, string path, CancellationToken ct)
    {
        string name = path.TrimEnd('/') + "/";
        Scribe scribe = Scribe.For(store, clock, by, "mount.remove", name);
        if (FromTheBeginning.Any(m => m.Path == name))
        {
            return await scribe.RefuseAsync(Refusal.Invalid("fixed-mount", $"cannot unmount \"{name}\"")).ConfigureAwait(false);
        }

        await BarrierRecords.SaveAsync(scribe, async () =>
        {
            IReadOnlyList<Mount> now = await ListAsync(ct).ConfigureAwait(false);
            return now.FirstOrDefault(m => m.Path == name) is { } gone
                ? await StoreAsync(scribe, [.. now.Where(m => m != gone)], "Removed, with everything in it.", await records.ListAsync(gone.Record(""), ct).ConfigureAwait(false), ct).ConfigureAwait(false)
                : null;
        }).ConfigureAwait(false);
        return Done.It;
    }

    private async Task<Commit> StoreAsync(Scribe scribe, Mount[] mounts, string sentence, IReadOnlyList<string> gone, CancellationToken ct)
    {
        using BarrierRecord? before = await records.FindAsync(Record, ct).ConfigureAwait(false);
        using SecretBytes json = SecretBytes.Take(JsonSerializer.SerializeToUtf8Bytes(
            [.. mounts.OrderBy(m => m.Path, StringComparer.Ordinal)], MountJson.Default.MountArray));
        return new Commit(scribe.Note(sentence))
        {
            Records =
            [
                await records.EncryptAsync(Record, json, ct, before?.Stored).ConfigureAwait(false),
                .. gone.Select(path => new Engine.Storing.RecordChange(path, null)),
            ],
        };
    }
}

[JsonSerializable(typeof(Mount[]))]
internal sealed partial class MountJson : JsonSerializerContext;
