using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>
/// Counts what SQLite makes durable, each commit before and after it, and kills this process at one of them. SQLite itself
/// says when, so a write that is new tomorrow is counted tomorrow.
/// </summary>
/// <remarks>With CRASH_ROWS set every row that is changed counts as well: nothing is durable there yet, and it takes long.</remarks>
internal sealed class Reaper : IDisposable
{
    private static readonly bool Rows = Environment.GetEnvironmentVariable("CRASH_ROWS") is not null;

    private readonly int _fatal;
    private readonly EfEvents _events;

    internal Reaper(int fatal)
    {
        _fatal = fatal;
        _events = EfEvents.Follow(Hear);
    }

    internal int Seen { get; private set; }

    public void Dispose() => _events.Dispose();

    private void Hear(string name, object? about)
    {
        if (name == RelationalEventId.ConnectionOpened.Name)
        {
            Watch(((SqliteConnection)((ConnectionEndEventData)about!).Connection).Handle!);
        }
        else if (name == RelationalEventId.TransactionStarted.Name)
        {
            // The writer's connection stays open, and may be older than this. A second hook replaces the first.
            Watch(((SqliteConnection)((TransactionEndEventData)about!).Transaction.Connection!).Handle!);
        }
        else if (name == RelationalEventId.TransactionCommitted.Name)
        {
            Step();
        }
    }

    private void Watch(sqlite3 handle)
    {
        if (Rows)
        {
            raw.sqlite3_update_hook(handle, (strdelegate_update)((_, _, _, _, _) => Step()), null);
        }

        raw.sqlite3_commit_hook(
            handle,
            _ =>
            {
                Step();
                return 0; // Go on.
            },
            null);
    }

    private void Step()
    {
        if (++Seen == _fatal)
        {
            Process.GetCurrentProcess().Kill(); // SIGKILL: no finally, no flush.
        }
    }
}
