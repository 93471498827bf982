using Microsoft.Data.Sqlite;

namespace KeyCeremonyConsole.Storage;

/// <summary>The folder with the database, for this process alone as long as it holds the lock.</summary>
internal sealed class DataFolder(string path) : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    // What .NET gives as the result of an open that meets another's lock.
    private const int UnixWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private FileStream? _lock;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Database => System.IO.Path.Combine(Path, "console.db");

    public string LockFile => System.IO.Path.Combine(Path, "console.lock");

    public bool IsLocked => _lock is not null;

    // ReadWrite, never ReadWriteCreate: if somebody removes the file under a running console, it must fail,
    // not go on with an empty one.
    public string ConnectionString => new SqliteConnectionStringBuilder
    {
        DataSource = Database,
        Mode = SqliteOpenMode.ReadWrite,
    }.ToString();

    /// <summary>Makes the folder, locks it, and lets nobody else read it.</summary>
    /// <exception cref="StorageException">It cannot be written, or another console has it.</exception>
    public void Lock()
    {
        try
        {
            CreateFolder();
            _lock = OpenOwn(LockFile, FileShare.None);

            // SQLite gives the -wal and -shm files the mode that it finds on the database, whatever the umask is.
            OpenOwn(Database, FileShare.ReadWrite).Dispose();
            foreach (string file in Directory.EnumerateFiles(Path, "console.*"))
            {
                Tighten(file);
            }
        }
        catch (IOException e) when (e.HResult is UnixWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            throw new StorageException(
                $"The data folder {Path} is in use by another console: stop that one first, or give this one a folder of its own.",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new StorageException(
                $"The data folder {Path} cannot be created or written: make it writable for this user, or set another data folder.",
                e);
        }
    }

    public void Dispose()
    {
        if (_lock is null)
        {
            return;
        }

        // Closing the last connection folds the log into the database and removes it.
        using (SqliteConnection connection = new(ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        _lock.Dispose();
        _lock = null;
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
            return;
        }

        Directory.CreateDirectory(Path, OwnerFolder);
        UnixFileMode mode = File.GetUnixFileMode(Path);
        if ((mode & UnixFileMode.StickyBit) != 0)
        {
            // /tmp and its like: taking it from everybody else would break the machine.
            throw new StorageException($"The folder {Path} is shared by everybody: give the console a folder of its own.");
        }

        if ((mode & ~OwnerFolder) != 0)
        {
            File.SetUnixFileMode(Path, OwnerFolder);
        }
    }

    private static FileStream OpenOwn(string file, FileShare share)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return new FileStream(file, options);
    }

    private static void Tighten(string file)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file) != OwnerFile)
        {
            File.SetUnixFileMode(file, OwnerFile);
        }
    }
}
