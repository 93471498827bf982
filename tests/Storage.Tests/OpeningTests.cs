using System.Runtime.Versioning;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.Extensions.DependencyInjection;

namespace KeyCeremonyConsole.Storage.Tests;

/// <summary>Opening the data folder: made private, ours alone, and every failure said in one sentence.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OpeningTests : IAsyncLifetime
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = (UnixFileMode)0x1FF; // 0777

    private readonly TestFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task A_new_folder_and_its_files_are_the_owners_alone()
    {
        await _folder.OpenAsync();
        await _folder.Store.CommitAsync(Samples.Nothing(), Ct);

        AssertPrivate();
    }

    [Fact]
    public async Task An_open_folder_and_its_files_are_tightened()
    {
        await _folder.OpenAsync();
        await _folder.CloseAsync();
        File.SetUnixFileMode(_folder.Path, Everybody);
        foreach (string file in Directory.EnumerateFiles(_folder.Path))
        {
            File.SetUnixFileMode(file, Everybody);
        }

        await _folder.OpenAsync();
        await _folder.Store.CommitAsync(Samples.Nothing(), Ct);

        AssertPrivate();
    }

    [Fact]
    public async Task A_folder_that_belongs_to_everybody_is_left_alone()
    {
        Directory.CreateDirectory(_folder.Path);
        File.SetUnixFileMode(_folder.Path, Everybody | UnixFileMode.StickyBit);

        await RefusedAsync(_folder.Path, $"The folder {_folder.Path} is shared by everybody: give the console a folder of its own.");
        Assert.Equal(Everybody | UnixFileMode.StickyBit, File.GetUnixFileMode(_folder.Path));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused()
    {
        await File.WriteAllTextAsync(_folder.Path, "A file, not a folder.", Ct);
        string below = Path.Combine(_folder.Path, "data");

        await RefusedAsync(
            below, $"The data folder {below} cannot be created or written: make it writable for this user, or set another data folder.");
        await RefusedAsync(
            _folder.Path,
            $"The data folder {_folder.Path} cannot be created or written: make it writable for this user, or set another data folder.");
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_until_it_is_free()
    {
        await _folder.OpenAsync();
        await RefusedAsync(
            _folder.Path,
            $"The data folder {_folder.Path} is in use by another console: stop that one first, or give this one a folder of its own.");

        // The refused one must not have disturbed the first.
        await _folder.Store.CommitAsync(Samples.Nothing(), Ct);
        await _folder.OpenAsync();
    }

    [Fact]
    public async Task Opening_twice_is_opening_once()
    {
        await _folder.OpenAsync();
        await _folder.Services.OpenStorageAsync(Ct);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_untouched()
    {
        byte[] garbage = [.. Enumerable.Range(0, 9000).Select(i => (byte)(i * 7))];
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllBytesAsync(_folder.Database, garbage, Ct);

        await RefusedAsync(_folder.Path, Damaged);
        Assert.Equal(garbage, await File.ReadAllBytesAsync(_folder.Database, Ct));
    }

    [Fact]
    public async Task A_damaged_page_is_found_at_the_start()
    {
        await _folder.OpenAsync();
        await _folder.CloseAsync();
        await using (FileStream file = File.OpenWrite(_folder.Database))
        {
            file.Position = 4096 * 4;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, 4096 * 4).ToArray(), Ct);
        }

        await RefusedAsync(_folder.Path, Damaged);
    }

    [Fact]
    public async Task A_truncated_database_is_found_at_the_start()
    {
        await _folder.OpenAsync();
        await _folder.CloseAsync();
        await using (FileStream file = File.OpenWrite(_folder.Database))
        {
            file.SetLength(4096 * 6);
        }

        await RefusedAsync(_folder.Path, Damaged);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await _folder.OpenAsync();
        await _folder.CloseAsync();
        _folder.Edit("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0.0')");

        await RefusedAsync(
            _folder.Path,
            $"The database {_folder.Database} was made by a newer version of the console: start that version, or restore a backup that this one made.");
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        Directory.CreateDirectory(_folder.Path);
        _folder.Edit("CREATE TABLE Songs (Title TEXT)");

        await RefusedAsync(
            _folder.Path,
            $"The database {_folder.Database} belongs to another program: give the console a data folder of its own.");
    }

    [Fact]
    public async Task A_console_killed_while_it_migrated_starts_again()
    {
        // What EF leaves behind when the process dies in its migration.
        Directory.CreateDirectory(_folder.Path);
        _folder.Edit(
            """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-03-14 12:00:00+00:00');
            """);

        await _folder.OpenAsync();
    }

    [Fact]
    public async Task A_database_taken_away_under_a_running_console_is_not_replaced_by_an_empty_one()
    {
        await _folder.OpenAsync();
        await _folder.CloseAsync();
        await using ServiceProvider services = TestFolder.Build(_folder.Path);
        File.Delete(_folder.Database);

        // Never opened: the store must not make a file on its own.
        await Assert.ThrowsAnyAsync<Exception>(() => services.GetRequiredService<IConsoleStore>().AnyPersonAsync(Ct));
        Assert.False(File.Exists(_folder.Database));
    }

    private string Damaged =>
        $"The file {_folder.Database} is damaged or not a database: move it and its -wal and -shm files away and restore the last backup in their place.";

    private static async Task RefusedAsync(string path, string sentence)
    {
        await using ServiceProvider services = TestFolder.Build(path);
        StorageException refused = await Assert.ThrowsAsync<StorageException>(() => services.OpenStorageAsync(Ct));
        Assert.Equal(sentence, refused.Message);
    }

    private void AssertPrivate()
    {
        Assert.Equal(OwnerFolder, File.GetUnixFileMode(_folder.Path));
        Assert.Equal(
            ["console.db", "console.db-shm", "console.db-wal", "console.lock"],
            Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.EnumerateFiles(_folder.Path), file => Assert.Equal(OwnerFile, File.GetUnixFileMode(file)));
    }
}
