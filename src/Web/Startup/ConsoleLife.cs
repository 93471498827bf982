using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Storage;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>What happens before the first visitor and after the last one.</summary>
internal sealed class ConsoleLife : IHostedLifecycleService
{
    private readonly IServiceProvider _services;
    private readonly SignInMode _mode;
    private readonly Lazy<Task<bool>> _opened;
    private readonly Lazy<Task> _closed; // Whoever disposes the host may ask it to stop as well, at the same time: it is closed once, and both wait for it.
    private string? _setUpCode;

    public ConsoleLife(IServiceProvider services, SignInMode mode)
    {
        _services = services;
        _mode = mode;
        _opened = new(() => Task.Run(OpenAsync));
        _closed = new(CloseAsync);
    }

    /// <summary>Begins to open storage and vault while the rest is still being put together. A failure is met by the start itself.</summary>
    public void BeginOpening() => _ = _opened.Value;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        bool anybody = await _opened.Value.WaitAsync(cancellationToken);
        _setUpCode = _mode.IsLocal && !anybody ? _services.GetRequiredService<SetUpCode>().Issue() : null;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        IServerAddressesFeature? listening = _services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
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
    public Task StoppedAsync(CancellationToken cancellationToken) => _closed.Value;

    private async Task<bool> OpenAsync()
    {
        await _services.OpenStorageAsync(CancellationToken.None);
        bool anybody = await _services.GetRequiredService<IConsoleStore>().AnyPersonAsync(CancellationToken.None);
        _services.GetRequiredService<KeyFolder>().Open();
        await _services.GetRequiredService<SealEngine>().RequireSealOfVaultAsync(CancellationToken.None);
        await _services.GetRequiredService<OpenConsole>().RunAsync(CancellationToken.None);
        if (_services.GetRequiredService<IConfiguration>().GetValue("FourEyes:SwitchOff", false))
        {
            await _services.GetRequiredService<SetFourEyes>().OffByOperatorAsync(CancellationToken.None);
        }

        return anybody;
    }

    private async Task CloseAsync()
    {
        if (!_opened.IsValueCreated)
        {
            return;
        }

        await ((Task)_opened.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_opened.Value.IsCompletedSuccessfully)
        {
            await _services.GetRequiredService<CloseConsole>().RunAsync(CancellationToken.None);
        }
    }
}
