using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Engine.Sealing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Seals;

public sealed class AutoUnsealTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task A_vault_behind_a_provider_opens_itself_after_a_restart_and_asks_no_holder()
    {
        using TestConsole before = await RecoverableAsync();
        await before.WriteAsync("team/database", "{\"a\":1}");

        using TestConsole c = await before.RestartAsync();

        Assert.False(c.Engine.IsSealed);
        Assert.Equal("{\"a\":1}", await c.ReadAsync("team/database"));
        Assert.Empty(await c.Store.ListOpenCeremoniesAsync(Ct));
        await c.KeepUnsealOpen.RunAsync(Ct);
        Assert.Empty(await c.Store.ListOpenCeremoniesAsync(Ct));
    }

    [Fact]
    public async Task A_provider_that_is_away_is_asked_again_ever_more_rarely_until_it_answers()
    {
        using TestConsole before = await RecoverableAsync();
        before.Provider!.Down = true;
        using TestConsole c = await before.RestartAsync();
        var waits = new List<double>();

        for (int i = 0; i < 9; i++)
        {
            ProviderView view = c.Seen.Now!;
            Assert.Equal((TestSeal.Away, TestConsole.Morning, i + 1), (view.Problem, view.FailingSince, view.Failures));
            TimeSpan wait = view.NextTry!.Value - c.Clock.GetUtcNow();
            waits.Add(wait.TotalSeconds);
            int calls = c.Provider!.Calls;
            c.Clock.Advance(wait - TimeSpan.FromTicks(1));
            await c.AutoUnseal.BeatAsync(Ct);
            Assert.Equal(calls, c.Provider.Calls);
            c.Clock.Advance(TimeSpan.FromTicks(1));
            await c.AutoUnseal.BeatAsync(Ct);
            Assert.Equal(calls + 1, c.Provider.Calls);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], waits);
        Assert.Single(await c.EntriesAsync(), e => e.Draft.Act == "seal-provider.check");
        Assert.Equal(TestSeal.Away, (await c.Watch.VaultAsync(Ct)).Provider?.Problem);

        c.Provider!.Down = false;
        c.Clock.Advance(BackOff.Longest);
        await c.AutoUnseal.BeatAsync(Ct);
        Assert.False(c.Engine.IsSealed);
        Assert.Equal((null, null, 0), (c.Seen.Now!.Problem, c.Seen.Now.FailingSince, c.Seen.Now.Failures));
    }

    [Fact]
    public async Task An_administrator_need_not_wait()
    {
        using TestConsole before = await RecoverableAsync();
        before.Provider!.Down = true;
        using TestConsole c = await before.RestartAsync();
        c.Provider!.Down = false;

        (await c.AutoUnseal.TryNowAsync(Olga, Ct)).Value();

        Assert.False(c.Engine.IsSealed);
    }

    [Fact]
    public async Task What_somebody_sealed_stays_sealed_until_somebody_opens_it_or_a_restart_does()
    {
        using TestConsole c = await RecoverableAsync();
        await c.AutoUnseal.BeatAsync(Ct);

        (await c.Seal.RunAsync(Olga, Ct)).Value();
        c.Clock.Advance(TimeSpan.FromDays(1));
        await c.AutoUnseal.BeatAsync(Ct);

        Assert.True(c.Engine.IsSealed);
        Ceremony unseal = Assert.Single(await c.Store.ListOpenCeremoniesAsync(Ct));
        Assert.Equal((CeremonyKind.Unseal, ShareTarget.Recovery), (unseal.Kind, unseal.Target));
        Assert.Equal((true, null), (c.Seen.Now!.Held, c.Seen.Now.NextTry));
        (await c.AutoUnseal.TryNowAsync(Olga, Ct)).Value();
        Assert.False(c.Engine.IsSealed);
        Assert.Equal((CeremonyStage.Cancelled, "The seal provider opened the vault."), ((await c.FindAsync(unseal.Id)).Stage, (await c.FindAsync(unseal.Id)).EndReason));

        (await c.Seal.RunAsync(Olga, Ct)).Value();
        using TestConsole restarted = await c.RestartAsync();
        Assert.False(restarted.Engine.IsSealed);
    }

    [Fact]
    public async Task What_somebody_sealed_enough_holders_have_opened_and_nobody_holds_it_any_more()
    {
        using TestConsole c = await RecoverableAsync();
        (await c.Seal.RunAsync(Olga, Ct)).Value();
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        c.Provider!.Down = true;
        PersonId[] holders = [.. c.Hands.HoldersOf(unseal.CurrentSet!)];
        (await c.SubmitAsync(holders[0], unseal.Id)).Value();

        // The shares decrypt nothing: without the provider they open nothing, and none of them is used up.
        Assert.Equal("seal-provider-away", (await c.SubmitAsync(holders[1], unseal.Id)).Refusal?.Code);
        Assert.Equal((true, 1), (c.Engine.IsSealed, (await c.FindAsync(unseal.Id)).Received));

        c.Provider.Down = false;
        (await c.SubmitAsync(holders[1], unseal.Id)).Value();
        Assert.Equal((false, CeremonyStage.Completed), (c.Engine.IsSealed, (await c.FindAsync(unseal.Id)).Stage));
        await c.AutoUnseal.BeatAsync(Ct);
        Assert.False(c.Seen.Now!.Held);
    }

    [Fact]
    public async Task While_the_vault_is_open_its_provider_is_looked_after()
    {
        using TestConsole c = await RecoverableAsync();
        await c.AutoUnseal.BeatAsync(Ct);
        Assert.Equal(TestConsole.Morning, c.Seen.Now!.LastAnswer);

        c.Provider!.Down = true;
        c.Clock.Advance(AutoUnseal.CheckEvery);
        await c.AutoUnseal.BeatAsync(Ct);

        Assert.False(c.Engine.IsSealed);
        Assert.Equal((TestSeal.Away, TestConsole.Morning), (c.Seen.Now!.Problem, c.Seen.Now.LastAnswer));
    }

    [Fact]
    public async Task A_vault_that_sealed_itself_is_opened_again_within_a_minute()
    {
        using TestConsole c = await RecoverableAsync();
        await c.AutoUnseal.BeatAsync(Ct);
        c.Engine.Seal();

        c.Clock.Advance(BackOff.Longest);
        await c.AutoUnseal.BeatAsync(Ct);

        Assert.False(c.Engine.IsSealed);
    }

    [Fact]
    public async Task Proofs_that_waited_for_the_provider_are_taken_up_when_it_answers()
    {
        using TestConsole c = await RecoverableAsync();
        Ceremony rekey = await c.AuthoriseAsync((await c.StartRekeyAsync(RecoveryOrder(3, 2))).Value().Id);
        await c.RevealAndProveAsync(rekey.Id, Ada, Ben);
        (await c.RevealAsync(Cleo, rekey.Id)).Value();
        c.Provider!.Down = true;

        Ceremony waiting = (await c.ProveAsync(Cleo, rekey.Id)).Value();
        Assert.Equal((CeremonyStage.Delivering, true), (waiting.Stage, waiting.ProofsComplete));

        c.Provider.Down = false;
        await c.AutoUnseal.BeatAsync(Ct);

        Assert.Equal(CeremonyStage.Completed, (await c.FindAsync(rekey.Id)).Stage);
        Assert.Equal(rekey.NewSet, (await c.Engine.ReadStatusAsync(Ct)).Current?.Id);
    }
}
