namespace KeyCeremonyConsole.Ceremonies;

/// <summary>What every ceremony that a person starts has: how long it stays open, and why it is held.</summary>
internal static class CeremonyTerms
{
    /// <summary>The reason without white space around it, or what is wrong.</summary>
    public static Outcome<string> Check(TimeSpan openFor, string reason) =>
        openFor < Limits.ShortestCeremony || openFor > Limits.LongestCeremony
            ? Refusal.Invalid("bad-expiry", "A ceremony may stay open for 10 minutes at least and 30 days at most.")
            : reason.Trim() is { Length: > 0 and <= Limits.Reason } trimmed ? trimmed
            : Refusals.ReasonMissing;

    /// <summary>As it begins, now: without shares, and nobody takes part yet.</summary>
    public static Ceremony Begin(CeremonyKind kind, Scribe scribe, TimeSpan openFor, string reason) => new()
    {
        Id = CeremonyId.New(),
        Kind = kind,
        Stage = CeremonyStage.Collecting,
        Nonce = CeremonyNonce.New(),
        Attempt = 1,
        StartedBy = scribe.Actor?.Id,
        StartedByName = scribe.ActorName,
        StartedAt = scribe.Now,
        ExpiresAt = scribe.Now + openFor,
        Reason = reason,
        Participants = [],
    };
}
