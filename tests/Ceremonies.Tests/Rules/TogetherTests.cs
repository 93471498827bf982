using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <summary>Many people in the same instant: what happens is what could have happened one after another.</summary>
public sealed class TogetherTests
{
    private const int Times = 25;

    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task Holders_and_a_cancel_in_the_same_instant_have_exactly_one_outcome()
    {
        using TestConsole c = await UnsealedAsync(5, 3);
        for (int i = 0; i < Times; i++)
        {
            Ceremony rekey = (await c.StartRekeyAsync(Order(5, 3))).Value();
            Task<Outcome<Ceremony>>[] all =
            [
                .. Holders.Select(p => Task.Run(() => c.SubmitAsync(p, rekey.Id), Ct)),
                Task.Run(() => c.End.CancelAsync(Olga, rekey.Id, "Now.", Ct), Ct),
            ];

            Outcome<Ceremony>[] outcomes = await Task.WhenAll(all);

            Assert.Null(outcomes[^1].Refusal);
            Assert.True(outcomes.Take(5).Count(o => o.Refusal is null) <= 3);
            Assert.All(outcomes, o => Assert.True(o.Refusal?.Code is null or "not-collecting" or "ceremony-ended"));
            Assert.Equal(CeremonyStage.Cancelled, (await c.FindAsync(rekey.Id)).Stage);
            Assert.Null((await c.Engine.ReadStatusAsync(Ct)).Pending);
            Assert.True(await c.OpensAsync(rekey.CurrentSet!, Holders[..3]));
        }

        Assert.Null((await c.CheckChainAsync()).FirstBroken);
    }

    // What each was told must be possible in the order in which the log has it: as if they had come one after another.
    [Fact]
    public async Task Submissions_and_a_cancel_in_the_same_instant_are_answered_as_if_one_after_another()
    {
        var ends = new HashSet<CeremonyStage>();
        using TestConsole c = await UnsealedAsync(5, 3);
        for (int i = 0; i < Times; i++)
        {
            Ceremony rekey = (await c.StartRekeyAsync(Order(5, 3, VerificationPolicy.None))).Value();
            long before = (await c.LastEntryAsync()).Number;
            List<Func<Task<Outcome<Ceremony>>>> acts = [.. Holders.Select(p => new Func<Task<Outcome<Ceremony>>>(() => c.SubmitAsync(p, rekey.Id)))];
            acts.Insert(i % (acts.Count + 1), () => c.End.CancelAsync(Olga, rekey.Id, "Now.", Ct));

            Outcome<Ceremony>[] outcomes = await AtOnceAsync(acts);

            AuditEntry[] log = [.. (await c.EntriesAsync()).Where(e => e.Number > before && e.Draft.Subject == rekey.Id.Value)];
            CeremonyStage end = InTurn(log);
            Assert.Equal(end, (await c.FindAsync(rekey.Id)).Stage);
            Assert.Equal(
                log.Select(e => e.Draft.Outcome).Order(),
                outcomes.Select(o => o.Refusal?.Code ?? AuditDraft.DoneOutcome).Order());
            bool switched = end is CeremonyStage.Completed;
            Assert.Equal(!switched, await c.OpensAsync(rekey.CurrentSet!, Holders[..3]));
            if (switched)
            {
                foreach (PersonId holder in Holders)
                {
                    (await c.RevealAsync(holder, rekey.Id)).Value();
                }

                Assert.True(await c.OpensAsync((await c.FindAsync(rekey.Id)).NewSet!, Holders[..3]));
            }

            ends.Add(end);
        }

        Assert.Equal([CeremonyStage.Completed, CeremonyStage.Cancelled], ends.Order());
        Assert.Null((await c.CheckChainAsync()).FirstBroken);
    }

    [Fact]
    public async Task A_share_submitted_from_many_tabs_counts_once()
    {
        using TestConsole c = await InitialisedAsync();
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;

        Outcome<Ceremony>[] outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => c.SubmitAsync(Ada, unseal.Id), Ct)));

        Assert.Single(outcomes, o => o.Refusal is null);
        Assert.Equal(1, (await c.FindAsync(unseal.Id)).Received);
        Assert.True(c.Engine.IsSealed);
    }

    [Fact]
    public async Task Of_many_rekeys_started_at_once_one_is_open()
    {
        using TestConsole c = await UnsealedAsync();

        Outcome<Ceremony>[] outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => c.StartRekeyAsync(Order(3, 2)), Ct)));

        Assert.Single(outcomes, o => o.Refusal is null);
    }

    // Threads of their own, that all wait for the same bell.
    private static async Task<Outcome<Ceremony>[]> AtOnceAsync(List<Func<Task<Outcome<Ceremony>>>> acts)
    {
        using var bell = new Barrier(acts.Count);
        return await Task.WhenAll(acts.Select(act => Task.Factory.StartNew(
            () =>
            {
                bell.SignalAndWait(Ct);
                return act();
            },
            Ct, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
    }

    // The rules of a rekey of three, which takes effect at once, in a few lines; gives how it ended.
    private static CeremonyStage InTurn(IReadOnlyList<AuditEntry> log)
    {
        CeremonyStage stage = CeremonyStage.Collecting;
        int received = 0;
        foreach (AuditDraft draft in log.Select(entry => entry.Draft))
        {
            bool open = stage is CeremonyStage.Collecting;
            Assert.Equal(open ? AuditDraft.DoneOutcome : "ceremony-ended", draft.Outcome);
            received += draft.Act is "share.submit" && open ? 1 : 0;
            stage = !open ? stage
                : draft.Act is "ceremony.cancel" ? CeremonyStage.Cancelled
                : received == 3 ? CeremonyStage.Completed
                : stage;
        }

        return stage;
    }

    [Theory]
    [InlineData(1, 1, VerificationPolicy.AllHolders)]
    [InlineData(1, 1, VerificationPolicy.None)]
    [InlineData(2, 2, VerificationPolicy.Threshold)]
    [InlineData(5, 3, VerificationPolicy.Threshold)]
    [InlineData(5, 3, VerificationPolicy.None)]
    public async Task A_rekey_of_any_scheme_and_proof_switches_when_it_should(int shares, int threshold, VerificationPolicy verification)
    {
        using TestConsole c = await UnsealedAsync(shares, threshold);
        Ceremony rekey = await c.AuthoriseAsync((await c.StartRekeyAsync(Order(shares, threshold, verification))).Value().Id);
        int proofs = verification switch { VerificationPolicy.None => 0, VerificationPolicy.Threshold => threshold, _ => shares };
        PersonId[] people = Holders[..shares];

        for (int i = 0; i < proofs; i++)
        {
            Assert.Equal(CeremonyStage.Delivering, (await c.FindAsync(rekey.Id)).Stage);
            await c.RevealAndProveAsync(rekey.Id, people[i]);
        }

        Assert.Equal(CeremonyStage.Completed, (await c.FindAsync(rekey.Id)).Stage);
        await c.RevealAndProveAsync(rekey.Id, people[proofs..]);
        Assert.Equal(CeremonyStage.Completed, (await c.FindAsync(rekey.Id)).Stage);
        Assert.True(await c.OpensAsync(rekey.NewSet!, people[^threshold..]));
        Assert.False(await c.OpensAsync(rekey.CurrentSet!, people[..threshold]));
    }

    [Fact]
    public async Task An_initialisation_without_proofs_opens_an_unseal_at_once()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();

        Ceremony ceremony = (await c.StartInitialiseAsync(Order(2, 2, VerificationPolicy.None))).Value();

        Assert.Equal(CeremonyStage.Completed, ceremony.Stage);
        (await c.RevealAsync(Ada, ceremony.Id)).Value();
        (await c.RevealAsync(Ben, ceremony.Id)).Value();
        Assert.Equal(CeremonyStage.Completed, (await c.UnsealAsync()).Stage);
        Assert.False(c.Engine.IsSealed);
    }
}
