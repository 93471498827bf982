using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Ceremonies.Tests.FourEyes;
using KeyCeremonyConsole.Engine.Sealing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <content>What needs two administrators.</content>
internal static partial class RefusalCases
{
    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> FourEyes() =>
    [
        ("two must agree, with one there is", "too-few-administrators", In(TestConsole.WithPeopleAsync, c => c.FourEyes.OnAsync(Olga, Ct))),
        ("two must agree, twice", "four-eyes-on", In(TwoAsync, c => c.FourEyes.OnAsync(Olga, Ct))),
        ("one is enough, where one was", "four-eyes-off", In(TestConsole.WithPeopleAsync, c => c.FourEyes.OffAsync(Olga, Ct))),
        ("a start where two must agree", FourEyesRule.Waits, In(TwoAsync, c => c.StartRekeyAsync(Order(2, 2)))),
        ("the same start proposed again", "proposal-waits", In(ProposedAsync, c => c.StartRekeyAsync(Order(2, 2)))),
        ("a twenty-first proposal", "too-many-proposals", In(TwoAsync, async c =>
        {
            for (int n = 0; n < FourEyesRule.MostOpen; n++)
            {
                await c.StartRekeyAsync(Order(2, 2) with { Reason = $"Reason {n}." });
            }

            return await c.StartRekeyAsync(Order(2, 2));
        })),
        ("a one-time password where two must agree", "password-needs-one", In(TwoAsync, c => c.StartRootAsync())),
        ("a rekey by a root token where two must agree", "second-person-needed", In(TwoAsync, c => c.Rekey.RunOpenAsync(RootGrant, new Open.OpenOrder(ShareTarget.Unseal, 3, 2, Verify: false), Ct))),
        ("confirm what was never proposed", "no-such-proposal", In(TwoAsync, c => c.Decide.ConfirmAsync(Nils, ProposalId.New(), "", Ct))),
        ("confirm what was taken back", "proposal-decided", In(ProposedAsync, async c =>
        {
            Proposal p = await FirstAsync(c);
            (await c.Decide.WithdrawAsync(Olga, p.Id, Ct)).Value();
            return await c.ConfirmAsync(Nils, p);
        })),
        ("confirm one's own", "own-proposal", In(ProposedAsync, async c => await c.ConfirmAsync(Olga, await FirstAsync(c)))),
        ("refuse one's own", "own-proposal", In(ProposedAsync, async c => await c.Decide.RefuseAsync(Olga, (await FirstAsync(c)).Id, "No.", Ct))),
        ("refuse without a reason", "reason-missing", In(ProposedAsync, async c => await c.Decide.RefuseAsync(Nils, (await FirstAsync(c)).Id, " ", Ct))),
        ("take back somebody else's", "not-own-proposal", In(ProposedAsync, async c => await c.Decide.WithdrawAsync(Nils, (await FirstAsync(c)).Id, Ct))),
        ("confirm another text than the page showed", "proposal-stale", In(ProposedAsync, async c => await c.Decide.ConfirmAsync(Nils, (await FirstAsync(c)).Id, "f", Ct))),
        ("confirm what would be something else now", "proposal-moved", In(ProposedAsync, async c =>
        {
            await c.TamperAsync(new Commit(new AuditDraft(TestConsole.Morning, "system", "", "test", "", "done", "")) { People = [Of(Ada, Roles.Holder) with { Name = "Ada B." }] });
            return await c.ConfirmAsync(Nils, await FirstAsync(c));
        })),
        ("remove the second of two who must agree", "four-eyes-need-two", In(TwoAsync, c => c.People.RemoveAsync(Olga, Nils, Ct))),
        ("an administrator of one's own", "no-administrator-alone", In(TwoAsync, c => c.People.AddAsync(Olga, new PersonDraft("Zoe", "zoe", Roles.Administrator), Ct))),
    ];

    private static async Task<Proposal> FirstAsync(TestConsole c) => (await c.Store.ListOpenProposalsAsync(Ct))[0];

    private static async Task<TestConsole> TwoAsync()
    {
        TestConsole c = await UnsealedAsync();
        await c.MakeAdministratorAsync(Nils);
        (await c.FourEyes.OnAsync(Olga, Ct)).Value();
        return c;
    }

    private static async Task<TestConsole> ProposedAsync()
    {
        TestConsole c = await TwoAsync();
        await c.StartRekeyAsync(Order(2, 2));
        return c;
    }
}
