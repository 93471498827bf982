using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>A data folder in use: the store, and beside it what people keep on paper.</summary>
internal sealed class Home : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Home(string folder, ServiceProvider services) => (Folder, _services) = (folder, services);

    internal string Folder { get; }

    internal IConsoleStore Store => _services.GetRequiredService<IConsoleStore>();

    /// <summary>Where holders write their shares down.</summary>
    internal string Paper => Path.Combine(Folder, "paper.txt");

    /// <summary>What secrets were told to be stored.</summary>
    internal string Ledger => Path.Combine(Folder, "ledger.txt");

    internal static async Task<Home> OpenAsync(string folder)
    {
        ServiceProvider services = new ServiceCollection().AddLogging().AddStorage(Path.Combine(folder, "data")).BuildServiceProvider();
        await services.OpenStorageAsync(CancellationToken.None);
        return new Home(folder, services);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
