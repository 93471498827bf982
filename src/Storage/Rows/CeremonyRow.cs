using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class CeremonyRow
{
    public required string Id { get; init; }
    public required CeremonyKind Kind { get; init; }
    public required CeremonyStage Stage { get; init; }

    /// <summary>Which of the two places for open ceremonies it takes; null once it has ended. Unique.</summary>
    public required string? OpenSlot { get; init; }

    public required string Nonce { get; init; }
    public required int Attempt { get; init; }
    public required string? StartedBy { get; init; }
    public required string StartedByName { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset? ExpiresAt { get; init; }
    public required string Reason { get; init; }
    public required ShareTarget Target { get; init; }
    public required string? SealType { get; init; }
    public required string? CurrentSet { get; init; }
    public required int? CurrentShares { get; init; }
    public required int? CurrentThreshold { get; init; }
    public required int MoreAsked { get; init; }
    public required string? NewSet { get; init; }
    public required int? NewShares { get; init; }
    public required int? NewThreshold { get; init; }
    public required VerificationPolicy Verification { get; init; }
    public required bool Backup { get; init; }
    public required string? TokenPgpFingerprint { get; init; }

    /// <summary>The key in base64.</summary>
    public required string? TokenPgpKey { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }
    public required string? EndedByName { get; init; }
    public required string? EndReason { get; init; }
    public required int Version { get; init; }

    public List<ParticipantRow> Participants { get; init; } = [];

    public static CeremonyRow Of(Ceremony c) => new()
    {
        Id = c.Id.Value,
        Kind = c.Kind,
        Stage = c.Stage,
        OpenSlot = c.IsOpen ? c.Kind is CeremonyKind.Unseal ? "unseal" : "shares" : null,
        Nonce = c.Nonce.Value,
        Attempt = c.Attempt,
        StartedBy = c.StartedBy?.Value,
        StartedByName = c.StartedByName,
        StartedAt = c.StartedAt,
        ExpiresAt = c.ExpiresAt,
        Reason = c.Reason,
        Target = c.Target,
        SealType = c.SealType,
        CurrentSet = c.CurrentSet,
        CurrentShares = c.CurrentScheme?.Shares,
        CurrentThreshold = c.CurrentScheme?.Threshold,
        MoreAsked = c.MoreAsked,
        NewSet = c.NewSet,
        NewShares = c.NewScheme?.Shares,
        NewThreshold = c.NewScheme?.Threshold,
        Verification = c.Verification,
        Backup = c.Backup,
        TokenPgpFingerprint = c.TokenKey?.Fingerprint,
        TokenPgpKey = c.TokenKey?.Base64,
        EndedAt = c.EndedAt,
        EndedByName = c.EndedByName,
        EndReason = c.EndReason,
        Version = c.Version,
        Participants = [.. c.Participants.Select((p, position) => ParticipantRow.Of(c.Id, position, p))],
    };

    public Ceremony ToCeremony() => new()
    {
        Id = new CeremonyId(Id),
        Kind = Kind,
        Stage = Stage,
        Nonce = new CeremonyNonce(Nonce),
        Attempt = Attempt,
        StartedBy = StartedBy is null ? null : new PersonId(StartedBy),
        StartedByName = StartedByName,
        StartedAt = StartedAt,
        ExpiresAt = ExpiresAt,
        Reason = Reason,
        Target = Target,
        SealType = SealType,
        CurrentSet = CurrentSet,
        CurrentScheme = Scheme(CurrentShares, CurrentThreshold),
        MoreAsked = MoreAsked,
        NewSet = NewSet,
        NewScheme = Scheme(NewShares, NewThreshold),
        Verification = Verification,
        Backup = Backup,
        TokenKey = PgpColumns.Read(TokenPgpFingerprint, TokenPgpKey),
        Participants = [.. Participants.OrderBy(p => p.Position).Select(p => p.ToParticipant())],
        EndedAt = EndedAt,
        EndedByName = EndedByName,
        EndReason = EndReason,
        Version = Version,
    };

    private static ShareScheme? Scheme(int? shares, int? threshold) =>
        shares is { } n && threshold is { } t ? ShareScheme.Of(n, t) : null;
}
