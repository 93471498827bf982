using System.Text.Json;
using System.Text.Json.Serialization;

namespace KeyCeremonyConsole.Ceremonies.Secrets;

/// <summary>One version of a secret, without its value.</summary>
/// <param name="Number">1, 2, 3, …</param>
/// <param name="Created">When it was written; the beginning of 1970 when that was before there were versions.</param>
/// <param name="Deleted">When it is, or will be, hidden; it can be brought back.</param>
/// <param name="Destroyed">Whether its value is gone for good.</param>
public sealed record SecretVersion(int Number, DateTimeOffset Created, DateTimeOffset? Deleted, bool Destroyed)
{
    /// <summary>Whether its value can be read.</summary>
    public bool IsReadable(DateTimeOffset now) => !Destroyed && !(Deleted <= now);
}

/// <summary>Everything about a secret but its values.</summary>
public sealed record SecretHistory
{
    public int Current { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset Updated { get; init; }

    /// <summary>How many are kept; zero for as many as the mount says.</summary>
    public int MaxVersions { get; init; }

    public bool CasRequired { get; init; }

    /// <summary>After how long a new version hides itself; zero for never, or as the mount says.</summary>
    public TimeSpan DeleteAfter { get; init; }

    public IReadOnlyDictionary<string, string>? Custom { get; init; }

    /// <summary>Those that are kept, oldest first.</summary>
    public IReadOnlyList<SecretVersion> Versions { get; init; } = [];

    /// <summary>Whether version 1 lies where secrets lay before there were versions.</summary>
    public bool FirstIsPlain { get; init; }

    public SecretVersion? Find(int number) => Versions.FirstOrDefault(v => v.Number == (number == 0 ? Current : number));

    internal SecretHistory With(Func<SecretVersion, SecretVersion> change) => this with { Versions = [.. Versions.Select(change)] };

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, HistoryJson.Default.SecretHistory);

    internal static SecretHistory FromJson(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, HistoryJson.Default.SecretHistory)!;
}

/// <summary>What a mount says for all of its secrets.</summary>
/// <param name="MaxVersions">Zero means ten.</param>
/// <param name="CasRequired">Whether every write must name the version that it replaces.</param>
/// <param name="DeleteAfter">After how long a version hides itself; zero for never.</param>
public sealed record MountRules(int MaxVersions, bool CasRequired, TimeSpan DeleteAfter);

[JsonSerializable(typeof(SecretHistory))]
[JsonSerializable(typeof(MountRules))]
internal sealed partial class HistoryJson : JsonSerializerContext;
