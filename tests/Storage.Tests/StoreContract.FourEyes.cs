using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

/// <content>What waits for a second administrator.</content>
public abstract partial class StoreContract
{
    private static readonly CeremonyOrder Order = new(2, 2, [new PersonId("ada"), new PersonId("ben")], VerificationPolicy.Threshold, TimeSpan.FromHours(5), "Why.")
    {
        ToPgp = [new PersonId("ben")],
        Backup = true,
    };

    [Fact]
    public async Task A_proposal_comes_back_as_it_went_in()
    {
        Proposal proposal = Proposed("1", Samples.Noon);
        await Store.CommitAsync(new Commit(Samples.Draft()) { Proposals = [proposal] }, Ct);

        Proposal stored = (await Store.FindProposalAsync(proposal.Id, Ct))!;

        Assert.Equal(proposal.Fingerprint.Full, stored.Fingerprint.Full);
        CeremonyOrder order = Assert.IsType<ProposedAct.Rekey>(stored.What.Act).Order;
        Assert.Equal(Order.Holders, order.Holders);
        Assert.Equal(Order.ToPgp, order.ToPgp);
        Assert.Equal((Order.OpenFor, Order.Verification, true), (order.OpenFor, order.Verification, order.Backup));
        Assert.Equal((proposal.By, proposal.ByName, proposal.At, proposal.Expires, "Why not."), (stored.By, stored.ByName, stored.At, stored.Expires, stored.Why));
        Assert.Null(await Store.FindProposalAsync(new ProposalId("2"), Ct));
    }

    [Fact]
    public async Task Open_proposals_are_listed_oldest_first_and_decided_ones_newest_first()
    {
        Proposal[] all = [.. Enumerable.Range(1, 4).Select(n => Proposed($"{n}", Samples.Noon.AddMinutes(n)))];
        await Store.CommitAsync(new Commit(Samples.Draft()) { Proposals = [all[1], all[0], all[2], all[3]] }, Ct);
        Proposal[] decided = [Decided(all[2], 9), Decided(all[0], 8)];
        await Store.CommitAsync(new Commit(Samples.Draft()) { Proposals = decided }, Ct);

        Assert.Equal(["2", "4"], (await Store.ListOpenProposalsAsync(Ct)).Select(p => p.Id.Value));
        Assert.Equal(["3", "1"], (await Store.ListDecidedProposalsAsync(9, Ct)).Select(p => p.Id.Value));
        Assert.Equal(("Nils", "No."), (await Store.ListDecidedProposalsAsync(1, Ct))[0] is var p ? (p.DecidedByName, p.Answer) : default);
    }

    [Fact]
    public async Task A_proposal_is_decided_once_and_what_would_follow_it_is_not_stored_twice()
    {
        Proposal proposal = Proposed("1", Samples.Noon);
        await Store.CommitAsync(new Commit(Samples.Draft()) { Proposals = [proposal] }, Ct);
        await Store.CommitAsync(new Commit(Samples.Draft()) { Proposals = [Decided(proposal, 1)] }, Ct);

        await Assert.ThrowsAsync<StoreConflictException>(() => Store.CommitAsync(
            new Commit(Samples.Draft()) { Proposals = [Decided(proposal, 2)], Settings = [new ConsoleSetting("a", "b")] }, Ct));

        Assert.Null(await Store.FindSettingAsync("a", Ct));
    }

    private static Proposal Proposed(string id, DateTimeOffset at) => new(
        new ProposalId(id),
        new Proposed(new ProposedAct.Rekey(Order), "Replace the shares.", [new ProposedFact("Holders", "Ada, Ben"), new ProposedFact("Text", "one\n\"two\"")]),
        new PersonId("olga"),
        "Olga",
        at,
        at + Proposal.Lasts)
    {
        Why = "Why not.",
    };

    private static Proposal Decided(Proposal p, int minutes) => p with
    {
        State = ProposalState.Refused,
        DecidedBy = new PersonId("nils"),
        DecidedByName = "Nils",
        DecidedAt = Samples.Noon.AddHours(minutes),
        Answer = "No.",
    };
}
