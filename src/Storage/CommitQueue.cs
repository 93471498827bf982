using System.Collections.Concurrent;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace KeyCeremonyConsole.Storage;

/// <summary>
/// Commits on their way into the database. Those that wait for the writer together go into one transaction together:
/// it is the wait for the disk that takes long. A commit that cannot be stored leaves nothing behind and does not
/// disturb the others. Nobody is told anything before the transaction has ended.
/// </summary>
internal sealed class CommitQueue(IDbContextFactory<ConsoleDb> dbs) : IDisposable
{
    private const int LargestGroup = 64;
    private const string BeforeThis = "BeforeThisCommit";

    private readonly ConcurrentQueue<Waiting> _waiting = [];

    // SQLite has one writer anyway; waiting here is fair and asynchronous, waiting there is neither.
    private readonly SemaphoreSlim _writer = new(1, 1);

    private WriterConnection? _connection; // Kept open: opening takes as long as a small commit.
    private bool _logHoldsRemains;
    private bool _closed;

    /// <summary>Ends when the commit is durable, or fails when nothing of it is stored.</summary>
    public Task AddAsync(Commit commit, CancellationToken ct)
    {
        var mine = new Waiting(commit, ct);
        _waiting.Enqueue(mine);

        // On the thread pool: the caller may be a circuit, and whatever keeps that busy would keep the gate closed to all.
        _ = Task.Run(WriteNextAsync, CancellationToken.None);
        return mine.Told.Task;
    }

    /// <summary>Waits for what is being written. What still waits then, and what comes later, is refused.</summary>
    public void Dispose()
    {
        _writer.Wait();
        _closed = true;
        _connection?.Dispose();
        _writer.Release(); // It is not disposed: a turn that comes now must still get its refusal.
    }

    // Every commit brings one turn, so none is left behind; it may find that an earlier turn took its commit along.
    private async Task WriteNextAsync()
    {
        List<Waiting> group = [];
        try
        {
            await _writer.WaitAsync();
            try
            {
                while (group.Count < LargestGroup && _waiting.TryDequeue(out Waiting? next))
                {
                    group.Add(next);
                }

                if (group.Count > 0)
                {
                    ObjectDisposedException.ThrowIf(_closed, this);
                    await WriteAsync(group);
                }
            }
            finally
            {
                _writer.Release();
            }
        }
        catch (Exception e)
        {
            group.ForEach(waiting => waiting.Failure ??= e);
        }

        group.ForEach(waiting => waiting.Tell());
    }

    private async Task WriteAsync(List<Waiting> group)
    {
        WriterConnection connection = _connection ??= await WriterConnection.OpenAsync(dbs);
        try
        {
            await WriteAsync(connection, group);
        }
        catch
        {
            // Whatever it remembers of the transaction may not have happened.
            _connection = null;
            connection.Dispose();
            throw;
        }

        if (_logHoldsRemains || group.Exists(waiting => waiting.Failure is null && LeavesRemains(waiting.Commit)))
        {
            // On another connection: it changes settings that ours keeps.
            await using ConsoleDb other = await dbs.CreateDbContextAsync(CancellationToken.None);
            _logHoldsRemains = !await WriteAheadLog.TryEmptyAsync(other);
        }
    }

    // A savepoint before each commit costs as much as a small commit does. So there is none, unless one of them fails.
    private static async Task WriteAsync(WriterConnection connection, List<Waiting> group)
    {
        if (!await TryWriteTogetherAsync(connection, group))
        {
            await WriteApartAsync(connection, group);
        }
    }

    private static async Task<bool> TryWriteTogetherAsync(WriterConnection connection, List<Waiting> group)
    {
        await using IDbContextTransaction transaction = await connection.BeginAsync();
        foreach (Waiting waiting in group)
        {
            if (await FailureOfAsync(connection, waiting) is { } failure)
            {
                waiting.Failure = group.Count == 1 ? failure : null; // Told when it is known that it is its own.
                return group.Count == 1;
            }
        }

        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static async Task WriteApartAsync(WriterConnection connection, List<Waiting> group)
    {
        await using IDbContextTransaction transaction = await connection.BeginAsync();
        foreach (Waiting waiting in group)
        {
            await transaction.CreateSavepointAsync(BeforeThis, CancellationToken.None);
            waiting.Failure = await FailureOfAsync(connection, waiting);
            if (waiting.Failure is not null)
            {
                // When SQLite has ended the whole transaction by itself (a full disk), this fails, and so do all.
                await transaction.RollbackToSavepointAsync(BeforeThis, CancellationToken.None);
            }
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task<Exception?> FailureOfAsync(WriterConnection connection, Waiting waiting)
    {
        try
        {
            waiting.Ct.ThrowIfCancellationRequested();
            await new CommitWriter(connection, waiting.Ct).WriteAsync(waiting.Commit);
            return null;
        }
        catch (Exception e)
        {
            connection.Audit.Forget();
            return Conflicts.In(e) ?? e;
        }
        finally
        {
            connection.Db.ChangeTracker.Clear();
        }
    }

    // What was removed, or key material of the engine that was replaced: gone must be gone from the log as well.
    private static bool LeavesRemains(Commit commit) =>
        commit.ReplacedSet is not null
        || commit.Deliveries.Any(d => d.Sealed is null)
        || commit.Records.Any(r => r.Value is null || (!r.MayLinger
            && (r.Path.StartsWith("core/", StringComparison.Ordinal) || r.Path.StartsWith("console/", StringComparison.Ordinal))));

    private sealed record Waiting(Commit Commit, CancellationToken Ct)
    {
        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Failure { get; set; }

        public void Tell()
        {
            if (Failure is null)
            {
                Told.SetResult();
            }
            else if (Failure is OperationCanceledException)
            {
                Told.SetCanceled(Ct);
            }
            else
            {
                Told.SetException(Failure);
            }
        }
    }
}
