using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Storage.Rows;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace KeyCeremonyConsole.Storage;

/// <summary>The tables. No role tables: a person's roles are on their own row.</summary>
internal sealed class ConsoleDb(DbContextOptions<ConsoleDb> options) : IdentityUserContext<IdentityUser>(options)
{
    private const string Refused = $"\"Outcome\" <> '{AuditDraft.DoneOutcome}'";

    public DbSet<RecordRow> Records => Set<RecordRow>();

    public DbSet<CeremonyRow> Ceremonies => Set<CeremonyRow>();

    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();

    public DbSet<DeviceRow> Devices => Set<DeviceRow>();

    public DbSet<RosterRow> Roster => Set<RosterRow>();

    public DbSet<ProofRow> Proofs => Set<ProofRow>();

    public DbSet<AbsenceRow> Absences => Set<AbsenceRow>();

    public DbSet<SettingRow> Settings => Set<SettingRow>();

    public DbSet<PersonRow> People => Set<PersonRow>();

    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();

    public DbSet<WitnessLinkRow> WitnessLinks => Set<WitnessLinkRow>();

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<ProposalRow> Proposals => Set<ProposalRow>();

    public DbSet<TermRow> Terms => Set<TermRow>();

    public DbSet<TermEndRow> TermEnds => Set<TermEndRow>();

    public DbSet<ReencryptionRow> Reencryptions => Set<ReencryptionRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

        // Text, so that a stored row can be read without this program and survives a reordered enum.
        configurationBuilder.Properties<CeremonyKind>().HaveConversion<string>();
        configurationBuilder.Properties<CeremonyStage>().HaveConversion<string>();
        configurationBuilder.Properties<ShareTarget>().HaveConversion<string>();
        configurationBuilder.Properties<VerificationPolicy>().HaveConversion<string>();
        configurationBuilder.Properties<Part>().HaveConversion<string>();
        configurationBuilder.Properties<Roles>().HaveConversion<string>();
        configurationBuilder.Properties<PersonState>().HaveConversion<string>();
        configurationBuilder.Properties<ProofKind>().HaveConversion<string>();
        configurationBuilder.Properties<AbsenceKind>().HaveConversion<string>();
        configurationBuilder.Properties<ProposalState>().HaveConversion<string>();
        configurationBuilder.Properties<TermCause>().HaveConversion<string>();
        configurationBuilder.Properties<ReencryptionState>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        builder.Entity<IdentityUserPasskey<string>>().Property<DateTimeOffset?>(Passkeys.LastUsed);

        builder.Entity<RecordRow>(record =>
        {
            record.HasKey(r => r.Path);
            record.Property(r => r.Head).HasComputedColumnSql("hex(substr(\"Value\", 1, 4))", stored: false);
            record.HasIndex(r => new { r.Head, r.Path });
        });
        builder.Entity<DeliveryRow>().HasKey(d => new { d.Ceremony, d.Person, d.Device });
        builder.Entity<DeviceRow>(device =>
        {
            device.HasKey(d => d.Id);
            device.HasIndex(d => d.Person);
        });
        builder.Entity<RosterRow>().HasKey(r => new { r.Set, r.Number });
        builder.Entity<ProofRow>().HasKey(p => new { p.Set, p.Number });
        builder.Entity<AbsenceRow>().HasKey(a => new { a.Set, a.Number });
        builder.Entity<SettingRow>().HasKey(s => s.Key);

        builder.Entity<CeremonyRow>(ceremony =>
        {
            ceremony.HasKey(c => c.Id);
            ceremony.HasIndex(c => c.OpenSlot).IsUnique().HasFilter("\"OpenSlot\" IS NOT NULL");
            ceremony.HasIndex(c => c.EndedAt);
            ceremony.HasMany(c => c.Participants).WithOne().HasForeignKey(p => p.Ceremony);
        });

        builder.Entity<ParticipantRow>(participant =>
        {
            participant.ToTable("Participants");
            participant.HasKey(p => new { p.Ceremony, p.Position });
        });

        builder.Entity<PersonRow>(person =>
        {
            person.HasKey(p => p.Id);
            person.HasIndex(p => p.SignInKey).IsUnique();
            person.HasIndex(p => p.External).IsUnique().HasFilter("\"External\" IS NOT NULL");
        });

        builder.Entity<InvitationRow>(invitation =>
        {
            invitation.HasKey(i => i.CodeHash);
            invitation.HasIndex(i => i.Person);
        });

        builder.Entity<WitnessLinkRow>(link =>
        {
            link.HasKey(l => l.CodeHash);
            link.HasIndex(l => l.Ceremony);
        });

        builder.Entity<SessionRow>(session =>
        {
            session.HasKey(s => s.Id);
            session.HasIndex(s => s.Person);
            session.HasIndex(s => s.LastSeen);
        });

        builder.Entity<ProposalRow>(proposal =>
        {
            proposal.HasKey(p => p.Id);
            proposal.HasIndex(p => new { p.State, p.DecidedAt });
        });

        builder.Entity<TermRow>(term =>
        {
            term.HasKey(t => t.Term);
            term.Property(t => t.Term).ValueGeneratedNever();
        });

        builder.Entity<TermEndRow>(end =>
        {
            end.HasKey(e => e.Term);
            end.Property(e => e.Term).ValueGeneratedNever();
            end.HasIndex(e => e.Head).IsUnique();
        });

        builder.Entity<ReencryptionRow>(job =>
        {
            job.HasKey(r => r.Number);
            job.Property(r => r.Number).ValueGeneratedNever();
        });

        builder.Entity<AuditRow>(audit =>
        {
            audit.HasKey(a => a.Number);
            audit.Property(a => a.Number).ValueGeneratedNever();
            audit.HasIndex(a => new { a.Act, a.Number });
            audit.HasIndex(a => new { a.Subject, a.Number });
            audit.HasIndex(a => a.Number, "IX_Audit_Refused").HasFilter(Refused);
            audit.HasIndex(a => new { a.Act, a.Number }, "IX_Audit_Refused_Act").HasFilter(Refused);
        });
    }
}
