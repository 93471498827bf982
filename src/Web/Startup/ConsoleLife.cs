using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Storage;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>What happens before the first visitor and after the last one.</summary>
internal sealed class ConsoleLife(IServiceProvider services, SignInMode mode) : IHostedLifecycleService
{
    // Whoever disposes the host may ask it to stop as well, at the same time: it is closed once, and both wait for it.
    private readonly Lazy<Task> _closed = new(() => services.GetRequiredService<CloseConsole>().RunAsync(CancellationToken.None));

    private bool _opened;
    private string? _setUpCode;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await services.OpenStorageAsync(cancellationToken);
        bool anybody = await services.GetRequiredService<IConsoleStore>().AnyPersonAsync(cancellationToken);
        services.GetRequiredService<KeyFolder>().Open();
        await services.GetRequiredService<SealEngine>().RequireSealOfVaultAsync(cancellationToken);
        await services.GetRequiredService<OpenConsole>().RunAsync(cancellationToken);
        _opened = true;
        _setUpCode = mode.IsLocal && !anybody ? services.GetRequiredService<SetUpCode>().Issue() : null;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        IServerAddressesFeature? listening = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        foreach (string address in listening?.Addresses ?? [])
        {
            await Console.Out.WriteLineAsync($"Key Ceremony Console is ready at {address}");
        }

        if (_setUpCode is not null)
        {
            await Console.Out.WriteLineAsync("Nobody has set it up yet. Open that address and enter this one-time set-up code:");
            await Console.Out.WriteLineAsync($"    {_setUpCode}");
            _setUpCode = null;
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>By now nobody is served any more.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => _opened ? _closed.Value : Task.CompletedTask;
}
