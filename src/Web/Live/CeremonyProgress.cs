using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>
/// A ceremony as hub clients see it. Text, numbers and moments only: the wire does not follow our types, and nothing
/// gets on it that is not named here.
/// </summary>
public sealed record CeremonyProgress
{
    public required string Id { get; init; }

    /// <summary>Counts the stored changes; coming and going leaves it as it is.</summary>
    public required int Version { get; init; }

    public required string Kind { get; init; }

    public required string Stage { get; init; }

    public required string Nonce { get; init; }

    public required int Attempt { get; init; }

    /// <summary>64 hex digits: what every submission names.</summary>
    public required string Fingerprint { get; init; }

    public required IReadOnlyList<string> FingerprintWords { get; init; }

    public required string StartedByName { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset? Deadline { get; init; }

    public required string Reason { get; init; }

    /// <summary>Current shares accepted, of <see cref="Required"/>.</summary>
    public required int Received { get; init; }

    public required int Required { get; init; }

    /// <summary>T of N of the shares being made; null when none are.</summary>
    public required int? NewThreshold { get; init; }

    public required int? NewShares { get; init; }

    public required string Verification { get; init; }

    /// <summary>New shares proved, of <see cref="ProofsRequired"/>.</summary>
    public required int Proved { get; init; }

    public required int ProofsRequired { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    public required string? EndedByName { get; init; }

    public required string? EndReason { get; init; }

    public required IReadOnlyList<PersonProgress> People { get; init; }

    public static CeremonyProgress Of(CeremonyView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Ceremony c = view.Ceremony;
        return new CeremonyProgress
        {
            Id = c.Id.Value,
            Version = c.Version,
            Kind = c.Kind.ToString(),
            Stage = c.Stage.ToString(),
            Nonce = c.Nonce.Value,
            Attempt = c.Attempt,
            Fingerprint = view.Fingerprint.Full,
            FingerprintWords = view.Fingerprint.Words,
            StartedByName = c.StartedByName,
            StartedAt = c.StartedAt,
            Deadline = c.Deadline,
            Reason = c.Reason,
            Received = c.Received,
            Required = c.Required,
            NewThreshold = c.NewScheme?.Threshold,
            NewShares = c.NewScheme?.Shares,
            Verification = c.Verification.ToString(),
            Proved = c.Proved,
            ProofsRequired = c.ProofsRequired,
            EndedAt = c.EndedAt,
            EndedByName = c.EndedByName,
            EndReason = c.EndReason,
            People = [.. c.Participants.Select(p => PersonProgress.Of(p, view.Here.Contains(p.Person)))],
        };
    }
}
