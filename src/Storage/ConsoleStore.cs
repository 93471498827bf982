using System.Runtime.CompilerServices;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Measuring;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Witness;
using KeyCeremonyConsole.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace KeyCeremonyConsole.Storage;

/// <summary>The store in SQLite. One context for each operation: a circuit lives for hours and a context must not.</summary>
internal sealed class ConsoleStore(IDbContextFactory<ConsoleDb> dbs, Measures measures) : IConsoleStore, IDisposable
{
    private const int ChainPage = 500;

    private readonly CommitQueue _commits = new(dbs);

    public async Task CommitAsync(Commit commit, CancellationToken ct)
    {
        using Measures.Storing storing = measures.Begin();
        await _commits.AddAsync(commit, ct);
        storing.Done(commit);
    }

    public async ValueTask<byte[]?> GetAsync(string path, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return await Queries.Record(db, path, ct);
    }

    public async ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<string> paths = await Queries.Below(db.Records, prefix).Select(r => r.Path).ToListAsync(ct);
        paths.Sort(StringComparer.Ordinal);
        return paths;
    }

    public async Task<Person?> FindPersonAsync(PersonId id, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await Queries.Person(db, id.Value, ct))?.ToPerson();
    }

    public async Task<Person?> FindPersonBySignInNameAsync(string signInName, CancellationToken ct)
    {
        string key = PersonRow.KeyOf(signInName);
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await db.People.SingleOrDefaultAsync(p => p.SignInKey == key, ct))?.ToPerson();
    }

    public async Task<Person?> FindPersonByExternalAsync(string external, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await db.People.SingleOrDefaultAsync(p => p.External == external, ct))?.ToPerson();
    }

    public async Task<IReadOnlyList<Person>> ListPeopleAsync(CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<PersonRow> rows = await db.People.ToListAsync(ct);

        // Here, not in SQL: SQLite would list every capital before the first small letter.
        return
        [
            .. rows.Select(r => r.ToPerson())
                .OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(p => p.Id.Value, StringComparer.Ordinal),
        ];
    }

    public async Task<bool> AnyPersonAsync(CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return await db.People.AnyAsync(ct);
    }

    public async Task<WaysIn?> FindWaysInAsync(PersonId person, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        var account = await db.Users.Where(u => u.Id == person.Value).Select(u => new { HasPassword = u.PasswordHash != null }).SingleOrDefaultAsync(ct);
        if (account is null)
        {
            return null;
        }

        string? second = await db.UserTokens
            .Where(t => t.UserId == person.Value && t.LoginProvider == Authenticators.Provider && t.Name == Authenticators.Name)
            .Select(t => t.Value)
            .SingleOrDefaultAsync(ct);
        return new WaysIn(account.HasPassword, await Passkeys.ReadAsync(db.UserPasskeys.Where(p => p.UserId == person.Value), ct))
        {
            Authenticator = Authenticators.Read(second),
        };
    }

    public async Task<Passkey?> FindPasskeyAsync(string id, CancellationToken ct)
    {
        byte[] key = Passkeys.KeyOf(id);
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await Passkeys.ReadAsync(db.UserPasskeys.Where(p => p.CredentialId == key), ct)).SingleOrDefault();
    }

    public async Task<Invitation?> FindInvitationAsync(string codeHash, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await db.Invitations.SingleOrDefaultAsync(i => i.CodeHash == codeHash, ct))?.ToInvitation();
    }

    public async Task<IReadOnlyList<Invitation>> ListInvitationsAsync(PersonId person, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<InvitationRow> rows = await db.Invitations
            .Where(i => i.Person == person.Value)
            .OrderByDescending(i => i.Created)
            .ThenBy(i => i.CodeHash)
            .ToListAsync(ct);
        return [.. rows.Select(r => r.ToInvitation())];
    }

    public async Task<WitnessLink?> FindWitnessLinkAsync(string codeHash, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await db.WitnessLinks.SingleOrDefaultAsync(l => l.CodeHash == codeHash, ct))?.ToLink();
    }

    public async Task<IReadOnlyList<WitnessLink>> ListWitnessLinksAsync(CeremonyId ceremony, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<WitnessLinkRow> rows = await db.WitnessLinks
            .Where(l => l.Ceremony == ceremony.Value)
            .OrderByDescending(l => l.Created)
            .ThenBy(l => l.CodeHash)
            .ToListAsync(ct);
        return [.. rows.Select(r => r.ToLink())];
    }

    // Ceremonies come with their participants in one statement: two could see two different commits.
    public async Task<Ceremony?> FindCeremonyAsync(CeremonyId id, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await Queries.Ceremony(db, id.Value, ct))?.ToCeremony();
    }

    public async Task<IReadOnlyList<Ceremony>> ListOpenCeremoniesAsync(CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<CeremonyRow> rows = await db.Ceremonies
            .Where(c => c.OpenSlot != null)
            .OrderBy(c => c.StartedAt)
            .ThenBy(c => c.Id)
            .Include(c => c.Participants)
            .ToListAsync(ct);
        return [.. rows.Select(r => r.ToCeremony())];
    }

    public async Task<IReadOnlyList<Ceremony>> ListEndedCeremoniesAsync(Ceremony? last, int take, CancellationToken ct)
    {
        DateTimeOffset limit = last?.EndedAt ?? DateTimeOffset.MaxValue;
        string lastId = last?.Id.Value ?? "";
        await using ConsoleDb db = await ReaderAsync(ct);
        List<CeremonyRow> rows = await db.Ceremonies
            .Where(c => c.EndedAt <= limit && (c.EndedAt < limit || string.Compare(c.Id, lastId) < 0))
            .OrderByDescending(c => c.EndedAt)
            .ThenByDescending(c => c.Id)
            .Take(take)
            .Include(c => c.Participants)
            .ToListAsync(ct);
        return [.. rows.Select(r => r.ToCeremony())];
    }

    public async Task<byte[]?> FindDeliveryAsync(CeremonyId ceremony, PersonId person, DeviceId device, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return await db.Deliveries
            .Where(d => d.Ceremony == ceremony.Value && d.Person == person.Value && d.Device == device.Value)
            .Select(d => d.Sealed)
            .SingleOrDefaultAsync(ct);
    }

    public async Task<Device?> FindDeviceAsync(DeviceId id, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await db.Devices.SingleOrDefaultAsync(d => d.Id == id.Value, ct))?.ToDevice();
    }

    public async Task<IReadOnlyList<Device>> ListDevicesAsync(PersonId person, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<DeviceRow> rows = await db.Devices
            .Where(d => d.Person == person.Value && d.RemovedAt == null)
            .OrderBy(d => d.EnrolledAt)
            .ThenBy(d => d.Id)
            .ToListAsync(ct);
        return [.. rows.Select(r => r.ToDevice())];
    }

    public async Task<IReadOnlyList<RosterEntry>> ListRosterAsync(string set, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<RosterRow> rows = await db.Roster.Where(r => r.Set == set).OrderBy(r => r.Number).ToListAsync(ct);
        return [.. rows.Select(r => r.ToEntry())];
    }

    public async Task<IReadOnlyList<ShareProof>> ListProofsAsync(string set, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<ProofRow> rows = await db.Proofs.Where(p => p.Set == set).OrderBy(p => p.Number).ToListAsync(ct);
        return [.. rows.Select(r => r.ToProof())];
    }

    public async Task<IReadOnlyList<HolderAbsence>> ListAbsencesAsync(string set, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<AbsenceRow> rows = await db.Absences.Where(a => a.Set == set).OrderBy(a => a.Number).ToListAsync(ct);
        return [.. rows.Select(r => r.ToAbsence())];
    }

    public async Task<string?> FindSettingAsync(string key, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return await db.Settings.Where(s => s.Key == key).Select(s => s.Value).SingleOrDefaultAsync(ct);
    }

    public async Task<SignInSession?> FindSessionAsync(string id, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await Queries.Session(db, id, ct))?.ToSession();
    }

    public async Task<IReadOnlyList<SignInSession>> ListSessionsAsync(PersonId person, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<SessionRow> rows = await db.Sessions.Where(s => s.Person == person.Value).OrderByDescending(s => s.LastSeen).ThenBy(s => s.Id).ToListAsync(ct);
        return [.. rows.Select(r => r.ToSession())];
    }

    public async Task<Proposal?> FindProposalAsync(ProposalId id, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await db.Proposals.SingleOrDefaultAsync(p => p.Id == id.Value, ct))?.ToProposal();
    }

    public async Task<IReadOnlyList<Proposal>> ListOpenProposalsAsync(CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<ProposalRow> rows = await db.Proposals.Where(p => p.State == ProposalState.Open).OrderBy(p => p.At).ThenBy(p => p.Id).ToListAsync(ct);
        return [.. rows.Select(r => r.ToProposal())];
    }

    public async Task<IReadOnlyList<Proposal>> ListDecidedProposalsAsync(int take, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<ProposalRow> rows = await db.Proposals
            .Where(p => p.State != ProposalState.Open)
            .OrderByDescending(p => p.DecidedAt)
            .ThenBy(p => p.Id)
            .Take(take)
            .ToListAsync(ct);
        return [.. rows.Select(r => r.ToProposal())];
    }

    public async Task<IReadOnlyList<TermNote>> ListTermNotesAsync(CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<TermRow> rows = await db.Terms.OrderBy(t => t.Term).ToListAsync(ct);
        return [.. rows.Select(r => r.ToNote())];
    }

    public async Task<IReadOnlyList<TermEnd>> ListTermEndsAsync(CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<TermEndRow> rows = await db.TermEnds.OrderBy(t => t.Term).ToListAsync(ct);
        return [.. rows.Select(r => r.ToEnd())];
    }

    public async Task<Reencryption?> FindReencryptionAsync(CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return (await db.Reencryptions.OrderByDescending(r => r.Number).FirstOrDefaultAsync(ct))?.ToReencryption();
    }

    public async Task<IReadOnlyDictionary<int, long>> CountRecordsByTermAsync(int highest, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return await Queries.OfTerms(db.Records, 1, highest)
            .GroupBy(r => r.Head)
            .Select(g => new { g.Key, Count = g.LongCount() })
            .ToDictionaryAsync(g => RecordRow.TermOf(g.Key), g => g.Count, ct);
    }

    public async Task<IReadOnlyList<string>> ListRecordsOfTermAsync(int term, string after, int take, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        return await Queries.OfTerm(db.Records, term, after).Take(take).Select(r => r.Path).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(AuditQuery query, CancellationToken ct)
    {
        await using ConsoleDb db = await ReaderAsync(ct);
        List<AuditRow> rows = await AuditPages.ReadAsync(db, query, ct);
        return [.. rows.Select(r => r.ToEntry())];
    }

    public async IAsyncEnumerable<AuditEntry> ReadAuditChainAsync([EnumeratorCancellation] CancellationToken ct)
    {
        long last = 0;
        List<AuditRow> page;
        do
        {
            // A context for each page: a reader that stays open would keep the log from being emptied.
            await using (ConsoleDb db = await ReaderAsync(ct))
            {
                page = await db.Audit
                    .Where(a => a.Number > last)
                    .OrderBy(a => a.Number)
                    .Take(ChainPage)
                    .ToListAsync(ct);
            }

            foreach (AuditRow row in page)
            {
                last = row.Number;
                yield return row.ToEntry();
            }
        }
        while (page.Count == ChainPage);
    }

    public void Dispose() => _commits.Dispose();

    private async Task<ConsoleDb> ReaderAsync(CancellationToken ct)
    {
        ConsoleDb db = await dbs.CreateDbContextAsync(ct);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }
}
