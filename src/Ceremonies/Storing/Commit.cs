using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Witness;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Storing;

/// <summary>Everything that one step changes, its audit entry included: it is stored whole or not at all.</summary>
public sealed record Commit
{
    public Commit(AuditDraft audit) => Audit = audit;

    private Commit()
    {
    }

    /// <summary>Null only for one batch of many, whose start and end have entries, and where a session was merely used; see <see cref="Batch"/>, <see cref="Seen"/>.</summary>
    public AuditDraft? Audit { get; }

    /// <summary>The engine's records, by path.</summary>
    public IReadOnlyList<RecordChange> Records { get; init; } = [];

    /// <summary>New ceremonies (version 1) and changed ones (the stored version plus one).</summary>
    public IReadOnlyList<Ceremony> Ceremonies { get; init; } = [];

    public IReadOnlyList<DeliveryChange> Deliveries { get; init; } = [];

    /// <summary>The set whose shares are worth nothing any more: what was dealt of it and never collected is destroyed.</summary>
    public string? ReplacedSet { get; init; }

    /// <summary>Who holds which share of a set that is dealt in this step.</summary>
    public IReadOnlyList<RosterEntry> Roster { get; init; } = [];

    /// <summary>New and changed people.</summary>
    public IReadOnlyList<Person> People { get; init; } = [];

    /// <summary>New and changed invitations.</summary>
    public IReadOnlyList<Invitation> Invitations { get; init; } = [];

    /// <summary>New and changed witness links.</summary>
    public IReadOnlyList<WitnessLink> WitnessLinks { get; init; } = [];

    /// <summary>New and changed devices.</summary>
    public IReadOnlyList<Device> Devices { get; init; } = [];

    public IReadOnlyList<NewAccount> Accounts { get; init; } = [];

    public IReadOnlyList<NewPassword> Passwords { get; init; } = [];

    /// <summary>New sessions, and those that were used or ended. One that has ended stays so. With a new one, those that nobody used for long are deleted.</summary>
    public IReadOnlyList<SignInSession> Sessions { get; init; } = [];

    /// <summary>New, changed and removed passkeys; their account is there, or made by this commit.</summary>
    public IReadOnlyList<PasskeyChange> Passkeys { get; init; } = [];

    /// <summary>New, used and removed authenticators; their account is there.</summary>
    public IReadOnlyList<AuthenticatorChange> Authenticators { get; init; } = [];

    public IReadOnlyList<TermNote> Terms { get; init; } = [];

    /// <summary>Terms that are closed in this step, or destroyed after that.</summary>
    public IReadOnlyList<TermEnd> TermEnds { get; init; } = [];

    /// <summary>Who showed that they have their share; of each share the newest is kept.</summary>
    public IReadOnlyList<ShareProof> Proofs { get; init; } = [];

    /// <summary>Which shares cannot be counted on, and which can again.</summary>
    public IReadOnlyList<AbsenceChange> Absences { get; init; } = [];

    /// <summary>What an administrator chose.</summary>
    public IReadOnlyList<ConsoleSetting> Settings { get; init; } = [];

    /// <summary>Whose sessions end with it: another password, an account begun anew, a removal.</summary>
    public IEnumerable<PersonId> SignsOut =>
    [
        .. Accounts.Select(a => a.Person), .. Passwords.Select(p => p.Person), .. People.Where(p => p.State is PersonState.Removed).Select(p => p.Id),
    ];

    /// <summary>New proposals, and open ones that are decided.</summary>
    public IReadOnlyList<Proposal> Proposals { get; init; } = [];

    /// <summary>A new re-encryption, or one that moved on.</summary>
    public Reencryption? Reencryption { get; init; }

    /// <summary>A batch of a running re-encryption. A million records would otherwise be tens of thousands of audit entries.</summary>
    public static Commit Batch(IReadOnlyList<RecordChange> records, Reencryption reencryption) =>
        new() { Records = records, Reencryption = reencryption };

    /// <summary>A session was used. That it began stands in the log; that it went on, every few minutes, need not.</summary>
    public static Commit Seen(SignInSession session) => new() { Sessions = [session] };
}

/// <summary>A new share on its way to one device of its holder, sealed, or encrypted to their OpenPGP key; or the end of all deliveries of that share.</summary>
/// <param name="Ceremony">Which ceremony made it.</param>
/// <param name="Person">Its holder.</param>
/// <param name="Device">Who can open it, <see cref="DeviceId.None"/> when that is no device; null for all of the holder's.</param>
/// <param name="Sealed">The envelope; null destroys.</param>
public sealed record DeliveryChange(CeremonyId Ceremony, PersonId Person, DeviceId? Device, byte[]? Sealed)
{
    public static DeliveryChange Destroy(CeremonyId ceremony, PersonId person) => new(ceremony, person, null, null);
}

/// <summary>Who holds share <paramref name="Number"/> (1 to N) of the share set <paramref name="Set"/>.</summary>
public sealed record RosterEntry(string Set, int Number, PersonId Person, string Name);

/// <summary>Something that an administrator chose for the whole console.</summary>
/// <param name="Key">What: <c>shares.proof-days</c>.</param>
/// <param name="Value">In its stored form.</param>
public sealed record ConsoleSetting(string Key, string Value);

/// <summary>The store found another version than the one the step began from; nothing was stored.</summary>
public sealed class StoreConflictException(string message) : Exception(message);
