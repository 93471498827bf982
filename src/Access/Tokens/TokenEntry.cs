using System.Text.Json;
using System.Text.Json.Serialization;

namespace KeyCeremonyConsole.Access.Tokens;

/// <summary>What is known of a token; the token itself is not.</summary>
public sealed record TokenEntry
{
    /// <summary>The longest that a token lives without renewal, and what it gets when it does not say: upstream's 768 hours.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(768);

    /// <summary>Its hash: see <see cref="TokenHash"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Names it without being able to use it.</summary>
    public required string Accessor { get; init; }

    public required IReadOnlyList<string> Policies { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>Where it was made, e.g. <c>auth/token/create</c>.</summary>
    public required string Path { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The life it was given, and is given again when it is renewed; zero for one that does not expire.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public required DateTimeOffset? Expires { get; init; }

    /// <summary>Beyond this no renewal reaches; null for none.</summary>
    public DateTimeOffset? LastExpiry { get; init; }

    /// <summary>How often it may still be used; zero for as often as one likes.</summary>
    public int UsesLeft { get; init; }

    public bool Renewable { get; init; }

    public DateTimeOffset? LastRenewed { get; init; }

    /// <summary>The hash of the token that made it, with which it ends; null for an orphan.</summary>
    public string? Parent { get; init; }

    /// <summary>The person whose own it is: what it may do is then what they may do, at each moment.</summary>
    public string? Person { get; init; }

    /// <summary>Free text by name, as its maker gave it.</summary>
    public IReadOnlyDictionary<string, string>? Meta { get; init; }

    [JsonIgnore]
    public bool IsRoot => Policies.Contains(Access.Policies.AccessPolicy.Root);

    /// <summary>Whether it counts no more.</summary>
    public bool IsExpired(DateTimeOffset now) => Expires <= now;

    /// <summary>The record's JSON, UTF-8.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, TokenJson.Default.TokenEntry);

    /// <summary>The entry again; null when it is none.</summary>
    public static TokenEntry? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TokenJson.Default.TokenEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(TokenEntry))]
internal sealed partial class TokenJson : JsonSerializerContext;
