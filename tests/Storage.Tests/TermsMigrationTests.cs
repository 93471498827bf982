using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace KeyCeremonyConsole.Storage.Tests;

/// <summary>A console from before terms had causes and ends is opened by this one.</summary>
public sealed class TermsMigrationTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Old_records_are_found_by_their_term_and_old_notes_have_a_cause()
    {
        await OldDatabaseAsync();

        IConsoleStore store = await _folder.OpenAsync();

        Assert.Equal([(1, 2L), (2, 1L)], (await store.CountRecordsByTermAsync(9, Ct)).Select(t => (t.Key, t.Value)).Order());
        Assert.Equal(["core/root-key", "logical/a"], await store.ListRecordsOfTermAsync(1, "", 9, Ct));
        Assert.Equal([TermCause.Initialisation, TermCause.Manual], (await store.ListTermNotesAsync(Ct)).Select(n => n.Cause));
        StoreConflictException refused = await Assert.ThrowsAsync<StoreConflictException>(() => store.CommitAsync(
            new Commit(Samples.Draft()) { TermEnds = [new(1, Samples.Noon, 1, Samples.Noon, "Ada")] }, Ct));
        Assert.Equal("Records are still encrypted under this term.", refused.Message);
    }

    // Neither walks through a million large values. The head stands in the index, so the count reads nothing else.
    [Fact]
    public async Task What_is_asked_about_terms_is_answered_from_the_index()
    {
        await _folder.OpenAsync();
        await using ConsoleDb db = await _folder.DbAsync();

        Assert.StartsWith(
            "SEARCH r USING INDEX IX_Records_Head_Path (Head>? AND Head<?)",
            await PlanAsync(db, Queries.OfTerms(db.Records, 1, 2).GroupBy(r => r.Head).Select(g => new { g.Key, Count = g.LongCount() })),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "SEARCH r USING INDEX IX_Records_Head_Path (Head=? AND Path>?)",
            await PlanAsync(db, Queries.OfTerm(db.Records, 1, "a").Take(64).Select(r => r.Path)),
            StringComparison.Ordinal);
    }

    [SuppressMessage("Security", "CA2100", Justification = "The store's own SQL.")]
    private static async Task<string> PlanAsync<T>(ConsoleDb db, IQueryable<T> asked)
    {
        await db.Database.OpenConnectionAsync(Ct);
        await using DbCommand command = asked.CreateDbCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {command.CommandText}";
        await using DbDataReader reader = await command.ExecuteReaderAsync(Ct);
        var steps = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            steps.Add(reader.GetString(3));
        }

        return string.Join("; ", steps);
    }

    private async Task OldDatabaseAsync()
    {
        Directory.CreateDirectory(_folder.Path);
        await using (ServiceProvider services = TestFolder.Build(_folder.Path))
        {
            File.Create(_folder.Database).Dispose();
            await using ConsoleDb db = await services.GetRequiredService<IDbContextFactory<ConsoleDb>>().CreateDbContextAsync(Ct);
            await db.GetService<IMigrator>().MigrateAsync("Initial", Ct);
        }

        _folder.Edit(
            """
            INSERT INTO Terms VALUES (1, 'ada', 'Ada', 'Initialisation'), (2, 'ada', 'Ada', 'Planned');
            INSERT INTO Records VALUES ('logical/a', x'0000000102'), ('core/root-key', x'0000000102'), ('logical/b', x'0000000202'), ('core/keyring', x'0000000102');
            """);
    }
}
