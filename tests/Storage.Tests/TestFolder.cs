using System.Diagnostics.CodeAnalysis;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KeyCeremonyConsole.Storage.Tests;

/// <summary>A data folder of its own with a real database, gone afterwards.</summary>
internal sealed class TestFolder : IAsyncDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("storage-tests-").FullName;
    private ServiceProvider? _services;

    public TestFolder() => Path = System.IO.Path.Combine(_parent, "data");

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "console.db");

    public IServiceProvider Services => _services ?? throw new InvalidOperationException("Open it first.");

    public IConsoleStore Store => Services.GetRequiredService<IConsoleStore>();

    public static ServiceProvider Build(string path)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddDataProtection();
        services.AddAuthentication();
        services.AddStorage(path);
        services.AddLocalAccounts(_ => { });
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public async Task<IConsoleStore> OpenAsync()
    {
        await CloseAsync();
        _services = Build(Path);
        await _services.OpenStorageAsync(TestContext.Current.CancellationToken);
        return Store;
    }

    public async Task CloseAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
            _services = null;
        }
    }

    public Task<ConsoleDb> DbAsync() => Services
        .GetRequiredService<IDbContextFactory<ConsoleDb>>()
        .CreateDbContextAsync(TestContext.Current.CancellationToken);

    /// <summary>What somebody does who edits the file with other tools.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "The tests' own SQL.")]
    public object? Edit(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_parent, recursive: true);
    }
}
