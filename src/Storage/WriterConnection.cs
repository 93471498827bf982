using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace KeyCeremonyConsole.Storage;

/// <summary>The connection that everything is written on, and what is kept with it from one transaction to the next.</summary>
internal sealed class WriterConnection : IDisposable
{
    private WriterConnection(ConsoleDb db)
    {
        Db = db;
        Statements = new Statements((SqliteConnection)db.Database.GetDbConnection());
        Audit = new AuditChain(db, Statements);
    }

    public ConsoleDb Db { get; }

    public Statements Statements { get; }

    public AuditChain Audit { get; }

    public static async Task<WriterConnection> OpenAsync(IDbContextFactory<ConsoleDb> dbs)
    {
        ConsoleDb db = await dbs.CreateDbContextAsync(CancellationToken.None);
        db.Database.AutoSavepointsEnabled = false; // The queue's own are enough.
        await db.Database.OpenConnectionAsync(CancellationToken.None);
        return new WriterConnection(db);
    }

    /// <summary>BEGIN IMMEDIATE, the default of Microsoft.Data.Sqlite: what is read inside cannot change before the end.</summary>
    public async Task<IDbContextTransaction> BeginAsync()
    {
        IDbContextTransaction transaction = await Db.Database.BeginTransactionAsync(CancellationToken.None);
        Statements.Transaction = (SqliteTransaction)transaction.GetDbTransaction();
        return transaction;
    }

    public void Dispose()
    {
        Statements.Dispose();
        Db.Dispose();
    }
}
