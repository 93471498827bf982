using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Storing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KeyCeremonyConsole.Storage.Tests;

public sealed class SqliteStoreTests : StoreContract
{
    private readonly TestFolder _folder = new();

    public override async ValueTask InitializeAsync() => Store = await _folder.OpenAsync();

    public override ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Everything_is_there_after_reopening()
    {
        Ceremony ceremony = Samples.Ceremony();
        Person ada = Samples.Person("ada");
        Invitation invitation = Samples.Invitation(ada.Id, "aa");
        RosterEntry holder = new("set-1", 1, ada.Id, "ada");
        await Store.CommitAsync(
            new Commit(Samples.Draft())
            {
                Ceremonies = [ceremony],
                People = [ada],
                Invitations = [invitation],
                Roster = [holder],
                Records = [new RecordChange("core/keyring", [1, 2])],
                Deliveries = [new DeliveryChange(ceremony.Id, ada.Id, Samples.Phone, [3])],
                Terms = [new(1, null, "The console", "initialisation", TermCause.Count)],
            },
            Ct);

        Store = await _folder.OpenAsync();

        Samples.Same(ceremony, await Store.FindCeremonyAsync(ceremony.Id, Ct));
        Assert.Equal(ada, await Store.FindPersonAsync(ada.Id, Ct));
        Assert.Equal(invitation, await Store.FindInvitationAsync("aa", Ct));
        Assert.Equal([holder], await Store.ListRosterAsync("set-1", Ct));
        Assert.Equal<byte[]>([1, 2], await Store.GetAsync("core/keyring", Ct));
        Assert.Equal<byte[]>([3], await Store.FindDeliveryAsync(ceremony.Id, ada.Id, Samples.Phone, Ct));
        Assert.Single(await Store.ListTermNotesAsync(Ct));
        Assert.Equal(1, await VerifyChainAsync());

        await Store.CommitAsync(Samples.Nothing(), Ct);
        Assert.Equal(2, await VerifyChainAsync());
    }

    [Fact]
    public async Task A_commit_is_in_the_files_before_anyone_is_told()
    {
        await PutAsync("logical/a", [1, 2, 3]);

        // What a power cut leaves: the files as they are now, without any closing.
        await using TestFolder after = new();
        Directory.CreateDirectory(after.Path);
        foreach (string name in new[] { "console.db", "console.db-wal" })
        {
            using FileStream from = new(Path.Combine(_folder.Path, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using FileStream to = File.Create(Path.Combine(after.Path, name));
            await from.CopyToAsync(to, Ct);
        }

        Assert.Equal<byte[]>([1, 2, 3], await (await after.OpenAsync()).GetAsync("logical/a", Ct));
    }

    [Fact]
    public async Task A_closed_store_finishes_what_it_writes_and_refuses_the_rest()
    {
        Task[] before = [.. Enumerable.Range(0, 200).Select(i => PutAsync($"logical/{i}", [1]))];
        IConsoleStore closed = Store;

        await _folder.CloseAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed.CommitAsync(Samples.Nothing(), Ct));
        int stored = 0;
        foreach (Task put in before)
        {
            Exception? failure = await Record.ExceptionAsync(() => put);
            Assert.True(failure is null or ObjectDisposedException, failure?.ToString());
            stored += failure is null ? 1 : 0;
        }

        Store = await _folder.OpenAsync();
        Assert.Equal(stored, (await Store.ListAsync("logical/", Ct)).Count);
    }

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("foreign_keys", "1")]
    [InlineData("secure_delete", "1")]
    [InlineData("temp_store", "2")]
    public async Task Every_connection_is_told_to_be_careful(string pragma, string expected)
    {
        await using ConsoleDb db = await _folder.DbAsync();
        await db.Database.OpenConnectionAsync(Ct);
        await using System.Data.Common.DbCommand command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";

        Assert.Equal(expected, (await command.ExecuteScalarAsync(Ct))?.ToString());
    }

    [Theory]
    [InlineData("UPDATE Audit SET Detail = 'other' WHERE Number = 1")]
    [InlineData("DELETE FROM Audit WHERE Number = 2")]
    [InlineData("DELETE FROM Audit")]
    [InlineData("INSERT OR REPLACE INTO Audit SELECT Number, At, 'eve', ActorName, Act, Subject, Outcome, Detail, Hash FROM Audit WHERE Number = 1")]
    [InlineData("INSERT INTO Audit SELECT 9, At, Actor, ActorName, Act, Subject, Outcome, Detail, Hash FROM Audit WHERE Number = 1")]
    public async Task The_database_itself_refuses_to_change_the_log(string sql)
    {
        await Store.CommitAsync(Samples.Nothing(), Ct);
        await Store.CommitAsync(Samples.Nothing(), Ct);

        SqliteException refused = Assert.Throws<SqliteException>(() => _folder.Edit(sql));
        Assert.Contains("audit log", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, await VerifyChainAsync());
    }

    [Fact]
    public async Task Who_takes_the_triggers_away_is_found_by_the_chain()
    {
        await Store.CommitAsync(Samples.Nothing(), Ct);
        _folder.Edit("DROP TRIGGER Audit_no_update; UPDATE Audit SET Detail = 'other'");

        AuditEntry entry = Assert.Single(await Store.ReadAuditAsync(new AuditQuery(null, 1), Ct));
        Assert.False(entry.Follows(AuditEntry.Genesis));
    }

    [Theory]
    [InlineData("rekey", null, false, "IX_Audit_Act_Number (Act=? AND Number<?)")]
    [InlineData("rekey", null, true, "IX_Audit_Refused_Act (Act=? AND Number<?)")]
    [InlineData(null, "c1", false, "IX_Audit_Subject_Number")]
    [InlineData(null, null, true, "IX_Audit_Refused")]
    [InlineData(null, null, false, "PRIMARY KEY")]
    public async Task A_page_of_the_log_is_found_by_an_index(string? act, string? subject, bool refused, string index)
    {
        await using ConsoleDb db = await _folder.DbAsync();
        AuditQuery query = new(1000, 50, act, subject, refused);
        await using System.Data.Common.DbCommand command =
            (act is null ? AuditPages.Newest(db.Audit, query) : AuditPages.OfAct(db, query, act)).CreateDbCommand();
        await db.Database.OpenConnectionAsync(Ct);
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        await using System.Data.Common.DbDataReader plan = await command.ExecuteReaderAsync(Ct);
        List<string> steps = [];
        while (await plan.ReadAsync(Ct))
        {
            steps.Add(plan.GetString(3));
        }

        string said = string.Join("; ", steps);
        Assert.Contains(index, said, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_model_is_the_one_of_the_migrations()
    {
        await using ConsoleDb db = await _folder.DbAsync();
        Assert.False(db.Database.HasPendingModelChanges());
    }

    /// <summary>Generated code older than the model would map to what is no longer there: decision 0017 says how it is made.</summary>
    [Fact]
    public async Task The_compiled_model_is_the_model()
    {
        await using ConsoleDb db = await _folder.DbAsync();

        Assert.IsAssignableFrom<CompiledModel.ConsoleDbModel>(db.Model);
        Assert.Equal(Describe(db.GetService<IDesignTimeModel>().Model), Describe(db.Model));
    }

    private static string Describe(IModel model) => string.Join('\n', model.GetEntityTypes().OrderBy(type => type.Name).SelectMany(DescribeType));

    private static IEnumerable<string> DescribeType(IEntityType type) =>
    [
        $"{type.Name} -> {type.GetTableName() ?? type.GetContainerColumnName()}",
        .. type.GetProperties().Select(p => $"  {p.ToDebugString(MetadataDebugStringOptions.ShortDefault)} {p.GetColumnName()} {p.GetColumnType()} {p.GetMaxLength()} {p.GetTypeMapping().Converter?.GetType().Name}"),
        .. type.GetKeys().Select(key => $"  {key.ToDebugString(MetadataDebugStringOptions.ShortDefault)}"),
        .. type.GetForeignKeys().Select(key => $"  {key.ToDebugString(MetadataDebugStringOptions.ShortDefault)} {key.DeleteBehavior}"),
        .. type.GetIndexes().Select(index => $"  {index.ToDebugString(MetadataDebugStringOptions.ShortDefault)} {index.GetFilter()}"),
    ];
}
