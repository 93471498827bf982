using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
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
/// The store in memory, for tests and rehearsals. One contract test runs against this one and the real one.
/// Every commit makes a whole new picture and swaps it in at the end, so that it is seen whole or not at all.
/// </summary>
public sealed class MemoryStore : IConsoleStore, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);

    private volatile Picture _picture = new();

    /// <summary>Called before a commit is stored; if it throws, nothing is.</summary>
    public Func<Commit, Task>? BeforeCommit { get; set; }

    /// <summary>Called after a commit is stored; if it throws, the caller is told that it failed all the same.</summary>
    public Func<Commit, Task>? AfterCommit { get; set; }

    /// <summary>How many commits were stored.</summary>
    public int Commits => _picture.Audit.Count;

    /// <summary>The local accounts as they were last stored; that of a removed person is gone.</summary>
    public IReadOnlyList<NewAccount> Accounts => [.. _picture.Accounts.Values];

    public async Task CommitAsync(Commit commit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(commit);
        await _writer.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (BeforeCommit is { } before)
            {
                await before(commit).ConfigureAwait(false);
            }

            _picture = _picture.After(commit);
            if (AfterCommit is { } after)
            {
                await after(commit).ConfigureAwait(false);
            }
        }
        finally
        {
            _writer.Release();
        }
    }

    public ValueTask<byte[]?> GetAsync(string path, CancellationToken ct) =>
        ValueTask.FromResult(Copy(_picture.Records.GetValueOrDefault(path)));

    public ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<string>>(
        [
            .. _picture.Records.Keys.Where(p => p.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ]);

    public Task<Person?> FindPersonAsync(PersonId id, CancellationToken ct) =>
        Task.FromResult(_picture.People.GetValueOrDefault(id));

    public Task<Person?> FindPersonBySignInNameAsync(string signInName, CancellationToken ct) =>
        Task.FromResult(_picture.People.Values.FirstOrDefault(p => KeyOf(p.SignInName) == KeyOf(signInName)));

    public Task<Person?> FindPersonByExternalAsync(string external, CancellationToken ct) =>
        Task.FromResult(_picture.People.Values.FirstOrDefault(p => p.External == external));

    public Task<IReadOnlyList<Person>> ListPeopleAsync(CancellationToken ct) => Page(
        _picture.People.Values
            .OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(p => p.Id.Value, StringComparer.Ordinal));

    public Task<bool> AnyPersonAsync(CancellationToken ct) => Task.FromResult(!_picture.People.IsEmpty);

    public Task<WaysIn?> FindWaysInAsync(PersonId person, CancellationToken ct) => Task.FromResult(
        _picture.Accounts.GetValueOrDefault(person) is { } account
            ? new WaysIn(account.PasswordHash is not null, [.. _picture.Passkeys.Values.Where(p => p.Person == person).OrderBy(p => p.Created).ThenBy(p => p.Id, StringComparer.Ordinal)])
            {
                Authenticator = _picture.Authenticators.GetValueOrDefault(person),
            }
            : null);

    public Task<Passkey?> FindPasskeyAsync(string id, CancellationToken ct) => Task.FromResult(_picture.Passkeys.GetValueOrDefault(id));

    public Task<SignInSession?> FindSessionAsync(string id, CancellationToken ct) => Task.FromResult(_picture.Sessions.GetValueOrDefault(id));

    public Task<IReadOnlyList<SignInSession>> ListSessionsAsync(PersonId person, CancellationToken ct) => Page(
        _picture.Sessions.Values
            .Where(s => s.Person == person)
            .OrderByDescending(s => s.LastSeen)
            .ThenBy(s => s.Id, StringComparer.Ordinal));

    public Task<Invitation?> FindInvitationAsync(string codeHash, CancellationToken ct) =>
        Task.FromResult(_picture.Invitations.GetValueOrDefault(codeHash));

    public Task<WitnessLink?> FindWitnessLinkAsync(string codeHash, CancellationToken ct) =>
        Task.FromResult(_picture.WitnessLinks.GetValueOrDefault(codeHash));

    public Task<IReadOnlyList<WitnessLink>> ListWitnessLinksAsync(CeremonyId ceremony, CancellationToken ct) => Page(
        _picture.WitnessLinks.Values
            .Where(l => l.Ceremony == ceremony)
            .OrderByDescending(l => l.Created)
            .ThenBy(l => l.CodeHash, StringComparer.Ordinal));

    public Task<IReadOnlyList<Invitation>> ListInvitationsAsync(PersonId person, CancellationToken ct) => Page(
        _picture.Invitations.Values
            .Where(i => i.Person == person)
            .OrderByDescending(i => i.Created)
            .ThenBy(i => i.CodeHash, StringComparer.Ordinal));

    public Task<Ceremony?> FindCeremonyAsync(CeremonyId id, CancellationToken ct) =>
        Task.FromResult(_picture.Ceremonies.GetValueOrDefault(id));

    public Task<IReadOnlyList<Ceremony>> ListOpenCeremoniesAsync(CancellationToken ct) => Page(
        _picture.Ceremonies.Values
            .Where(c => c.IsOpen)
            .OrderBy(c => c.StartedAt)
            .ThenBy(c => c.Id.Value, StringComparer.Ordinal));

    public Task<IReadOnlyList<Ceremony>> ListEndedCeremoniesAsync(Ceremony? last, int take, CancellationToken ct) => Page(
        _picture.Ceremonies.Values
            .Where(c => c.EndedAt is not null && (last is null || c.EndedAt < last.EndedAt
                || (c.EndedAt == last.EndedAt && string.CompareOrdinal(c.Id.Value, last.Id.Value) < 0)))
            .OrderByDescending(c => c.EndedAt)
            .ThenByDescending(c => c.Id.Value, StringComparer.Ordinal)
            .Take(take));

    public Task<byte[]?> FindDeliveryAsync(CeremonyId ceremony, PersonId person, DeviceId device, CancellationToken ct) =>
        Task.FromResult(Copy(_picture.Deliveries.GetValueOrDefault((ceremony, person, device))));

    public Task<Device?> FindDeviceAsync(DeviceId id, CancellationToken ct) => Task.FromResult(_picture.Devices.GetValueOrDefault(id));

    public Task<IReadOnlyList<Device>> ListDevicesAsync(PersonId person, CancellationToken ct) => Page(
        _picture.Devices.Values
            .Where(d => d.Person == person && d.RemovedAt is null)
            .OrderBy(d => d.EnrolledAt)
            .ThenBy(d => d.Id.Value, StringComparer.Ordinal));

    public Task<IReadOnlyList<RosterEntry>> ListRosterAsync(string set, CancellationToken ct) =>
        Page(_picture.Roster.Values.Where(r => r.Set == set).OrderBy(r => r.Number));

    public Task<IReadOnlyList<ShareProof>> ListProofsAsync(string set, CancellationToken ct) =>
        Page(_picture.Proofs.Values.Where(p => p.Set == set).OrderBy(p => p.Number));

    public Task<IReadOnlyList<HolderAbsence>> ListAbsencesAsync(string set, CancellationToken ct) =>
        Page(_picture.Absences.Values.Where(a => a.Set == set).OrderBy(a => a.Number));

    public Task<string?> FindSettingAsync(string key, CancellationToken ct) => Task.FromResult(_picture.Settings.GetValueOrDefault(key));

    public Task<Proposal?> FindProposalAsync(ProposalId id, CancellationToken ct) => Task.FromResult(_picture.Proposals.GetValueOrDefault(id));

    public Task<IReadOnlyList<Proposal>> ListOpenProposalsAsync(CancellationToken ct) => Page(
        _picture.Proposals.Values
            .Where(p => p.State is ProposalState.Open)
            .OrderBy(p => p.At)
            .ThenBy(p => p.Id.Value, StringComparer.Ordinal));

    public Task<IReadOnlyList<Proposal>> ListDecidedProposalsAsync(int take, CancellationToken ct) => Page(
        _picture.Proposals.Values
            .Where(p => p.State is not ProposalState.Open)
            .OrderByDescending(p => p.DecidedAt)
            .ThenBy(p => p.Id.Value, StringComparer.Ordinal)
            .Take(take));

    public Task<IReadOnlyList<TermNote>> ListTermNotesAsync(CancellationToken ct) =>
        Page(_picture.Terms.Values.OrderBy(t => t.Term));

    public Task<IReadOnlyList<TermEnd>> ListTermEndsAsync(CancellationToken ct) =>
        Page(_picture.TermEnds.Values.OrderBy(t => t.Term));

    public Task<Reencryption?> FindReencryptionAsync(CancellationToken ct) => Task.FromResult(_picture.Reencryption);

    public Task<IReadOnlyDictionary<int, long>> CountRecordsByTermAsync(int highest, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(_picture.Records
            .Select(r => IRecordTerms.TermOf(r.Key, r.Value))
            .Where(term => term > 0 && term <= highest)
            .GroupBy(term => term)
            .ToDictionary(records => records.Key, records => records.LongCount()));

    public Task<IReadOnlyList<string>> ListRecordsOfTermAsync(int term, string after, int take, CancellationToken ct) => Page(
        _picture.Records
            .Where(r => IRecordTerms.TermOf(r.Key, r.Value) == term && string.CompareOrdinal(r.Key, after) > 0)
            .Select(r => r.Key)
            .Order(StringComparer.Ordinal)
            .Take(take));

    public Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(AuditQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Page(NewestFirst(_picture.Audit)
            .Where(e => e.Number < (query.Before ?? long.MaxValue)
                && e.Draft.Act.StartsWith(query.Act ?? "", StringComparison.Ordinal)
                && (query.Subject is null || e.Draft.Subject == query.Subject)
                && !(query.RefusedOnly && e.Draft.Outcome == AuditDraft.DoneOutcome))
            .Take(query.Take));
    }

    public async IAsyncEnumerable<AuditEntry> ReadAuditChainAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (AuditEntry entry in _picture.Audit)
        {
            ct.ThrowIfCancellationRequested();
            yield return entry;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    public void Dispose() => _writer.Dispose();

    private static Task<IReadOnlyList<T>> Page<T>(IEnumerable<T> items) => Task.FromResult<IReadOnlyList<T>>([.. items]);

    // ImmutableList's own Reverse makes another whole list.
    private static IEnumerable<AuditEntry> NewestFirst(ImmutableList<AuditEntry> log)
    {
        for (int i = log.Count - 1; i >= 0; i--)
        {
            yield return log[i];
        }
    }

    // As in the real store, nobody holds the stored bytes themselves.
    private static byte[]? Copy(byte[]? bytes) => bytes?.ToArray();

    private static string KeyOf(string signInName) => signInName.Normalize().ToUpperInvariant();

    /// <summary>Everything stored, at one moment.</summary>
    private sealed record Picture
    {
        public ImmutableDictionary<string, byte[]> Records { get; private init; } = ImmutableDictionary.Create<string, byte[]>();

        public ImmutableDictionary<CeremonyId, Ceremony> Ceremonies { get; private init; } =
            ImmutableDictionary.Create<CeremonyId, Ceremony>();

        public ImmutableDictionary<(CeremonyId Ceremony, PersonId Person, DeviceId Device), byte[]> Deliveries { get; private init; } =
            ImmutableDictionary.Create<(CeremonyId, PersonId, DeviceId), byte[]>();

        public ImmutableDictionary<DeviceId, Device> Devices { get; private init; } = ImmutableDictionary.Create<DeviceId, Device>();

        public ImmutableDictionary<(string Set, int Number), RosterEntry> Roster { get; private init; } =
            ImmutableDictionary.Create<(string, int), RosterEntry>();

        public ImmutableDictionary<(string Set, int Number), ShareProof> Proofs { get; private init; } =
            ImmutableDictionary.Create<(string, int), ShareProof>();

        public ImmutableDictionary<(string Set, int Number), HolderAbsence> Absences { get; private init; } =
            ImmutableDictionary.Create<(string, int), HolderAbsence>();

        public ImmutableDictionary<string, string> Settings { get; private init; } = ImmutableDictionary.Create<string, string>();

        public ImmutableDictionary<ProposalId, Proposal> Proposals { get; private init; } = ImmutableDictionary.Create<ProposalId, Proposal>();

        public ImmutableDictionary<PersonId, Person> People { get; private init; } = ImmutableDictionary.Create<PersonId, Person>();

        public ImmutableDictionary<string, WitnessLink> WitnessLinks { get; private init; } =
            ImmutableDictionary.Create<string, WitnessLink>();

        public ImmutableDictionary<string, Invitation> Invitations { get; private init; } =
            ImmutableDictionary.Create<string, Invitation>();

        public ImmutableDictionary<string, SignInSession> Sessions { get; private init; } = ImmutableDictionary.Create<string, SignInSession>();

        public ImmutableDictionary<PersonId, NewAccount> Accounts { get; private init; } =
            ImmutableDictionary.Create<PersonId, NewAccount>();

        public ImmutableDictionary<string, Passkey> Passkeys { get; private init; } = ImmutableDictionary.Create<string, Passkey>();

        public ImmutableDictionary<PersonId, Authenticator> Authenticators { get; private init; } =
            ImmutableDictionary.Create<PersonId, Authenticator>();

        public ImmutableDictionary<int, TermNote> Terms { get; private init; } = ImmutableDictionary.Create<int, TermNote>();

        public ImmutableDictionary<int, TermEnd> TermEnds { get; private init; } = ImmutableDictionary.Create<int, TermEnd>();

        public Reencryption? Reencryption { get; private init; }

        public ImmutableList<AuditEntry> Audit { get; private init; } = [];

        public Picture After(Commit commit)
        {
            Picture next = this with
            {
                Reencryption = commit.Reencryption ?? Reencryption,
                Deliveries = commit.Deliveries.Aggregate(Deliveries, With),
                Devices = Devices.SetItems(commit.Devices.ToDictionary(d => d.Id)),
                Proofs = commit.Proofs.Aggregate(Proofs, (all, p) =>
                    all.TryGetValue((p.Set, p.Number), out ShareProof? newest) && newest.At > p.At ? all : all.SetItem((p.Set, p.Number), p)),
                Absences = commit.Absences.Aggregate(Absences, (all, a) =>
                    a.Absence is null ? all.Remove((a.Set, a.Number)) : all.SetItem((a.Set, a.Number), a.Absence)),
                Settings = Settings.SetItems(commit.Settings.ToDictionary(s => s.Key, s => s.Value)),
                WitnessLinks = WitnessLinks.SetItems(commit.WitnessLinks.ToDictionary(l => l.CodeHash)),
                Invitations = Invitations.SetItems(commit.Invitations.ToDictionary(i => i.CodeHash)),
                Audit = commit.Audit is null
                    ? Audit
                    : Audit.Add(AuditEntry.Chain(Audit.IsEmpty ? AuditEntry.Genesis : Audit[^1].Hash, Audit.Count + 1, commit.Audit)),
            };

            // An ended ceremony leaves its slot before another takes it.
            next = commit.Ceremonies.OrderBy(c => c.IsOpen).Aggregate(next, (picture, c) => picture.With(c));
            next = commit.ReplacedSet is { } set ? next.WithoutDeliveriesOf(set) : next;
            next = commit.Records.Aggregate(next, (picture, r) => picture.With(r));
            next = commit.Accounts.Aggregate(next, (picture, a) => picture.With(a));
            next = commit.Passwords.Aggregate(next, (picture, p) => picture.With(p));
            next = commit.Passkeys.Aggregate(next, (picture, p) => picture.With(p));
            next = commit.Authenticators.Aggregate(next, (picture, a) => picture.With(a));
            foreach (PersonId person in commit.SignsOut)
            {
                next = next.SignedOut(person, commit.Audit!.At);
            }

            next = commit.Sessions.Aggregate(next, (picture, s) => picture.With(s));
            next = commit.Proposals.Aggregate(next, (picture, p) => picture.With(p));
            next = commit.TermEnds.Aggregate(next, (picture, t) => picture.With(t));
            next = commit.Roster.Aggregate(next, (picture, r) => picture.With(r));
            next = commit.Terms.Aggregate(next, (picture, t) => picture.With(t));
            return commit.People.Aggregate(next, (picture, p) => picture.With(p));
        }

        private static ImmutableDictionary<(CeremonyId Ceremony, PersonId Person, DeviceId Device), byte[]> With(
            ImmutableDictionary<(CeremonyId Ceremony, PersonId Person, DeviceId Device), byte[]> all, DeliveryChange change) =>
            change is { Device: { } device, Sealed: { } envelope }
                ? all.SetItem((change.Ceremony, change.Person, device), Copy(envelope)!)
                : all.RemoveRange(all.Keys.Where(k => k.Ceremony == change.Ceremony && k.Person == change.Person));

        private Picture WithoutDeliveriesOf(string set) => this with
        {
            Deliveries = Deliveries.RemoveRange(Deliveries.Keys.Where(k => Ceremonies.GetValueOrDefault(k.Ceremony)?.NewSet == set)),
        };

        private Picture With(Ceremony ceremony)
        {
            if ((Ceremonies.GetValueOrDefault(ceremony.Id)?.Version ?? 0) != ceremony.Version - 1)
            {
                throw new StoreConflictException("This ceremony was changed meanwhile: look at it again.");
            }

            if (ceremony.IsOpen && Ceremonies.Values.Any(other =>
                    other.IsOpen && other.Id != ceremony.Id && IsUnseal(other) == IsUnseal(ceremony)))
            {
                throw new StoreConflictException("Another ceremony is still open: finish or cancel it first.");
            }

            return this with { Ceremonies = Ceremonies.SetItem(ceremony.Id, ceremony) };
        }

        private Picture With(RecordChange change)
        {
            if (change.Replaces is { } before && !(Records.GetValueOrDefault(change.Path) is { } now && CryptographicOperations.FixedTimeEquals(now, before)))
            {
                throw new StoreConflictException("This record was changed meanwhile.");
            }

            return change.Value is null ? this with { Records = Records.Remove(change.Path) }
                : TermEnds.ContainsKey(IRecordTerms.TermOf(change.Path, change.Value)) ? throw new StoreConflictException("This record's term is closed: encrypt it again.")
                : this with { Records = Records.SetItem(change.Path, Copy(change.Value)!) };
        }

        // Begun anew: the passkeys and the authenticator of before are gone.
        private Picture With(NewAccount account) => Without(account.Person) with { Accounts = Accounts.SetItem(account.Person, account) };

        private Picture With(NewPassword password) => Accounts.GetValueOrDefault(password.Person) is { } account
            ? this with { Accounts = Accounts.SetItem(password.Person, account with { PasswordHash = password.PasswordHash }) }
            : throw new StoreConflictException("This person has no account any more.");

        private Picture With(PasskeyChange change) => change.Passkey is not { } passkey ? this with { Passkeys = Passkeys.Remove(change.Id) }
            : Passkeys.GetValueOrDefault(change.Id) is { } other && other.Person != passkey.Person
                ? throw new StoreConflictException("This passkey belongs to somebody else already.")
            : Accounts.ContainsKey(passkey.Person) ? this with { Passkeys = Passkeys.SetItem(change.Id, passkey) }
            : throw new StoreConflictException("This person has no account any more.");

        private Picture With(AuthenticatorChange change) =>
            Authenticators.GetValueOrDefault(change.Person)?.Stamp != change.Before ? throw new StoreConflictException("This authenticator was used or changed meanwhile.")
            : change.After is null ? this with { Authenticators = Authenticators.Remove(change.Person) }
            : Accounts.ContainsKey(change.Person) ? this with { Authenticators = Authenticators.SetItem(change.Person, change.After) }
            : throw new StoreConflictException("This person has no account any more.");

        private Picture Without(PersonId owner) => this with
        {
            Passkeys = Passkeys.RemoveRange(Passkeys.Values.Where(p => p.Person == owner).Select(p => p.Id)),
            Authenticators = Authenticators.Remove(owner),
        };

        private Picture With(TermEnd end) => Records.Any(r => IRecordTerms.TermOf(r.Key, r.Value) == end.Term)
            ? throw new StoreConflictException("Records are still encrypted under this term.")
            : this with { TermEnds = TermEnds.SetItem(end.Term, end) };

        private Picture SignedOut(PersonId person, DateTimeOffset now) => this with
        {
            Sessions = Sessions.SetItems(Sessions.Values
                .Where(s => s.Person == person && s.Ended is null)
                .ToDictionary(s => s.Id, s => s with { Ended = now })),
        };

        private Picture With(SignInSession session) => this with
        {
            Sessions = Sessions.GetValueOrDefault(session.Id) is { } stored
                ? Sessions.SetItem(session.Id, session with { Ended = stored.Ended ?? session.Ended })
                : Sessions.RemoveRange(Sessions.Values.Where(s => s.LastSeen < session.SignedIn - SignInSession.KeptFor).Select(s => s.Id)).Add(session.Id, session),
        };

        private Picture With(Proposal proposal) => Proposals.GetValueOrDefault(proposal.Id) is { State: not ProposalState.Open }
            ? throw new StoreConflictException("This proposal was decided meanwhile.")
            : this with { Proposals = Proposals.SetItem(proposal.Id, proposal) };

        private Picture With(RosterEntry entry) => Roster.ContainsKey((entry.Set, entry.Number))
            ? throw new StoreConflictException("This share already has a holder.")
            : this with { Roster = Roster.Add((entry.Set, entry.Number), entry) };

        private Picture With(TermNote note) => Terms.ContainsKey(note.Term)
            ? throw new StoreConflictException("This term already has its note.")
            : this with { Terms = Terms.Add(note.Term, note) };

        private Picture With(Person person)
        {
            IEnumerable<Person> others = People.Values.Where(p => p.Id != person.Id);
            if (others.Any(p => KeyOf(p.SignInName) == KeyOf(person.SignInName)))
            {
                throw new StoreConflictException("This sign-in name is taken: choose another.");
            }

            if (person.External is not null && others.Any(p => p.External == person.External))
            {
                throw new StoreConflictException("This account of the identity provider already belongs to a person.");
            }

            // The account goes with its person, as the real one does.
            ImmutableDictionary<PersonId, NewAccount> accounts = (Accounts.GetValueOrDefault(person.Id), person.State) switch
            {
                (null, _) => Accounts,
                (_, PersonState.Removed) => Accounts.Remove(person.Id),
                ({ } account, _) => Accounts.SetItem(person.Id, account with { SignInName = person.SignInName }),
            };
            return (person.State is PersonState.Removed ? Without(person.Id) : this) with { People = People.SetItem(person.Id, person), Accounts = accounts };
        }

        private static bool IsUnseal(Ceremony ceremony) => ceremony.Kind is CeremonyKind.Unseal;
    }
}
