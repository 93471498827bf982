using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>What a ceremony is for.</summary>
public enum CeremonyKind
{
    Initialise,
    Unseal,
    Rekey,

    /// <summary>Another kind of seal: the holders keep their shares, which are good for something else afterwards.</summary>
    Migrate,

    /// <summary>A token that may do everything, for the administrator who asked; the holders keep their shares.</summary>
    GenerateRoot,
}

/// <summary>Where a ceremony stands.</summary>
public enum CeremonyStage
{
    /// <summary>Current holders submit their shares.</summary>
    Collecting,

    /// <summary>New shares go out, are stored and proved. The old ones are still valid.</summary>
    Delivering,
    Completed,
    Cancelled,
    Expired,
}

/// <summary>Who must prove their new share before the set takes effect.</summary>
public enum VerificationPolicy
{
    AllHolders,
    Threshold,

    /// <summary>The set takes effect at once; a lost share is then lost.</summary>
    None,
}

//
//  One ceremony: its parameters, its people, where it stands. Immutable; every step makes a new one.
//
//      Initialise                       Rekey, Unseal, Migrate, GenerateRoot
//          │                                 │
//          │                            Collecting ──threshold of current shares──┐
//          ▼                                 │           all others: Completed
//      Delivering ◀──────────────────────────┼── rekey ─────────────────────────┘
//          │                                 │
//          ├── enough new shares proved ──▶ Completed
//          └── cancel, expiry ────────────▶ Cancelled, Expired   (the current shares stay valid)
//

/// <summary>The durable state of one ceremony. Holds no secrets: it may be logged, pushed and rendered.</summary>
public sealed record Ceremony
{
    public required CeremonyId Id { get; init; }

    public required CeremonyKind Kind { get; init; }

    public required CeremonyStage Stage { get; init; }

    /// <summary>The running attempt.</summary>
    public required CeremonyNonce Nonce { get; init; }

    /// <summary>1, 2, …: a restart, a seal or an expired unseal attempt begins the next one.</summary>
    public required int Attempt { get; init; }

    /// <summary>Who started it; null when the console itself did (unseal).</summary>
    public required PersonId? StartedBy { get; init; }

    public required string StartedByName { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The expiry chosen at the start; null when there is none. See <see cref="Deadline"/>.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    public required string Reason { get; init; }

    /// <summary>What the shares that it makes or turns are good for: opening the vault, or proving who may change it.</summary>
    public ShareTarget Target { get; init; }

    /// <summary>What seals the vault after an initialisation or a migration; else null.</summary>
    public string? SealType { get; init; }

    /// <summary>What a root token is encrypted to; null when it is veiled with a one-time password, or none is made.</summary>
    public PgpKey? TokenKey { get; init; }

    /// <summary>The share set whose holders submit; null at initialisation.</summary>
    public string? CurrentSet { get; init; }

    /// <summary>T of N of the shares that authorise; null at initialisation.</summary>
    public ShareScheme? CurrentScheme { get; init; }

    /// <summary>The share set being made, once it is dealt.</summary>
    public string? NewSet { get; init; }

    /// <summary>T of N of the shares being made; null when none are.</summary>
    public ShareScheme? NewScheme { get; init; }

    public VerificationPolicy Verification { get; init; } = VerificationPolicy.AllHolders;

    /// <summary>Whether the new shares' OpenPGP messages are kept in the vault when the set takes effect.</summary>
    public bool Backup { get; init; }

    public required IReadOnlyList<Participant> Participants { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedByName { get; init; }

    public string? EndReason { get; init; }

    /// <summary>Counts every saved change; a save of anything but the next version is refused by the store.</summary>
    public int Version { get; init; } = 1;

    /// <summary>How long accepted shares of an unseal attempt are kept in memory while others are awaited.</summary>
    public static readonly TimeSpan UnsealAttemptLasts = TimeSpan.FromHours(1);

    /// <summary>
    /// When the ceremony ends by itself. For an unseal: when the running attempt is given up and its shares are wiped,
    /// counted from the first share; the unseal itself waits for as long as the vault is sealed.
    /// </summary>
    public DateTimeOffset? Deadline => Kind is CeremonyKind.Unseal
        ? Of(Part.Submitter).Min(p => p.SubmittedAt) + UnsealAttemptLasts
        : ExpiresAt;

    public bool IsOpen => Stage is CeremonyStage.Collecting or CeremonyStage.Delivering;

    /// <summary>Current shares accepted in the running attempt.</summary>
    public int Received => Of(Part.Submitter).Count(p => p.SubmittedAt is not null);

    /// <summary>How many more than the threshold are asked for, because what was given does not fit together. See <see cref="OddShares"/>.</summary>
    public int MoreAsked { get; init; }

    /// <summary>Current shares needed.</summary>
    public int Required => (CurrentScheme?.Threshold ?? 0) + MoreAsked;

    /// <summary>Whether nothing is known about the current shares but their number: another server wrote the store.</summary>
    public bool IsUnjudged => CurrentSet is "";

    /// <summary>New shares proved so far.</summary>
    public int Proved => Of(Part.Recipient).Count(p => p.ProvedAt is not null);

    /// <summary>New shares that must be proved before the set takes effect.</summary>
    public int ProofsRequired => (Verification, NewScheme) switch
    {
        (_, null) or (VerificationPolicy.None, _) => 0,
        (VerificationPolicy.Threshold, { } scheme) => scheme.Threshold,
        (_, { } scheme) => scheme.Shares,
    };

    public IEnumerable<Participant> Of(Part part) => Participants.Where(p => p.Part == part);

    /// <summary>Whether the new shares already open the vault, or will as soon as it is opened.</summary>
    public bool ProofsComplete => Stage is CeremonyStage.Delivering && Proved >= ProofsRequired;

    /// <summary>
    /// Whether the vault changes over when the new shares are proved. The first unseal shares are in force from the
    /// beginning, for without them there would be no vault; the first recovery shares are not.
    /// </summary>
    public bool SwitchesWhenProved => Kind is CeremonyKind.Rekey || (Kind is CeremonyKind.Initialise && Target is ShareTarget.Recovery);

    /// <summary>
    /// Whether what it makes goes, all of it, to whoever submits the last current share: a ceremony of the API, which has
    /// no recipients by name. See <see cref="Bearers"/>.
    /// </summary>
    public bool HandsSharesOut => Of(Part.Recipient).Any(p => Bearers.Is(p.Person))
        || (Kind is CeremonyKind.GenerateRoot && StartedBy is { } starter && Bearers.Is(starter));

    public Participant? Find(PersonId person, Part part) =>
        Participants.FirstOrDefault(p => p.Part == part && p.Person == person);

    /// <summary>The same ceremony with one participant's row replaced.</summary>
    public Ceremony With(Participant changed) => this with
    {
        Participants =
        [
            .. Participants.Select(p => p.Part == changed.Part && p.Person == changed.Person ? changed : p),
        ],
    };

    /// <summary>The same ceremony under a new nonce, with nothing submitted. Proofs and deliveries stay.</summary>
    public Ceremony BeginNextAttempt() => this with
    {
        Nonce = CeremonyNonce.New(),
        Attempt = Attempt + 1,
        MoreAsked = 0,
        Participants = [.. Participants.Select(p => p with { SubmittedAt = null, ReadAt = null })],
    };
}
