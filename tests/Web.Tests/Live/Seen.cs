using System.Threading.Channels;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Live;

/// <summary>What one hub client was told of ceremonies, in order.</summary>
internal sealed class Seen
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<CeremonyProgress> _steps = Channel.CreateUnbounded<CeremonyProgress>();

    public Seen(HubConnection client) =>
        client.On<CeremonyProgress>(nameof(ICeremonyClient.CeremonyMoved), progress => _steps.Writer.TryWrite(progress));

    public async Task<CeremonyProgress> NextAsync() =>
        await _steps.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Passes over everything before.</summary>
    public async Task<CeremonyProgress> UntilAsync(Func<CeremonyProgress, bool> condition)
    {
        CeremonyProgress progress;
        do
        {
            progress = await NextAsync();
        }
        while (!condition(progress));
        return progress;
    }
}
