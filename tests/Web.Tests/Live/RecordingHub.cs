using System.Collections.Concurrent;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.SignalR;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Live;

/// <summary>A hub without clients: it writes down what it is to send.</summary>
internal sealed class RecordingHub : IHubContext<CeremonyHub, ICeremonyClient>, IHubClients<ICeremonyClient>, ICeremonyClient
{
    /// <summary>Stands among the versions for news of the vault, which has none.</summary>
    public const int OfTheVault = 0;

    private readonly ConcurrentQueue<int> _versions = new();

    /// <summary>What every send gives back.</summary>
    public Task Answer { get; init; } = Task.CompletedTask;

    public IReadOnlyList<int> Versions => [.. _versions];

    public IHubClients<ICeremonyClient> Clients => this;

    public IGroupManager Groups => throw new NotSupportedException();

    public ICeremonyClient All => this;

    public ICeremonyClient AllExcept(IReadOnlyList<string> excludedConnectionIds) => this;

    public ICeremonyClient Client(string connectionId) => this;

    ICeremonyClient IHubClients<ICeremonyClient>.Clients(IReadOnlyList<string> connectionIds) => this;

    public ICeremonyClient Group(string groupName) => this;

    public ICeremonyClient GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) => this;

    ICeremonyClient IHubClients<ICeremonyClient>.Groups(IReadOnlyList<string> groupNames) => this;

    public ICeremonyClient User(string userId) => this;

    public ICeremonyClient Users(IReadOnlyList<string> userIds) => this;

    public Task CeremonyMoved(CeremonyProgress progress)
    {
        _versions.Enqueue(progress.Version);
        return Answer;
    }

    public Task VaultMoved(VaultProgress progress)
    {
        _versions.Enqueue(OfTheVault);
        return Answer;
    }

    public async Task WaitForAsync(int version)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!_versions.Contains(version))
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
