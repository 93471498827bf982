using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Seals;

public sealed class RecoveryTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task Without_recovery_shares_the_vault_is_ready_at_once_and_makes_its_first_ones_without_asking()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync(new TestSeal());
        Ceremony initialise = (await c.StartInitialiseAsync(RecoveryOrder(0, 0) with { Holders = [] })).Value();

        Assert.Equal((CeremonyStage.Completed, "static", null), (initialise.Stage, initialise.SealType, initialise.NewScheme));
        Assert.False(c.Engine.IsSealed);

        Ceremony rekey = (await c.StartRekeyAsync(RecoveryOrder(3, 2))).Value();
        Assert.Equal((CeremonyStage.Delivering, null), (rekey.Stage, rekey.CurrentSet));
        await c.RevealAndProveAsync(rekey.Id, Holders[..3]);
        Assert.Equal(ShareTarget.Recovery, (await c.Engine.ReadStatusAsync(Ct)).Current?.Target);
    }

    [Fact]
    public async Task The_first_recovery_shares_count_when_they_are_proved_and_a_cancel_leaves_the_vault()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync(new TestSeal());
        Ceremony initialise = (await c.StartInitialiseAsync(RecoveryOrder(3, 2))).Value();
        await c.WriteAsync("team/database", "{\"a\":1}");
        Assert.Null((await c.Engine.ReadStatusAsync(Ct)).Current);

        (await c.End.CancelAsync(Olga, initialise.Id, "Ada lost hers.", Ct)).Value();

        Assert.Equal("{\"a\":1}", await c.ReadAsync("team/database"));
        SealStatus status = await c.Engine.ReadStatusAsync(Ct);
        Assert.Equal((true, null, null), (status.Initialized, status.Current, status.Pending));
        Ceremony again = (await c.StartRekeyAsync(RecoveryOrder(3, 2))).Value();
        Assert.Equal(CeremonyStage.Delivering, again.Stage);
    }

    [Theory]
    [InlineData(ShareTarget.Unseal)]
    [InlineData(ShareTarget.Recovery)]
    public async Task A_root_key_rotated_without_shares_leaves_every_share_good(ShareTarget target)
    {
        using TestConsole c = target is ShareTarget.Unseal ? await UnsealedAsync() : await RecoverableAsync();
        await c.WriteAsync("team/database", "{\"a\":1}");

        (await c.RotateRoot.RunAsync(Olga, "Yearly.", Ct)).Value();

        Assert.Equal("A new root key. No share was needed, and none was issued. Yearly.", (await c.LastEntryAsync()).Draft.Detail);
        using TestConsole restarted = await c.RestartAsync();
        if (target is ShareTarget.Unseal)
        {
            await restarted.UnsealAsync();
        }

        Assert.Equal("{\"a\":1}", await restarted.ReadAsync("team/database"));
        Ceremony rekey = (await restarted.StartRekeyAsync(Order(3, 2) with { Target = target })).Value();
        Assert.Equal(CeremonyStage.Delivering, (await restarted.AuthoriseAsync(rekey.Id)).Stage);
    }

    [Fact]
    public async Task Holders_of_another_number_of_shares_are_still_refused_one_by_one()
    {
        using TestConsole c = await RecoverableAsync();
        Ceremony rekey = (await c.StartRekeyAsync(RecoveryOrder(3, 2))).Value();

        Outcome<Ceremony> wrong = await c.SubmitAsync(Ben, rekey.Id, c.Hands.Give(Ada, rekey.CurrentSet!));

        Assert.Equal("someone-elses-share", wrong.Refusal?.Code);
    }
}
