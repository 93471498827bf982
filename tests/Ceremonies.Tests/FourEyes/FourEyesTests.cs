using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Migrate;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.FourEyes;

public sealed class FourEyesTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task A_start_waits_for_another_administrator_and_then_runs_as_it_was_proposed()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());

        Assert.Equal("waits-for-second", (await c.StartRekeyAsync(Order(2, 2, holders: [Dan, Eve]))).Refusal?.Code);
        Assert.Null(await c.OpenAsync(CeremonyKind.Rekey));
        Proposal proposal = Assert.Single(await c.Store.ListOpenProposalsAsync(Ct));
        Assert.Equal("Replace the shares, 2 of 3, with 2 of 2.", proposal.What.Sentence);
        Assert.Contains(new ProposedFact("New holders", "Dan (1), Eve (2)"), proposal.What.Facts);
        Assert.Contains(new ProposedFact("Reason", "A good reason."), proposal.What.Facts);

        Confirmed done = (await c.ConfirmAsync(Nils, proposal)).Value();

        Ceremony rekey = (await c.OpenAsync(CeremonyKind.Rekey))!;
        Assert.Equal((rekey.Id, Olga, "Olga"), (done.Ceremony!.Value, rekey.StartedBy!.Value, rekey.StartedByName));
        Assert.Equal([Dan, Eve], rekey.Of(Part.Recipient).Select(p => p.Person));
        Assert.Equal(PropState(ProposalState.Confirmed, Nils), StateOf(Assert.Single(await c.Store.ListDecidedProposalsAsync(9, Ct))));
    }

    [Fact]
    public async Task Both_stand_in_the_log()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        Proposal proposal = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2)));
        Assert.Equal("rekey.start", (await c.LastEntryAsync()).Draft.Act);
        Assert.StartsWith("Proposed: Replace the shares", (await c.LastEntryAsync()).Draft.Detail, StringComparison.Ordinal);

        await c.ConfirmAsync(Nils, proposal);

        AuditEntry[] last = [.. await c.Store.ReadAuditAsync(new AuditQuery(null, 2), Ct)];
        Assert.Equal(("proposal.confirm", "Nils"), (last[0].Draft.Act, last[0].Draft.ActorName));
        Assert.Equal(("rekey.start", "Olga", AuditDraft.DoneOutcome), (last[1].Draft.Act, last[1].Draft.ActorName, last[1].Draft.Outcome));
        Assert.EndsWith("Proposed by Olga, confirmed by Nils.", last[1].Draft.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string> Covered =>
    [
        "initialise.start", "rekey.start", "migrate.start", "root-token.start", "ceremony.cancel", "policy.write", "policy.delete",
        "keyring.config", "share.policy", "person.roles", "person.remove", "four-eyes.off",
    ];

    [Theory]
    [MemberData(nameof(Covered))]
    public async Task Everything_that_two_must_agree_to_is_proposed_kept_as_json_and_then_done(string act)
    {
        using TestConsole c = await ReadyForAsync(act);
        Proposal proposal = await c.ProposedAsync(() => DoAsync(c, act));
        Assert.Equal(proposal.What.Act.ToJson(), ProposedAct.Of(proposal.What.Act.ToJson()).ToJson());
        Assert.Contains($"\"act\":\"{act}\"", proposal.What.Act.ToJson(), StringComparison.Ordinal);
        Assert.Equal((act, "waits-for-second"), ((await c.LastEntryAsync()).Draft.Act, (await c.LastEntryAsync()).Draft.Outcome));

        Outcome<Confirmed> outcome = await c.ConfirmAsync(Nils, proposal);

        Assert.Null(outcome.Refusal);
        Assert.Equal(ProposalState.Confirmed, (await c.Store.FindProposalAsync(proposal.Id, Ct))!.State);
        Assert.Contains(
            await c.Store.ReadAuditAsync(new AuditQuery(null, 5, act), Ct),
            e => e.Draft.Outcome == AuditDraft.DoneOutcome && e.Draft.Detail.EndsWith("confirmed by Nils.", StringComparison.Ordinal));
        Assert.Empty(await c.Store.ListOpenProposalsAsync(Ct));
    }

    [Fact]
    public async Task Whoever_proposed_it_cannot_confirm_it_nor_can_somebody_who_is_no_administrator()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        Proposal proposal = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2)));

        Assert.Equal("own-proposal", (await c.ConfirmAsync(Olga, proposal)).Refusal?.Code);
        Assert.Equal("not-allowed", (await c.ConfirmAsync(Ada, proposal)).Refusal?.Code);
        Assert.Null(await c.OpenAsync(CeremonyKind.Rekey));
    }

    [Fact]
    public async Task The_second_one_proves_that_it_is_them_and_names_what_they_read()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        Proposal proposal = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2)));

        Assert.Equal("proposal-stale", (await c.Decide.ConfirmAsync(Nils, proposal.Id, new string('0', 64), Ct)).Refusal?.Code);
        c.Proof.Given = who => who == Olga;
        Assert.Equal(FreshProof.Needed, (await c.ConfirmAsync(Nils, proposal)).Refusal?.Code);
        c.Proof.Given = who => who == Nils; // The first one has long gone home.
        Assert.Null((await c.ConfirmAsync(Nils, proposal)).Refusal);
    }

    [Fact]
    public async Task Of_two_who_confirm_at_the_same_moment_one_has_it_done()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        await c.MakeAdministratorAsync(Eve);
        Proposal proposal = await c.ProposedAsync(() => c.ChangePolicy.WriteAsync(Olga, "team", "path \"secret/*\" { capabilities = [\"read\"] }", Ct, seen: ""));

        Outcome<Confirmed>[] outcomes = await Task.WhenAll(
            Task.Run(() => c.ConfirmAsync(Nils, proposal), Ct), Task.Run(() => c.ConfirmAsync(Eve, proposal), Ct));

        Assert.Equal("proposal-decided", Assert.Single(outcomes, o => o.Refusal is not null).Refusal!.Code);
        Assert.Equal(2, (await c.Store.ReadAuditAsync(new AuditQuery(null, 9, "policy.write"), Ct)).Count); // Proposed, and done once.
    }

    [Fact]
    public async Task When_the_world_moved_meanwhile_it_is_said_and_nothing_is_done()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        await c.GiveKeysAsync(Dan);
        Proposal rekey = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2, holders: [Dan, Eve]) with { ToPgp = [Dan] }));
        (await c.KeepKey.SaveAsync(Dan, Dan, TestPgp.Text("another key of dan"), Ct)).Value();

        Assert.Equal("proposal-moved", (await c.ConfirmAsync(Nils, rekey)).Refusal?.Code);
        Assert.Null(await c.OpenAsync(CeremonyKind.Rekey));
        Assert.Equal(ProposalState.Open, (await c.Store.FindProposalAsync(rekey.Id, Ct))!.State);
    }

    [Fact]
    public async Task What_the_trip_itself_refuses_later_leaves_the_proposal_open_for_a_better_moment()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        Proposal rekey = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2)));
        (await c.Seal.RunAsync(Olga, Ct)).Value();
        Assert.Equal("sealed", (await c.ConfirmAsync(Nils, rekey)).Refusal?.Code);

        await c.UnsealAsync();

        Assert.Null((await c.ConfirmAsync(Nils, rekey)).Refusal);
    }

    [Fact]
    public async Task A_proposer_who_is_no_administrator_any_more_starts_nothing()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        await c.MakeAdministratorAsync(Eve);
        Proposal rekey = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2)));
        await c.TamperAsync(new Commit(Draft()) { People = [Of(Olga, Roles.Auditor)] });

        Assert.Equal("not-allowed", (await c.ConfirmAsync(Nils, rekey)).Refusal?.Code);
        Assert.Null(await c.OpenAsync(CeremonyKind.Rekey));
    }

    [Fact]
    public async Task A_refusal_says_why_and_only_the_proposer_takes_it_back()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        Proposal first = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2)));
        Assert.Equal("proposal-waits", (await c.StartRekeyAsync(Order(2, 2))).Refusal?.Code);
        Assert.Equal("not-own-proposal", (await c.Decide.WithdrawAsync(Nils, first.Id, Ct)).Refusal?.Code);

        Assert.Equal("Not before the audit.", (await c.Decide.RefuseAsync(Nils, first.Id, " Not before the audit. ", Ct)).Value().Answer);
        Assert.Equal("proposal-decided", (await c.ConfirmAsync(Nils, first)).Refusal?.Code);

        Proposal second = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2)));
        Assert.Equal(ProposalState.Withdrawn, (await c.Decide.WithdrawAsync(Olga, second.Id, Ct)).Value().State);
        Assert.Null(await c.OpenAsync(CeremonyKind.Rekey));
    }

    [Fact]
    public async Task Why_is_said_by_the_proposer_and_changes_nothing_of_what_is_confirmed()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        Proposal proposal = await c.ProposedAsync(() => c.Policy.RunAsync(Olga, new ProofPolicy(90), Ct));
        Assert.Equal("not-own-proposal", (await c.Decide.ExplainAsync(Nils, proposal.Id, "I say so.", Ct)).Refusal?.Code);

        Proposal explained = (await c.Decide.ExplainAsync(Olga, proposal.Id, " The auditors ask for it. ", Ct)).Value();

        Assert.Equal(("The auditors ask for it.", proposal.Fingerprint.Full), (explained.Why, explained.Fingerprint.Full));
        Assert.Null((await c.ConfirmAsync(Nils, proposal)).Refusal);
    }

    [Fact]
    public async Task After_three_days_it_can_no_longer_be_confirmed_and_the_log_says_so()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        Proposal proposal = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2)));
        c.Clock.Advance(Proposal.Lasts);
        Assert.Equal("proposal-decided", (await c.ConfirmAsync(Nils, proposal)).Refusal?.Code);

        await c.Decide.ExpireAsync(Ct);

        Assert.Equal(ProposalState.Expired, (await c.Store.FindProposalAsync(proposal.Id, Ct))!.State);
        Assert.Equal(("proposal.expire", "system"), ((await c.LastEntryAsync()).Draft.Act, (await c.LastEntryAsync()).Draft.Actor));
    }

    [Fact]
    public async Task It_needs_two_administrators_to_begin_with_and_keeps_two()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        Assert.Equal("too-few-administrators", (await c.FourEyes.OnAsync(Olga, Ct)).Refusal?.Code);
        await c.MakeAdministratorAsync(Nils);
        (await c.FourEyes.OnAsync(Olga, Ct)).Value();

        Assert.Equal("four-eyes-need-two", (await c.People.RemoveAsync(Olga, Nils, Ct)).Refusal?.Code);
        Assert.Equal("four-eyes-need-two", (await c.People.ChangeRolesAsync(Nils, Olga, Roles.Auditor, Ct)).Refusal?.Code);
        Assert.Empty(await c.Store.ListOpenProposalsAsync(Ct));
    }

    [Fact]
    public async Task Nobody_makes_a_second_administrator_of_their_own()
    {
        using TestConsole c = await TwoAgreeAsync(await TestConsole.WithPeopleAsync());

        Assert.Equal("no-administrator-alone", (await c.People.AddAsync(Olga, new PersonDraft("Zoe", "zoe", Roles.Administrator), Ct)).Refusal?.Code);
        Assert.Equal("no-administrator-alone", (await c.People.InviteAgainAsync(Olga, Nils, Ct)).Refusal?.Code);
        Assert.Equal("waits-for-second", (await c.People.ChangeRolesAsync(Olga, Ada, Roles.Administrator, Ct)).Refusal?.Code);
        Assert.Null((await c.People.ChangeRolesAsync(Olga, Ben, Roles.Holder | Roles.Auditor, Ct)).Refusal); // No administrator is touched.
        Assert.Null((await c.People.AddAsync(Olga, new PersonDraft("Zoe", "zoe", Roles.Holder), Ct)).Refusal);
    }

    [Fact]
    public async Task An_administrators_invitation_that_is_still_open_is_revoked_when_two_must_agree()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        Invited zoe = (await c.People.AddAsync(Olga, new PersonDraft("Zoe", "zoe", Roles.Administrator), Ct)).Value();
        Invited yan = (await c.People.AddAsync(Olga, new PersonDraft("Yan", "yan", Roles.Holder), Ct)).Value();

        await TwoAgreeAsync(c);

        Assert.Equal("invitation-unusable", (await c.Accept.RunAsync(zoe.Code, Credentials.Of("hash"), Ct)).Refusal?.Code);
        Assert.Null((await c.Accept.RunAsync(yan.Code, Credentials.Of("hash"), Ct)).Refusal);
    }

    [Fact]
    public async Task A_one_time_password_is_shown_to_one_person_so_two_start_a_root_token_with_a_key()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());

        Assert.Equal("password-needs-one", (await c.StartRootAsync(toPgp: false)).Refusal?.Code);
    }

    [Fact]
    public async Task An_unseal_is_started_over_by_one()
    {
        using TestConsole c = await TwoAgreeAsync(await InitialisedAsync());
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;

        Assert.Equal(2, (await c.End.CancelAsync(Olga, unseal.Id, "Ada left.", Ct)).Value().Attempt);
    }

    [Fact]
    public async Task Off_again_everything_is_done_at_once()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        (await c.ConfirmAsync(Nils, await c.ProposedAsync(() => c.FourEyes.OffAsync(Olga, Ct)))).Value();

        Assert.Null((await c.StartRekeyAsync(Order(2, 2))).Refusal);
    }

    [Fact]
    public async Task The_operator_switches_it_off_and_the_log_says_who()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());

        await c.FourEyes.OffByOperatorAsync(Ct);

        Assert.Equal(("four-eyes.off", "system"), ((await c.LastEntryAsync()).Draft.Act, (await c.LastEntryAsync()).Draft.Actor));
        Assert.Null((await c.StartRekeyAsync(Order(2, 2))).Refusal);
    }

    [Fact]
    public async Task What_is_done_and_the_end_of_the_proposal_are_one_commit()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        Proposal proposal = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2)));
        c.Memory.BeforeCommit = commit => commit.Ceremonies.Count > 0 ? throw new IOException("disk full") : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => c.ConfirmAsync(Nils, proposal));
        c.Memory.BeforeCommit = null;

        Assert.Equal(ProposalState.Open, (await c.Store.FindProposalAsync(proposal.Id, Ct))!.State);
        Assert.Null((await c.ConfirmAsync(Nils, proposal)).Refusal);
    }

    [Fact]
    public async Task Pages_are_told()
    {
        using TestConsole c = await TwoAgreeAsync(await UnsealedAsync());
        c.Events.Clear();
        Proposal proposal = await c.ProposedAsync(() => c.StartRekeyAsync(Order(2, 2)));
        Assert.Single(c.Events.OfType<ProposalsMoved>());

        await c.Decide.RefuseAsync(Nils, proposal.Id, "No.", Ct);

        Assert.Equal(2, c.Events.OfType<ProposalsMoved>().Count());
    }

    private static (ProposalState, PersonId?) PropState(ProposalState state, PersonId by) => (state, by);

    private static (ProposalState, PersonId?) StateOf(Proposal p) => (p.State, p.DecidedBy);

    private static AuditDraft Draft() => new(TestConsole.Morning, "system", "the test", "test", "", AuditDraft.DoneOutcome, "");

    private static async Task<TestConsole> TwoAgreeAsync(TestConsole c)
    {
        await c.MakeAdministratorAsync(Nils);
        (await c.FourEyes.OnAsync(Olga, Ct)).Value();
        return c;
    }

    private static async Task<TestConsole> ReadyForAsync(string act)
    {
        TestConsole c = act switch
        {
            "initialise.start" => await TestConsole.WithPeopleAsync(),
            "migrate.start" => await RecoverableAsync(),
            _ => await UnsealedAsync(),
        };
        if (act == "ceremony.cancel")
        {
            (await c.StartRekeyAsync(Order(2, 2))).Value();
        }

        if (act == "root-token.start")
        {
            await c.GiveKeysAsync(Olga);
        }

        if (act == "policy.delete")
        {
            (await c.ChangePolicy.WriteAsync(Olga, "team", "path \"a\" { capabilities = [\"read\"] }", Ct)).Value();
        }

        if (act == "person.remove")
        {
            await c.MakeAdministratorAsync(Eve);
        }

        return await TwoAgreeAsync(c);
    }

    private static async Task<Refusal?> DoAsync(TestConsole c, string act) => act switch
    {
        "initialise.start" => (await c.StartInitialiseAsync(Order(3, 2))).Refusal,
        "rekey.start" => (await c.StartRekeyAsync(Order(2, 2))).Refusal,
        "migrate.start" => (await c.Migrate.RunAsync(Olga, new MigrateOrder(ShareTarget.Unseal, TimeSpan.FromDays(1), "A good reason."), Ct)).Refusal,
        "root-token.start" => (await c.StartRoot.RunAsync(Olga, new RootOrder(true, TimeSpan.FromDays(1), "A good reason."), Ct)).Refusal,
        "ceremony.cancel" => (await c.End.CancelAsync(Olga, (await c.OpenAsync(CeremonyKind.Rekey))!.Id, "Wrong people.", Ct)).Refusal,
        "policy.write" => (await c.ChangePolicy.WriteAsync(Olga, "team", "path \"a\" { capabilities = [\"read\"] }", Ct, seen: "")).Refusal,
        "policy.delete" => (await c.ChangePolicy.DeleteAsync(Olga, "team", Ct)).Refusal,
        "keyring.config" => (await c.Configure.RunAsync(Olga, c.Engine.ReadRotation() with { Interval = TimeSpan.FromDays(30) }, Ct)).Refusal,
        "share.policy" => (await c.Policy.RunAsync(Olga, new ProofPolicy(90), Ct)).Refusal,
        "person.roles" => (await c.People.ChangeRolesAsync(Olga, Ada, Roles.Holder | Roles.Administrator, Ct)).Refusal,
        "person.remove" => (await c.People.RemoveAsync(Olga, Eve, Ct)).Refusal,
        _ => (await c.FourEyes.OffAsync(Olga, Ct)).Refusal,
    };
}

/// <summary>What two administrators do in tests, said shortly.</summary>
internal static class FourEyesActs
{
    internal static Task MakeAdministratorAsync(this TestConsole c, PersonId person) =>
        c.TamperAsync(new Commit(new AuditDraft(TestConsole.Morning, "system", "the test", "test", "", AuditDraft.DoneOutcome, "")) { People = [Of(person, Roles.Administrator)] });

    internal static async Task<Proposal> ProposedAsync<T>(this TestConsole c, Func<Task<Outcome<T>>> act) => await c.ProposedAsync(async () => (await act()).Refusal);

    internal static async Task<Proposal> ProposedAsync(this TestConsole c, Func<Task<Refusal?>> act)
    {
        Assert.Equal("waits-for-second", (await act())?.Code);
        return (await c.Store.ListOpenProposalsAsync(TestConsole.Ct))[^1];
    }

    internal static Task<Outcome<Confirmed>> ConfirmAsync(this TestConsole c, PersonId person, Proposal proposal) =>
        c.Decide.ConfirmAsync(person, proposal.Id, proposal.Fingerprint.Full, TestConsole.Ct);
}
