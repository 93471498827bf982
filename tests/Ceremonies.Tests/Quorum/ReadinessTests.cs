using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Quorum;

public sealed class ReadinessTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task Before_there_are_shares_there_is_nothing_to_tell()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();

        Assert.Null(await c.Readiness.RunAsync(Ct));
    }

    [Fact]
    public async Task Fresh_shares_are_ready_until_the_policy_s_days_are_over()
    {
        using TestConsole c = await InitialisedAsync();
        Assert.Equal((3, 3, 1), await CountAsync(c));

        c.Clock.Advance(TimeSpan.FromDays(180) - TimeSpan.FromTicks(1));
        Assert.Equal((3, 3, 1), await CountAsync(c));
        c.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((3, 0, 1), await CountAsync(c));

        (await c.CheckAsync(Ben, c.Hands.Give(Ben, await c.CurrentSetAsync()))).Value();
        Assert.Equal((3, 1, 1), await CountAsync(c));
        Assert.Equal([true, false, true], (await c.Readiness.RunAsync(Ct))!.Holders.Select(h => h.IsDue));
    }

    [Fact]
    public async Task Who_never_proved_a_share_is_due()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        Ceremony initialise = (await c.StartInitialiseAsync(Order(3, 2))).Value();
        await c.RevealAndProveAsync(initialise.Id, Ada);

        Assert.Equal([false, true, true], (await c.Readiness.RunAsync(Ct))!.Holders.Select(h => h.IsDue));
    }

    [Fact]
    public async Task The_policy_is_stored_audited_and_outlives_a_restart()
    {
        using TestConsole c = await InitialisedAsync();
        (await c.Policy.RunAsync(Olga, new ProofPolicy(30), Ct)).Value();
        Assert.Contains("older than 30 days", (await c.LastEntryAsync()).Draft.Detail, StringComparison.Ordinal);
        Assert.IsType<HoldersMoved>(c.Events[^1]);

        using TestConsole again = await c.RestartAsync();
        again.Clock.Advance(TimeSpan.FromDays(30));

        Assert.Equal(30, (await again.Readiness.RunAsync(Ct))!.Policy.Days);
        Assert.Equal(0, (await again.Readiness.RunAsync(Ct))!.Proven);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("99999")]
    [InlineData("soon")]
    public void A_stored_policy_that_makes_no_sense_is_the_default(string? text) => Assert.Equal(ProofPolicy.Default, ProofPolicy.Of(text));

    [Fact]
    public async Task Who_left_or_lost_their_share_is_not_counted_until_they_can_take_part_again()
    {
        using TestConsole c = await InitialisedAsync();
        string set = await c.CurrentSetAsync();

        (await c.Absence.RunAsync(Olga, set, 1, AbsenceKind.Left, Ct)).Value();
        Assert.Equal("Ada, share 1, left and cannot take part.", (await c.LastEntryAsync()).Draft.Detail);
        Assert.Equal((2, 2, 0), await CountAsync(c));
        (await c.Absence.RunAsync(Olga, set, 2, AbsenceKind.Lost, Ct)).Value();
        Assert.Equal((1, 1, -1), await CountAsync(c));
        Assert.Equal(("Olga", AbsenceKind.Lost), (await c.Store.ListAbsencesAsync(set, Ct)).Select(a => (a.ByName, a.Kind)).Last());

        (await c.Absence.RunAsync(Olga, set, 1, null, Ct)).Value();
        Assert.Equal((2, 2, 0), await CountAsync(c));
        Assert.IsType<HoldersMoved>(c.Events[^1]);

        // The note changes nothing in the vault: the share still opens it.
        Assert.True(await c.OpensAsync(set, [Ada, Ben]));
    }

    [Fact]
    public async Task Who_can_no_longer_act_here_is_not_counted()
    {
        using TestConsole c = await InitialisedAsync();
        (await c.People.RemoveAsync(Olga, Cleo, Ct)).Value();

        Assert.Equal((2, 2, 0), await CountAsync(c));
        Assert.Equal([false, false, true], (await c.Readiness.RunAsync(Ct))!.Holders.Select(h => h.IsRemoved));
    }

    [Fact]
    public async Task A_rekey_begins_with_a_clean_page()
    {
        using TestConsole c = await UnsealedAsync();
        (await c.Absence.RunAsync(Olga, await c.CurrentSetAsync(), 3, AbsenceKind.Lost, Ct)).Value();
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        await c.AuthoriseAsync(rekey.Id);
        await c.RevealAndProveAsync(rekey.Id, Ada, Ben, Cleo);

        Assert.Equal((3, 3, 1), await CountAsync(c));
    }

    private static async Task<(int Able, int Proven, int MayLose)> CountAsync(TestConsole c)
    {
        Readiness readiness = (await c.Readiness.RunAsync(Ct))!;
        return (readiness.Able, readiness.Proven, readiness.MayLose);
    }
}
