using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <summary>A vault that another server made: no roster, no commitments.</summary>
public sealed class OddSharesTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task Everybody_who_may_hold_a_share_is_asked_and_right_shares_open_it()
    {
        (TestConsole c, string set) = await ForeignAsync(5, 3);
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        Assert.Equal(Holders, unseal.Of(Part.Submitter).Select(p => p.Person)); // By name.

        foreach (PersonId person in new[] { Eve, Cleo, Ada })
        {
            (await c.SubmitAsync(person, unseal.Id, c.Hands.Give(person, set))).Value();
        }

        Assert.False(c.Engine.IsSealed);
        Assert.All((await c.FindAsync(unseal.Id)).Participants, p => Assert.Null(p.OddAt));
        c.Dispose();
    }

    [Fact]
    public async Task With_a_wrong_share_one_more_is_asked_for_and_the_wrong_one_is_named()
    {
        (TestConsole c, string set) = await ForeignAsync(5, 3);
        CeremonyId id = (await c.OpenAsync(CeremonyKind.Unseal))!.Id;
        (await c.SubmitAsync(Ada, id, c.Hands.Give(Ada, set))).Value();
        (await c.SubmitAsync(Ben, id, Junk(251))).Value(); // Nobody can tell yet.
        Ceremony asked = (await c.SubmitAsync(Cleo, id, c.Hands.Give(Cleo, set))).Value();
        Assert.Equal((3, 4, CeremonyStage.Collecting), (asked.Received, asked.Required, asked.Stage));
        Assert.True(c.Engine.IsSealed);

        Ceremony done = (await c.SubmitAsync(Dan, id, c.Hands.Give(Dan, set))).Value();

        Assert.Equal((CeremonyStage.Completed, 3, 3), (done.Stage, done.Received, done.Required));
        Assert.False(c.Engine.IsSealed);
        Participant odd = Assert.Single(done.Participants, p => p.OddAt is not null);
        Assert.Equal((Ben, null, 1), (odd.Person, odd.SubmittedAt, odd.RefusedTries));
        Assert.Contains("no share of this vault: Ben.", (await c.LastEntryAsync()).Draft.Detail, StringComparison.Ordinal);
        c.Dispose();
    }

    [Fact]
    public async Task With_too_many_wrong_ones_a_new_attempt_begins()
    {
        (TestConsole c, string set) = await ForeignAsync(5, 3);
        CeremonyId id = (await c.OpenAsync(CeremonyKind.Unseal))!.Id;
        (await c.SubmitAsync(Ada, id, c.Hands.Give(Ada, set))).Value();
        (await c.SubmitAsync(Ben, id, c.Hands.Give(Ben, set))).Value();
        (await c.SubmitAsync(Cleo, id, Junk(251))).Value();
        (await c.SubmitAsync(Dan, id, Junk(252))).Value();

        Refusal? refusal = (await c.SubmitAsync(Eve, id, Junk(253))).Refusal;

        Assert.Equal("shares-do-not-fit", refusal?.Code);
        Ceremony again = await c.FindAsync(id);
        Assert.Equal((2, 0, 3), (again.Attempt, again.Received, again.Required));
        c.Dispose();
    }

    [Fact]
    public async Task A_restart_forgets_what_was_given_and_what_was_asked_for_besides()
    {
        (TestConsole c, string set) = await ForeignAsync(5, 3);
        CeremonyId id = (await c.OpenAsync(CeremonyKind.Unseal))!.Id;
        (await c.SubmitAsync(Ada, id, c.Hands.Give(Ada, set))).Value();
        (await c.SubmitAsync(Ben, id, c.Hands.Give(Ben, set))).Value();
        (await c.SubmitAsync(Cleo, id, Junk(251))).Value();

        c = await c.RestartAsync();

        Ceremony again = await c.FindAsync(id);
        Assert.Equal((2, 0, 3), (again.Attempt, again.Received, again.Required));
        c.Dispose();
    }

    [Fact]
    public async Task A_rekey_leaves_a_set_whose_shares_are_judged_at_entry()
    {
        (TestConsole c, string set) = await ForeignAsync(5, 3);
        CeremonyId id = (await c.OpenAsync(CeremonyKind.Unseal))!.Id;
        foreach (PersonId person in Holders[..3])
        {
            (await c.SubmitAsync(person, id, c.Hands.Give(person, set))).Value();
        }

        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        (await c.SubmitAsync(Ada, rekey.Id, Junk(251))).Value();
        (await c.SubmitAsync(Ben, rekey.Id, c.Hands.Give(Ben, set))).Value();
        (await c.SubmitAsync(Cleo, rekey.Id, c.Hands.Give(Cleo, set))).Value();
        Ceremony dealt = (await c.SubmitAsync(Dan, rekey.Id, c.Hands.Give(Dan, set))).Value();
        Assert.Equal(CeremonyStage.Delivering, dealt.Stage);
        Assert.NotNull(dealt.Find(Ada, Part.Submitter)!.OddAt);
        await c.RevealAndProveAsync(rekey.Id, Ada, Ben, Cleo);
        (await c.Seal.RunAsync(Olga, Ct)).Value();

        Assert.Equal("unknown-share", (await c.SubmitAsync(Ada, (await c.OpenAsync(CeremonyKind.Unseal))!.Id, Junk(251))).Refusal?.Code);
        Assert.Equal(CeremonyStage.Completed, (await c.UnsealAsync()).Stage);
        c.Dispose();
    }

    [Fact]
    public async Task A_step_that_could_not_be_stored_can_be_taken_again()
    {
        (TestConsole c, string set) = await ForeignAsync(5, 3);
        CeremonyId id = (await c.OpenAsync(CeremonyKind.Unseal))!.Id;
        (await c.SubmitAsync(Ada, id, c.Hands.Give(Ada, set))).Value();
        (await c.SubmitAsync(Ben, id, Junk(251))).Value();
        (await c.SubmitAsync(Cleo, id, c.Hands.Give(Cleo, set))).Value();
        c.Memory.BeforeCommit = _ => throw new InvalidOperationException("The disk is full.");
        await Assert.ThrowsAsync<InvalidOperationException>(() => c.SubmitAsync(Dan, id, c.Hands.Give(Dan, set)));
        c.Memory.BeforeCommit = null;
        Assert.True(c.Engine.IsSealed);

        Ceremony done = (await c.SubmitAsync(Dan, id, c.Hands.Give(Dan, set))).Value();

        Assert.Equal(CeremonyStage.Completed, done.Stage);
        Assert.Equal(Ben, Assert.Single(done.Participants, p => p.OddAt is not null).Person);
        c.Dispose();
    }

    [Fact]
    public async Task Who_becomes_a_holder_later_is_asked_as_well()
    {
        (TestConsole c, _) = await ForeignAsync(5, 3);
        await c.KeepUnsealOpen.RunAsync(Ct);
        int before = (await c.OpenAsync(CeremonyKind.Unseal))!.Version;
        (await c.People.ChangeRolesAsync(Olga, Nils, KeyCeremonyConsole.Ceremonies.People.Roles.Holder, Ct)).Value();

        await c.KeepUnsealOpen.RunAsync(Ct);
        await c.KeepUnsealOpen.RunAsync(Ct);

        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        Assert.NotNull(unseal.Find(Nils, Part.Submitter));
        Assert.Equal(before + 1, unseal.Version);
        c.Dispose();
    }

    // Sealed; what upstream does not keep is taken away.
    internal static async Task<(TestConsole Console, string Set)> ForeignAsync(int shares, int threshold)
    {
        TestConsole c = await UnsealedAsync(shares, threshold);
        string set = (await c.Engine.ReadStatusAsync(Ct)).Current!.Id;
        await c.Store.CommitAsync(
            new Commit(new AuditDraft(TestConsole.Morning, "system", "the test", "test.tamper", "", AuditDraft.DoneOutcome, ""))
            {
                Records = [new RecordChange(RecordPaths.ShareSets, null)],
            },
            Ct);
        (await c.Seal.RunAsync(Olga, Ct)).Value();
        return (c, set);
    }

    internal static SecretBytes Junk(byte point)
    {
        SecretBytes junk = SecretBytes.Random(33);
        junk.Fill()[^1] = point; // Few shares have it: dealt points are random.
        return junk;
    }
}
