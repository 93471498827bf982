using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Witness;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Storage.Rows;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KeyCeremonyConsole.Storage;

/// <summary>Writes one commit's parts, inside a transaction that somebody else began.</summary>
internal sealed class CommitWriter(WriterConnection connection, CancellationToken ct)
{
    private readonly ConsoleDb _db = connection.Db;

    public async Task WriteAsync(Commit commit)
    {
        // An ended ceremony leaves its slot before another takes it.
        foreach (Ceremony ceremony in commit.Ceremonies.OrderBy(c => c.IsOpen))
        {
            await WriteCeremonyAsync(ceremony);
        }

        foreach (RecordChange change in commit.Records)
        {
            await WriteRecordAsync(change);
        }

        foreach (DeliveryChange change in commit.Deliveries)
        {
            await WriteDeliveryAsync(change);
        }

        if (commit.ReplacedSet is { } set)
        {
            await _db.Deliveries.Where(d => _db.Ceremonies.Any(c => c.Id == d.Ceremony && c.NewSet == set)).ExecuteDeleteAsync(ct);
        }

        foreach (Invitation invitation in commit.Invitations)
        {
            await UpsertAsync(InvitationRow.Of(invitation), invitation.CodeHash);
        }

        foreach (WitnessLink link in commit.WitnessLinks)
        {
            await UpsertAsync(WitnessLinkRow.Of(link), link.CodeHash);
        }

        foreach (Device device in commit.Devices)
        {
            await UpsertAsync(DeviceRow.Of(device), device.Id.Value);
        }

        foreach (NewAccount account in commit.Accounts)
        {
            await WriteAccountAsync(account);
        }

        foreach (NewPassword password in commit.Passwords)
        {
            await WritePasswordAsync(password);
        }

        foreach (PasskeyChange change in commit.Passkeys)
        {
            await WritePasskeyAsync(change);
        }

        foreach (AuthenticatorChange change in commit.Authenticators)
        {
            await WriteAuthenticatorAsync(change);
        }

        foreach (Person person in commit.People)
        {
            await UpsertAsync(PersonRow.Of(person), person.Id.Value);
            await FollowAsync(person);
        }

        foreach (ShareProof proof in commit.Proofs)
        {
            await WriteProofAsync(proof);
        }

        foreach (AbsenceChange change in commit.Absences)
        {
            await WriteAbsenceAsync(change);
        }

        foreach (ConsoleSetting setting in commit.Settings)
        {
            await UpsertAsync(SettingRow.Of(setting), setting.Key);
        }

        foreach (PersonId person in commit.SignsOut)
        {
            await SignOutAsync(person, commit.Audit!.At);
        }

        foreach (SignInSession session in commit.Sessions)
        {
            await WriteSessionAsync(session);
        }

        foreach (Proposal proposal in commit.Proposals)
        {
            await WriteProposalAsync(proposal);
        }

        _db.Roster.AddRange(commit.Roster.Select(RosterRow.Of));
        _db.Terms.AddRange(commit.Terms.Select(TermRow.Of));
        foreach (TermEnd end in commit.TermEnds)
        {
            await UpsertAsync(TermEndRow.Of(end), end.Term);
        }

        if (commit.Reencryption is { } job)
        {
            await UpsertAsync(ReencryptionRow.Of(job), job.Number);
        }

        if (commit.Audit is { } draft)
        {
            await connection.Audit.AppendAsync(draft, ct);
        }

        if (_db.ChangeTracker.HasChanges()) // A put and its audit entry are none of EF Core's business.
        {
            await _db.SaveChangesAsync(ct);
        }
    }

    private async Task WriteCeremonyAsync(Ceremony ceremony)
    {
        CeremonyRow row = CeremonyRow.Of(ceremony);
        CeremonyRow? stored = await _db.Ceremonies
            .Include(c => c.Participants)
            .SingleOrDefaultAsync(c => c.Id == row.Id, ct);
        if ((stored?.Version ?? 0) != row.Version - 1)
        {
            throw new StoreConflictException("This ceremony was changed meanwhile: look at it again.");
        }

        if (stored is null)
        {
            _db.Ceremonies.Add(row);
        }
        else
        {
            _db.Entry(stored).CurrentValues.SetValues(row);
            WriteParticipants(stored.Participants, row.Participants);
        }

        await _db.SaveChangesAsync(ct);
    }

    private void WriteParticipants(List<ParticipantRow> stored, List<ParticipantRow> rows)
    {
        stored.Sort((a, b) => a.Position.CompareTo(b.Position));
        if (stored.Count > rows.Count)
        {
            stored.RemoveRange(rows.Count, stored.Count - rows.Count);
        }

        foreach ((ParticipantRow before, ParticipantRow after) in stored.Zip(rows))
        {
            _db.Entry(before).CurrentValues.SetValues(after);
        }

        stored.AddRange(rows.Skip(stored.Count).ToList());
    }

    private async Task WriteRecordAsync(RecordChange change)
    {
        bool written = change switch
        {
            { Value: { } next, Replaces: { } before } => connection.Statements.Replace(change.Path, before, next),
            { Value: { } next } => Put(change.Path, next),
            { Replaces: { } before } => await _db.Records.Where(r => r.Path == change.Path && r.Value == before).ExecuteDeleteAsync(ct) > 0,
            _ => await _db.Records.Where(r => r.Path == change.Path).ExecuteDeleteAsync(ct) >= 0,
        };
        if (!written)
        {
            throw new StoreConflictException("This record was changed meanwhile.");
        }
    }

    private bool Put(string path, byte[] value)
    {
        connection.Statements.Put(path, value);
        return true;
    }

    private Task<int> WriteDeliveryAsync(DeliveryChange change) => change is { Device: { } device, Sealed: { } envelope }
        ? _db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Deliveries" ("Ceremony", "Person", "Device", "Sealed")
            VALUES ({change.Ceremony.Value}, {change.Person.Value}, {device.Value}, {envelope})
            ON CONFLICT ("Ceremony", "Person", "Device") DO UPDATE SET "Sealed" = excluded."Sealed"
            """,
            ct)
        : _db.Deliveries
            .Where(d => d.Ceremony == change.Ceremony.Value && d.Person == change.Person.Value)
            .ExecuteDeleteAsync(ct);

    private async Task WriteProofAsync(ShareProof proof)
    {
        // What is written down again with a later step of the same ceremony is not newer.
        if (await _db.Proofs.FindAsync([proof.Set, proof.Number], ct) is not { } stored || stored.At <= proof.At)
        {
            await UpsertAsync(ProofRow.Of(proof), proof.Set, proof.Number);
        }
    }

    private async Task SignOutAsync(PersonId person, DateTimeOffset now)
    {
        foreach (SessionRow open in await _db.Sessions.Where(s => s.Person == person.Value && s.Ended == null).ToListAsync(ct))
        {
            open.Ended = now;
        }
    }

    private async Task WriteSessionAsync(SignInSession session)
    {
        if (await _db.Sessions.FindAsync([session.Id], ct) is { } stored)
        {
            stored.LastSeen = session.LastSeen;
            stored.Ended ??= session.Ended; // Used at the moment when it was ended: it stays ended.
            return;
        }

        DateTimeOffset oldest = session.SignedIn - SignInSession.KeptFor;
        await _db.Sessions.Where(s => s.LastSeen < oldest).ExecuteDeleteAsync(ct);
        _db.Add(SessionRow.Of(session));
    }

    private async Task WriteProposalAsync(Proposal proposal)
    {
        if (await _db.Proposals.FindAsync([proposal.Id.Value], ct) is { State: not ProposalState.Open })
        {
            throw new StoreConflictException("This proposal was decided meanwhile.");
        }

        await UpsertAsync(ProposalRow.Of(proposal), proposal.Id.Value);
    }

    private Task WriteAbsenceAsync(AbsenceChange change) => change.Absence is { } absence
        ? UpsertAsync(AbsenceRow.Of(absence), change.Set, change.Number)
        : _db.Absences.Where(a => a.Set == change.Set && a.Number == change.Number).ExecuteDeleteAsync(ct);

    private async Task WriteAccountAsync(NewAccount account)
    {
        IdentityUser? user = await _db.Users.FindAsync([account.Person.Value], ct);
        if (user is null)
        {
            user = new IdentityUser { Id = account.Person.Value, LockoutEnabled = true };
            _db.Users.Add(user);
        }

        // Whatever was there before is gone: an invitation is also for someone whose device was stolen.
        Name(user, account.SignInName);
        user.PasswordHash = account.PasswordHash;
        (user.AccessFailedCount, user.LockoutEnd) = (0, null);
        await ForgetProofsAsync(account.Person.Value);
        EndSessions(user);
    }

    private async Task WritePasswordAsync(NewPassword password)
    {
        IdentityUser user = await AccountOfAsync(password.Person);
        user.PasswordHash = password.PasswordHash;
        EndSessions(user);
    }

    private async Task WritePasskeyAsync(PasskeyChange change)
    {
        byte[] key = Passkeys.KeyOf(change.Id);
        IdentityUserPasskey<string>? stored = await _db.UserPasskeys.FindAsync([key], ct);
        if (change.Passkey is not { } passkey)
        {
            if (stored is not null)
            {
                _db.Remove(stored);
            }

            return;
        }

        await AccountOfAsync(passkey.Person);
        if (stored is not null && stored.UserId != passkey.Person.Value)
        {
            throw new StoreConflictException("This passkey belongs to somebody else already.");
        }

        Passkeys.Write(
            stored is null
                ? _db.UserPasskeys.Add(new IdentityUserPasskey<string> { UserId = passkey.Person.Value, CredentialId = key, Data = default! })
                : _db.Entry(stored),
            passkey);
    }

    private async Task WriteAuthenticatorAsync(AuthenticatorChange change)
    {
        IdentityUserToken<string>? stored = await _db.UserTokens.FindAsync(Authenticators.KeyOf(change.Person.Value), ct);
        if (Authenticators.Read(stored?.Value)?.Stamp != change.Before)
        {
            throw new StoreConflictException("This authenticator was used or changed meanwhile.");
        }

        if (change.After is { } after)
        {
            await AccountOfAsync(change.Person);
            (stored ?? _db.UserTokens.Add(Authenticators.NewRow(change.Person.Value)).Entity).Value = Authenticators.Write(after);
        }
        else if (stored is not null)
        {
            _db.Remove(stored);
        }
    }

    private async Task<IdentityUser> AccountOfAsync(PersonId person) =>
        await _db.Users.FindAsync([person.Value], ct) ?? throw new StoreConflictException("This person has no account any more.");

    // Whatever somebody proves it with, the password aside.
    private async Task ForgetProofsAsync(string person)
    {
        _db.RemoveRange(await _db.UserPasskeys.Where(p => p.UserId == person).ToListAsync(ct));
        if (await _db.UserTokens.FindAsync(Authenticators.KeyOf(person), ct) is { } authenticator)
        {
            _db.Remove(authenticator);
        }
    }

    // The account goes with its person: a new name signs in, a removed person does not, nor do their open sessions.
    private async Task FollowAsync(Person person)
    {
        if (await _db.Users.FindAsync([person.Id.Value], ct) is not { } user)
        {
            return;
        }

        if (user.UserName != person.SignInName)
        {
            Name(user, person.SignInName);
            user.ConcurrencyStamp = NewStamp();
        }

        if (person.State is PersonState.Removed)
        {
            user.PasswordHash = null;
            await ForgetProofsAsync(person.Id.Value);
            EndSessions(user);
        }
    }

    private async Task UpsertAsync<TRow>(TRow row, params object[] key)
        where TRow : class
    {
        if (await _db.FindAsync<TRow>(key, ct) is { } stored)
        {
            _db.Entry(stored).CurrentValues.SetValues(row);
        }
        else
        {
            _db.Add(row);
        }
    }

    private static void Name(IdentityUser user, string signInName)
    {
        user.UserName = signInName;
        user.NormalizedUserName = PersonRow.KeyOf(signInName);
    }

    private static void EndSessions(IdentityUser user)
    {
        user.SecurityStamp = NewStamp();
        user.ConcurrencyStamp = NewStamp();
    }

    private static string NewStamp() => RandomNumberGenerator.GetHexString(40); // 160 bits, as Identity's own.
}
