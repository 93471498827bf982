using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Faults;

/// <summary>Failures that once left something behind: a ceremony that cannot go on, shares in memory, a share shown to nobody.</summary>
public sealed class StuckTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task A_switch_that_failed_after_an_unseal_is_taken_up_by_a_second_proof()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();
        (await c.Seal.RunAsync(Olga, Ct)).Value();
        await c.RevealAndProveAsync(rekey.Id, Ada, Ben, Cleo);
        c.Memory.BeforeCommit = commit => commit.Audit?.Act == "rekey.commit" ? throw new IOException() : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => c.UnsealAsync());
        c.Memory.BeforeCommit = null;
        Assert.False(c.Engine.IsSealed);

        Ceremony done = (await c.ProveAsync(Cleo, rekey.Id)).Value();

        Assert.Equal(CeremonyStage.Completed, done.Stage);
        Assert.True(await c.OpensAsync(rekey.NewSet!, [Ada, Ben]));
        Assert.False(await c.OpensAsync(rekey.CurrentSet!, [Ada, Ben]));
    }

    [Fact]
    public async Task Shares_leave_memory_at_the_threshold_also_when_the_switch_after_it_fails()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();
        (await c.Seal.RunAsync(Olga, Ct)).Value();
        await c.RevealAndProveAsync(rekey.Id, Ada, Ben, Cleo);
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        SharePile pile = await PileOfAsync(c, unseal);
        c.Memory.BeforeCommit = commit => commit.Audit?.Act == "rekey.commit" ? throw new IOException() : Task.CompletedTask;

        await Assert.ThrowsAsync<IOException>(() => c.UnsealAsync());

        Assert.Equal(0, pile.Count);
    }

    [Fact]
    public async Task A_submission_that_was_not_stored_is_not_in_the_pile()
    {
        TestConsole c = await InitialisedAsync();
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        SharePile pile = await PileOfAsync(c, unseal);
        c.Memory.BeforeCommit = _ => throw new IOException();

        await Assert.ThrowsAsync<IOException>(() => c.SubmitAsync(Ada, unseal.Id));

        Assert.Equal(0, pile.Count);
        c.Memory.BeforeCommit = null;
        Assert.Equal(1, (await c.SubmitAsync(Ada, unseal.Id)).Value().Received);
        Assert.Equal(1, pile.Count);
    }

    [Fact]
    public async Task Sealing_and_cancelling_wipe_what_was_collected()
    {
        TestConsole c = await UnsealedAsync();
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        SharePile pile = await PileOfAsync(c, rekey);
        (await c.SubmitAsync(Ada, rekey.Id)).Value();
        SecretBytes kept = pile.Lend()[0];

        (await c.Seal.RunAsync(Olga, Ct)).Value();

        Assert.Equal(0, pile.Count);
        Assert.Throws<ObjectDisposedException>(() => kept.Borrow().Length);

        await c.UnsealAsync();
        pile = await PileOfAsync(c, await c.FindAsync(rekey.Id));
        (await c.SubmitAsync(Ada, rekey.Id)).Value();
        kept = pile.Lend()[0];

        (await c.End.CancelAsync(Olga, rekey.Id, "Not today.", Ct)).Value();

        Assert.Equal(0, pile.Count);
        Assert.Throws<ObjectDisposedException>(() => kept.Borrow().Length);
    }

    [Fact]
    public async Task The_key_of_every_envelope_that_is_handed_over_is_gone_whatever_the_answer()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();
        TestEnvelopes.Key[] keys = [.. Enumerable.Range(0, 5).Select(_ => new TestEnvelopes.Key())];
        SealedShare[] given = [.. keys.Select(key => TestEnvelopes.Seal(SecretBytes.Random(33), SealContext.Prove(rekey, Ada), key))];

        await c.Submit.RunAsync(Ada, rekey.Id, "", given[0], Ct);
        await c.Submit.RunAsync(Nobody, rekey.Id, "", given[1], Ct);
        await c.Prove.RunAsync(Ada, rekey.Id, given[2], Ct);
        await c.Prove.RunAsync(Nobody, rekey.Id, given[3], Ct);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            c.Submit.RunAsync(Ada, rekey.Id, "", given[4], new CancellationToken(canceled: true)));

        Assert.All(keys, key => Assert.True(key.IsGone));
    }

    [Fact]
    public async Task A_watcher_that_fails_takes_nobody_s_share_away()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();
        var heard = new List<ConsoleEvent>();
        c.Feed.Subscribe(_ => throw new InvalidOperationException());
        c.Feed.Subscribe(heard.Add);

        (await c.RevealAsync(Ada, rekey.Id)).Value();

        Assert.True(c.Hands.Holds(Ada, rekey.NewSet!));
        Assert.Single(heard);
    }

    [Fact]
    public async Task A_rotation_that_was_stored_though_the_store_said_otherwise_is_taken_up()
    {
        TestConsole c = await UnsealedAsync();
        (await c.WriteAsync("before", """{"a":"1"}""")).Value();
        c.Memory.AfterCommit = commit => commit.Audit?.Act == "keyring.rotate" ? throw new IOException() : Task.CompletedTask;

        Assert.Equal(2, (await c.Rotate.RunAsync(Olga, "", Ct)).Value().Term);

        Assert.Equal(2, c.Engine.ReadKeyStatus().Term);
        (await c.WriteAsync("after", """{"a":"2"}""")).Value();
        Assert.Equal("""{"a":"1"}""", await c.ReadAsync("before"));
    }

    [Fact]
    public async Task A_vault_that_sealed_itself_gets_its_unseal_from_the_clock()
    {
        TestConsole c = await UnsealedAsync();
        c.Engine.Seal(); // As the engine does when the store does not hold what was written.
        Assert.Null(await c.OpenAsync(CeremonyKind.Unseal));

        await c.KeepUnsealOpen.RunAsync(Ct);
        await c.KeepUnsealOpen.RunAsync(Ct);

        Assert.NotNull(await c.OpenAsync(CeremonyKind.Unseal));
        await c.UnsealAsync();
        Assert.False(c.Engine.IsSealed);
        await c.KeepUnsealOpen.RunAsync(Ct);
        Assert.Null(await c.OpenAsync(CeremonyKind.Unseal));
    }

    [Fact]
    public async Task The_keys_leave_memory_at_the_stop_also_when_it_cannot_be_written_down()
    {
        TestConsole c = await UnsealedAsync();
        c.Memory.BeforeCommit = _ => throw new IOException();

        await Assert.ThrowsAsync<IOException>(() => c.Close.RunAsync(Ct));

        Assert.True(c.Engine.IsSealed);
    }

    [Fact]
    public async Task What_cannot_be_audited_does_not_happen_not_even_a_refusal()
    {
        TestConsole c = await UnsealedAsync();
        (await c.WriteAsync("team/database", "{\"a\":1}")).Value();
        c.Memory.BeforeCommit = _ => throw new IOException();

        await Assert.ThrowsAsync<IOException>(() => c.Secrets.ReadAsync(Olga, "team/database", Ct));
        await Assert.ThrowsAsync<IOException>(() => c.Secrets.ReadAsync(Ada, "team/database", Ct));
        await Assert.ThrowsAsync<IOException>(() => c.Rotate.RunAsync(Olga, "", Ct));
        await Assert.ThrowsAsync<IOException>(() => c.Seal.RunAsync(Olga, Ct));

        Assert.False(c.Engine.IsSealed);
        Assert.Equal(1, c.Engine.ReadKeyStatus().Term);
    }

    private static async Task<SharePile> PileOfAsync(TestConsole c, Ceremony ceremony)
    {
        using CeremonyRoom.Visit visit = await c.Room.EnterAsSystemAsync("test", "", Ct);
        return visit.PileOf(ceremony);
    }
}
