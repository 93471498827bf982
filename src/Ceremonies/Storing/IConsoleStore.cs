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

/// <summary>
/// What must be kept, said by the one who needs it. Reads see the last commit; <see cref="CommitAsync"/> is the
/// only way to change anything, so that nothing can be changed without its audit entry; <see cref="Commit.Batch"/> and
/// <see cref="Commit.Seen"/> are the exceptions.
/// </summary>
public interface IConsoleStore : IPhysicalStore, IRecordTerms
{
    /// <summary>Stores the whole step in one durable transaction and appends its audit entry, if it has one, to the chain.</summary>
    /// <exception cref="StoreConflictException">
    /// A ceremony was changed meanwhile; a sign-in name or an open slot is taken; a record is not what it should replace; a
    /// record has a closed term, or a term that should be closed has a record; a proposal was decided already.
    /// </exception>
    Task CommitAsync(Commit commit, CancellationToken ct);

    Task<Person?> FindPersonAsync(PersonId id, CancellationToken ct);

    /// <summary>By sign-in name, without regard to case.</summary>
    Task<Person?> FindPersonBySignInNameAsync(string signInName, CancellationToken ct);

    Task<Person?> FindPersonByExternalAsync(string external, CancellationToken ct);

    /// <summary>Everybody, by name, the removed included.</summary>
    Task<IReadOnlyList<Person>> ListPeopleAsync(CancellationToken ct);

    Task<bool> AnyPersonAsync(CancellationToken ct);

    /// <summary>The person's local account; null when they have none.</summary>
    Task<WaysIn?> FindWaysInAsync(PersonId person, CancellationToken ct);

    /// <summary>By the credential id, in base64url.</summary>
    Task<Passkey?> FindPasskeyAsync(string id, CancellationToken ct);

    Task<SignInSession?> FindSessionAsync(string id, CancellationToken ct);

    /// <summary>The person's sessions that are still known, last used first, the ended ones included.</summary>
    Task<IReadOnlyList<SignInSession>> ListSessionsAsync(PersonId person, CancellationToken ct);

    Task<Invitation?> FindInvitationAsync(string codeHash, CancellationToken ct);

    /// <summary>All of the person's invitations, newest first, the closed and expired ones included.</summary>
    Task<IReadOnlyList<Invitation>> ListInvitationsAsync(PersonId person, CancellationToken ct);

    Task<WitnessLink?> FindWitnessLinkAsync(string codeHash, CancellationToken ct);

    /// <summary>All of the ceremony's witness links, newest first, the revoked and expired ones included.</summary>
    Task<IReadOnlyList<WitnessLink>> ListWitnessLinksAsync(CeremonyId ceremony, CancellationToken ct);

    Task<Ceremony?> FindCeremonyAsync(CeremonyId id, CancellationToken ct);

    Task<IReadOnlyList<Ceremony>> ListOpenCeremoniesAsync(CancellationToken ct);

    /// <summary>Ended ceremonies, newest end first, those that follow <paramref name="last"/> in that order (null: the newest).</summary>
    Task<IReadOnlyList<Ceremony>> ListEndedCeremoniesAsync(Ceremony? last, int take, CancellationToken ct);

    /// <summary>The sealed delivery, or null when there is none (any more).</summary>
    Task<byte[]?> FindDeliveryAsync(CeremonyId ceremony, PersonId person, DeviceId device, CancellationToken ct);

    /// <summary>The device, also a removed one; null when there never was one of that id.</summary>
    Task<Device?> FindDeviceAsync(DeviceId id, CancellationToken ct);

    /// <summary>The person's devices, oldest first, without the removed ones.</summary>
    Task<IReadOnlyList<Device>> ListDevicesAsync(PersonId person, CancellationToken ct);

    /// <summary>The roster of a share set, by share number.</summary>
    Task<IReadOnlyList<RosterEntry>> ListRosterAsync(string set, CancellationToken ct);

    /// <summary>The newest proof of each share of a set, by share number; none of a share that was never proved.</summary>
    Task<IReadOnlyList<ShareProof>> ListProofsAsync(string set, CancellationToken ct);

    /// <summary>The shares of a set that cannot be counted on, by share number.</summary>
    Task<IReadOnlyList<HolderAbsence>> ListAbsencesAsync(string set, CancellationToken ct);

    /// <summary>What was chosen, in its stored form; null when nothing was.</summary>
    Task<string?> FindSettingAsync(string key, CancellationToken ct);

    Task<Proposal?> FindProposalAsync(ProposalId id, CancellationToken ct);

    /// <summary>The proposals that nobody has decided, oldest first; those whose time is over too.</summary>
    Task<IReadOnlyList<Proposal>> ListOpenProposalsAsync(CancellationToken ct);

    /// <summary>The decided ones, the newest decision first.</summary>
    Task<IReadOnlyList<Proposal>> ListDecidedProposalsAsync(int take, CancellationToken ct);

    Task<IReadOnlyList<TermNote>> ListTermNotesAsync(CancellationToken ct);

    /// <summary>The closed terms, oldest first.</summary>
    Task<IReadOnlyList<TermEnd>> ListTermEndsAsync(CancellationToken ct);

    /// <summary>The re-encryption under way, or the last one; null when there was none.</summary>
    Task<Reencryption?> FindReencryptionAsync(CancellationToken ct);

    Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(AuditQuery query, CancellationToken ct);

    /// <summary>The whole chain from the first entry on, in small pages, for whoever verifies or exports it.</summary>
    IAsyncEnumerable<AuditEntry> ReadAuditChainAsync(CancellationToken ct);
}
