using System.Reflection;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Startup;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Startup;

public sealed class CeremonyClockTests : IDisposable
{
    private readonly TestConsole _console = new();
    private readonly TaskCompletionSource<CeremonyStage> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task A_ceremony_whose_time_is_over_is_ended() => Assert.Equal(CeremonyStage.Expired, await EndedAsync(_console.Store));

    [Fact]
    public async Task A_beat_that_fails_does_not_stop_the_clock()
    {
        var flaky = DispatchProxy.Create<IConsoleStore, FlakyStore>();
        ((FlakyStore)(object)flaky).Behind = _console.Store;

        Assert.Equal(CeremonyStage.Expired, await EndedAsync(flaky));
    }

    private async Task<CeremonyStage> EndedAsync(IConsoleStore store)
    {
        await _console.InitialiseAsync(await _console.PersonAsync("Ada", Roles.Administrator), 2, await _console.PeopleAsync("Ben", "Chidi", "Dana"));
        using IDisposable watching = _console.Get<IConsoleFeed>().Subscribe(moved =>
        {
            if (moved is CeremonyMoved { View.Ceremony: { IsOpen: false } ended })
            {
                _ended.TrySetResult(ended.Stage);
            }
        });
        _console.Clock.Advance(TimeSpan.FromHours(25));
        var end = new EndCeremony(_console.Get<CeremonyRoom>(), store, _console.Get<SealEngine>(), _console.Get<Watch>());
        var keep = new KeepUnsealOpen(_console.Get<CeremonyRoom>(), _console.Store, _console.Get<SealEngine>(), _console.Get<Watch>());
        var rotate = new RotateKeyring(_console.Get<CeremonyRoom>(), _console.Get<SealEngine>(), _console.Get<Watch>());
        using var clock = new CeremonyClock(end, _console.Get<DecideProposals>(), keep, rotate, _console.Clock, NullLogger<CeremonyClock>.Instance);
        await clock.StartAsync(Stop);
        while (!_ended.Task.IsCompleted)
        {
            _console.Clock.Advance(CeremonyClock.Beat);
            await Task.Yield();
        }

        await clock.StopAsync(Stop);
        return await _ended.Task;
    }

    /// <summary>A store that fails the first time it is asked.</summary>
    public class FlakyStore : DispatchProxy
    {
        private bool _failed;

        public IConsoleStore Behind { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (!_failed)
            {
                _failed = true;
                throw new IOException("The disk is full.");
            }

            return targetMethod!.Invoke(Behind, args);
        }
    }
}
