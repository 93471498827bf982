using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rotate;

public sealed class EndTermTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task A_term_goes_in_two_steps_and_its_history_stays()
    {
        TestConsole c = await EmptyFirstTermAsync();
        long used = (await KeysAsync(c)).Terms[^1].Term.Encryptions;

        TermEnd retired = (await c.EndTerm.RetireAsync(Olga, 1, Ct)).Value();
        Assert.Equal(new TermEnd(1, TestConsole.Morning, used, TestConsole.Morning, "Olga"), retired);
        Assert.True((await KeysAsync(c)).Terms[^1].Term.Retired);

        c.Clock.Advance(TimeSpan.FromDays(1));
        (await c.EndTerm.DestroyAsync(Olga, new DestroyOrder(1, " destroy term 1 ", true), Ct)).Value();
        c = await c.RestartAsync();
        await c.UnsealAsync();

        Assert.DoesNotContain(c.Engine.ReadTerms(), t => t.Term == 1);
        TermLine gone = (await KeysAsync(c)).Terms[^1];
        Assert.Equal((1, used, "Olga", TermCause.Initialisation), (gone.Term.Term, gone.Term.Encryptions, gone.ByName, gone.Cause));
        Assert.Equal(retired with { DestroyedAt = TestConsole.Morning.AddDays(1), DestroyedByName = "Olga" }, gone.End);
        Assert.Equal("{\"a\":1}", await c.ReadAsync("kept"));
        c.Dispose();
    }

    [Fact]
    public async Task Both_steps_are_in_the_record()
    {
        using TestConsole c = await EmptyFirstTermAsync();

        (await c.EndTerm.RetireAsync(Olga, 1, Ct)).Value();
        AuditDraft retire = (await c.LastEntryAsync()).Draft;
        (await c.EndTerm.DestroyAsync(Olga, new DestroyOrder(1, "destroy term 1", true), Ct)).Value();
        AuditDraft destroy = (await c.LastEntryAsync()).Draft;

        Assert.Equal(("olga", "keyring.retire", "term 1", "It decrypts nothing any more; its key stays in the keyring."), (retire.Actor, retire.Act, retire.Subject, retire.Detail));
        Assert.Equal(("olga", "keyring.destroy", "term 1", "Its key is gone from the keyring. The backups were thought of."), (destroy.Actor, destroy.Act, destroy.Subject, destroy.Detail));
    }

    [Fact]
    public async Task Nothing_is_destroyed_that_was_not_retired()
    {
        using TestConsole c = await EmptyFirstTermAsync();

        Assert.Equal("term-in-use", (await c.EndTerm.DestroyAsync(Olga, new DestroyOrder(1, "destroy term 1", true), Ct)).Refusal?.Code);

        Assert.Equal(2, c.Engine.ReadTerms().Count);
        (await c.EndTerm.RetireAsync(Olga, 1, Ct)).Value();
        Assert.Equal("term-in-use", (await c.EndTerm.RetireAsync(Olga, 1, Ct)).Refusal?.Code);
    }

    // openbao/openbao issue 3857. The record is stored after the engine looked and before the step is saved.
    [Fact]
    public async Task A_record_that_comes_between_the_look_and_the_save_keeps_its_term()
    {
        using TestConsole c = await EmptyFirstTermAsync();
        string kept = (await c.Store.ListAsync("logical/", Ct))[0];
        byte[] old = [0, 0, 0, 1, .. (await c.Store.GetAsync(kept, Ct))![4..]];
        var note = new AuditDraft(TestConsole.Morning, "system", "the test", "test.put", "", AuditDraft.DoneOutcome, "");
        (IConsoleStore store, InterruptedStore moments) = InterruptedStore.Of(c.Store);
        moments.BeforeSave = commit => commit.Audit?.Act == "keyring.retire" && commit.TermEnds.Count > 0
            ? c.Store.CommitAsync(new Commit(note) { Records = [new("logical/late", old)] }, Ct)
            : Task.CompletedTask;
        using var room = new CeremonyRoom(store, c.Clock, c.Proof, c.Permissions, c.Feed);

        Refusal? refusal = (await new EndTerm(room, store, c.Engine, c.Watch).RetireAsync(Olga, 1, Ct)).Refusal;

        Assert.Equal("term-in-use", refusal?.Code);
        Assert.Empty(await c.Store.ListTermEndsAsync(Ct));
        Assert.DoesNotContain(c.Engine.ReadTerms(), t => t.Retired);
        Assert.False(c.Engine.IsSealed);
    }

    // The same race from the other side: encrypted under a term that is closed before the record is stored.
    [Fact]
    public async Task A_write_whose_term_was_closed_on_the_way_is_stored_under_the_next_one()
    {
        using TestConsole c = await UnsealedAsync();
        (IConsoleStore store, InterruptedStore moments) = InterruptedStore.Of(c.Store);
        moments.BeforeSave = async commit =>
        {
            moments.BeforeSave = null;
            (await c.Rotate.RunAsync(Olga, "", Ct)).Value();
            await EmptyAsync(c);
            (await c.EndTerm.RetireAsync(Olga, 1, Ct)).Value();
        };
        using var room = new CeremonyRoom(store, c.Clock, c.Proof, c.Permissions, c.Feed);
        using var versioned = new VersionedSecrets(room, new BarrierRecords(c.Room, new BarrierReader(store, c.Engine), c.Engine), store, c.Clock);
        var secrets = new SecretStore(room, versioned, c.Permissions);

        (await secrets.WriteAsync(Olga, "late", SecretBytes.Take("{\"a\":1}"u8.ToArray()), Ct)).Value();

        Assert.Equal("{\"a\":1}", await c.ReadAsync("late"));
        Assert.Equal([(2, false), (1, true)], (await KeysAsync(c)).Terms.Select(t => (t.Term.Term, t.Term.Retired)));
    }

    private static async Task<TestConsole> EmptyFirstTermAsync()
    {
        TestConsole c = await UnsealedAsync();
        (await c.WriteAsync("kept", "{\"a\":1}")).Value();
        (await c.Rotate.RunAsync(Olga, "", Ct)).Value();
        await EmptyAsync(c);
        return c;
    }

    private static async Task EmptyAsync(TestConsole c)
    {
        (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
        while (await c.Batch.RunAsync(Ct))
        {
        }
    }

    private static async Task<KeyHistory> KeysAsync(TestConsole c) => (await c.Keys.RunAsync(Olga, Ct)).Value();
}
