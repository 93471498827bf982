using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Unseal;

/// <summary>The unseal ceremony that the console itself opens whenever the vault is sealed: nobody has to start it.</summary>
internal static class UnsealCeremonies
{
    public static Ceremony Open(
        string set, ShareScheme scheme, IEnumerable<RosterEntry> roster, DateTimeOffset now, string reason) =>
        Open(set, scheme, roster.Select(r => new Participant(r.Person, r.Name, Part.Submitter, r.Number)), now, reason);

    public static async Task<Ceremony> OpenAsync(
        IConsoleStore store, ShareSet current, DateTimeOffset now, string reason, CancellationToken ct) =>
        Open(current.Id, current.Scheme, await Submitters.OfAsync(store, current, ct).ConfigureAwait(false), now, reason) with { Target = current.Target };

    private static Ceremony Open(
        string set, ShareScheme scheme, IEnumerable<Participant> submitters, DateTimeOffset now, string reason) => new()
        {
            Id = CeremonyId.New(),
            Kind = CeremonyKind.Unseal,
            Stage = CeremonyStage.Collecting,
            Nonce = CeremonyNonce.New(),
            Attempt = 1,
            StartedBy = null,
            StartedByName = "the console",
            StartedAt = now,
            ExpiresAt = null,
            Reason = reason,
            CurrentSet = set,
            CurrentScheme = scheme,
            Verification = VerificationPolicy.None,
            Participants = [.. submitters],
        };
}
