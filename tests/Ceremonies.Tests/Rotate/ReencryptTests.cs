using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rotate;

public sealed class ReencryptTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task Every_old_record_comes_under_the_active_term_and_stays_what_it_was()
    {
        using TestConsole c = await WrittenAsync(150);

        Reencryption job = (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        Assert.Equal((151L, 0L, ReencryptionState.Running), (job.Total, job.Done, job.State)); // core/shamir-kek is one.
        await RunAsync(c);

        Reencryption done = (await c.Store.FindReencryptionAsync(Ct))!;
        Assert.Equal((ReencryptionState.Completed, 151L, 0L, TestConsole.Morning), (done.State, done.Done, done.Unreadable, done.EndedAt));
        KeyHistory keys = (await c.Keys.RunAsync(Olga, Ct)).Value();
        Assert.Equal([(2, 152L), (1, 0L)], keys.Terms.Select(t => (t.Term.Term, t.Records)));
        Assert.Equal(0, keys.OldRecords);
        await CheckAsync(c, 150);
    }

    [Fact]
    public async Task Start_and_end_are_in_the_record_and_the_batches_are_not()
    {
        using TestConsole c = await WrittenAsync(150);
        int before = c.Memory.Commits;

        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        (await c.Reencrypt.PauseAsync(Olga, Ct)).Value();
        (await c.Reencrypt.ResumeAsync(Olga, Ct)).Value();
        await RunAsync(c);

        AuditEntry[] entries = [.. (await c.EntriesAsync()).Skip(before)];
        Assert.Equal(
            [
                ("olga", "keyring.reencrypt.start", "0 of 151 records of older terms are done."),
                ("olga", "keyring.reencrypt.pause", "0 of 151 records of older terms are done."),
                ("olga", "keyring.reencrypt.resume", "0 of 151 records of older terms are done."),
                ("system", "keyring.reencrypt.end", "151 records of older terms were encrypted anew, 0 could not be opened."),
            ],
            entries.Select(e => (e.Draft.Actor, e.Draft.Act, e.Draft.Detail)));
        Assert.Null((await c.CheckChainAsync()).FirstBroken);
    }

    [Fact]
    public async Task Whoever_watches_sees_it_move()
    {
        using TestConsole c = await WrittenAsync(150);
        c.Events.Clear();

        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        await RunAsync(c, between: () => c.Clock.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(
            [(0L, ReencryptionState.Running), (64L, ReencryptionState.Running), (128L, ReencryptionState.Running), (151L, ReencryptionState.Running), (151L, ReencryptionState.Completed)],
            c.Events.OfType<ReencryptionMoved>().Select(e => (e.Job.Done, e.Job.State)));
    }

    [Fact]
    public async Task Many_quick_batches_are_shown_now_and_then()
    {
        using TestConsole c = await WrittenAsync(150);
        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        c.Events.Clear();

        await RunAsync(c);

        Assert.Equal([64L, 151L], c.Events.OfType<ReencryptionMoved>().Select(e => e.Job.Done)); // The first, and the end.
    }

    [Fact]
    public async Task A_pause_holds_it_up_until_somebody_lets_it_go_on()
    {
        using TestConsole c = await WrittenAsync(150);
        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        Assert.True(await c.Batch.RunAsync(Ct));

        Reencryption paused = (await c.Reencrypt.PauseAsync(Olga, Ct)).Value();
        Assert.False(await c.Batch.RunAsync(Ct));

        Assert.Equal(("Olga", 64L), (paused.PausedByName, (await c.Store.FindReencryptionAsync(Ct))!.Done));
        Assert.Null((await c.Reencrypt.ResumeAsync(Olga, Ct)).Value().PausedByName);
        await RunAsync(c);
        Assert.Equal(151, (await c.Store.FindReencryptionAsync(Ct))!.Done);
    }

    [Fact]
    public async Task It_stops_with_the_seal_and_goes_on_where_it_was_after_a_restart_and_the_unseal()
    {
        TestConsole c = await WrittenAsync(150);
        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        Assert.True(await c.Batch.RunAsync(Ct));
        (await c.Seal.RunAsync(Olga, Ct)).Value();
        Assert.False(await c.Batch.RunAsync(Ct));

        c = await c.RestartAsync();
        Assert.False(await c.Batch.RunAsync(Ct));
        await c.UnsealAsync();
        Assert.Equal(64, (await c.Store.FindReencryptionAsync(Ct))!.Done);
        await RunAsync(c);

        Assert.Equal((151L, ReencryptionState.Completed), ((await c.Store.FindReencryptionAsync(Ct))!.Done, (await c.Store.FindReencryptionAsync(Ct))!.State));
        await CheckAsync(c, 150);
        c.Dispose();
    }

    // Between the look at a record and the save somebody writes it: what they wrote must not be undone.
    [Fact]
    public async Task A_write_that_comes_in_between_is_never_undone()
    {
        using TestConsole c = await WrittenAsync(3);
        (IConsoleStore store, InterruptedStore moments) = InterruptedStore.Of(c.Store);
        moments.AfterRead = async path =>
        {
            if (path.EndsWith("secret/1", StringComparison.Ordinal))
            {
                moments.AfterRead = null;
                (await c.WriteAsync("secret/1", """{"n":"newer"}""")).Value();
            }
        };
        var batch = new ReencryptBatch(c.Room, store, c.Engine, c.Feed);
        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();

        while (await batch.RunAsync(Ct))
        {
        }

        Assert.Null(moments.AfterRead);
        Assert.False(c.Engine.IsSealed);
        Assert.Equal("""{"n":"newer"}""", await c.ReadAsync("secret/1"));
        Assert.Equal("""{"n":2}""", await c.ReadAsync("secret/2"));
        Assert.Equal(3, (await c.Store.FindReencryptionAsync(Ct))!.Done);
        Assert.Equal(0, (await c.Keys.RunAsync(Olga, Ct)).Value().OldRecords);
    }

    [Fact]
    public async Task Reading_and_writing_go_on_from_many_threads_meanwhile()
    {
        const int Paths = 40;
        using TestConsole c = await WrittenAsync(300);
        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();

        Task work = Task.Run(() => RunAsync(c), Ct);
        await Parallel.ForAsync(0, 4, Ct, async (writer, _) =>
        {
            for (int round = 0; round < 5; round++)
            {
                for (int i = writer; i < Paths; i += 4)
                {
                    string text = string.Create(CultureInfo.InvariantCulture, $"{{\"n\":\"{round}\"}}");
                    (await c.WriteAsync($"secret/{i}", text)).Value();
                    Assert.Equal(text, await c.ReadAsync($"secret/{i}"));
                }
            }
        });
        await work;

        Assert.Equal(0, (await c.Keys.RunAsync(Olga, Ct)).Value().OldRecords);
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(i < Paths ? """{"n":"4"}""" : $"{{\"n\":{i}}}", await c.ReadAsync($"secret/{i}"));
        }
    }

    [Fact]
    public async Task A_rotation_in_the_middle_makes_it_go_round_once_more()
    {
        using TestConsole c = await WrittenAsync(100);
        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        Assert.True(await c.Batch.RunAsync(Ct));

        (await c.Rotate.RunAsync(Olga, "", Ct)).Value();
        await RunAsync(c);

        Assert.Equal(ReencryptionState.Completed, (await c.Store.FindReencryptionAsync(Ct))!.State);
        Assert.Equal([(3, 102L), (2, 0L), (1, 0L)], (await c.Keys.RunAsync(Olga, Ct)).Value().Terms.Select(t => (t.Term.Term, t.Records)));
        await CheckAsync(c, 100);
    }

    [Fact]
    public async Task A_damaged_record_is_passed_over_counted_and_keeps_its_term()
    {
        using TestConsole c = await WrittenAsync(3);
        string path = (await c.Store.ListAsync("logical/", Ct))[1];
        await c.SpoilAsync(path, 1);

        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        await RunAsync(c);

        Reencryption done = (await c.Store.FindReencryptionAsync(Ct))!;
        Assert.Equal((ReencryptionState.Completed, 3L, 1L), (done.State, done.Done, done.Unreadable));
        Assert.Equal("3 records of older terms were encrypted anew, 1 could not be opened.", (await c.LastEntryAsync()).Draft.Detail);
        Assert.Equal("term-in-use", (await c.EndTerm.RetireAsync(Olga, 1, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task A_rekey_that_waits_for_its_proofs_is_not_disturbed()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();
        (await c.Rotate.RunAsync(Olga, "", Ct)).Value();
        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        await RunAsync(c);
        (await c.EndTerm.RetireAsync(Olga, 1, Ct)).Value();
        (await c.EndTerm.DestroyAsync(Olga, new DestroyOrder(1, "destroy term 1", true), Ct)).Value();

        await c.RevealAndProveAsync(rekey.Id, Ada, Ben, Cleo);

        Assert.Equal(CeremonyStage.Completed, (await c.FindAsync(rekey.Id)).Stage);
        Assert.True(await c.OpensAsync(rekey.NewSet!, [Ada, Ben]));
        c.Dispose();
    }

    [Fact]
    public async Task Large_records_make_small_batches()
    {
        using TestConsole c = await UnsealedAsync();
        string large = $"{{\"n\":\"{new string('x', 250_000)}\"}}";
        for (int i = 0; i < 8; i++)
        {
            (await c.WriteAsync($"secret/{i}", large)).Value();
        }

        (await c.Rotate.RunAsync(Olga, "", Ct)).Value();
        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        await c.Batch.RunAsync(Ct);

        Assert.InRange((await c.Store.FindReencryptionAsync(Ct))!.Done, 5, 6); // A mebibyte, and core/shamir-kek.
    }

    private static async Task<TestConsole> WrittenAsync(int records)
    {
        TestConsole c = await UnsealedAsync();
        for (int i = 0; i < records; i++)
        {
            (await c.WriteAsync($"secret/{i}", $"{{\"n\":{i}}}")).Value();
        }

        (await c.Rotate.RunAsync(Olga, "", Ct)).Value();
        return c;
    }

    private static async Task RunAsync(TestConsole c, Action? between = null)
    {
        while (await c.Batch.RunAsync(Ct))
        {
            between?.Invoke();
        }
    }

    private static async Task CheckAsync(TestConsole c, int records)
    {
        for (int i = 0; i < records; i++)
        {
            Assert.Equal($"{{\"n\":{i}}}", await c.ReadAsync($"secret/{i}"));
        }
    }
}
