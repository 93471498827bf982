using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <content>Checking a share, and who can be counted on.</content>
internal static partial class RefusalCases
{
    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Holding() =>
    [
        ("check a share before there are any", "no-shares", In(TestConsole.WithPeopleAsync, c => c.CheckAsync(Ada, SecretBytes.Random(33)))),
        ("check a share of a store that another program wrote", "no-commitments", In(() => InitialisedAsync(), async c =>
        {
            await c.TamperAsync(new Commit(TestNote) { Records = [new RecordChange(RecordPaths.ShareSets, null)] });
            return await c.CheckAsync(Ada, SecretBytes.Random(33));
        })),
        ("check a share as an auditor", "not-allowed", In(() => InitialisedAsync(), c => c.CheckAsync(Nils, SecretBytes.Random(33)))),
        ("check an altered share", "unknown-share", In(() => InitialisedAsync(), c => c.CheckAsync(Ada, SecretBytes.Random(33)))),
        ("check somebody else's share", "someone-elses-share", In(() => InitialisedAsync(), async c => await c.CheckAsync(Ada, c.Hands.Give(Ben, await c.CurrentSetAsync())))),
        ("check a share too often", "too-many-checks", In(() => InitialisedAsync(), async c =>
        {
            for (int i = 0; i < CheckShare.Tries; i++)
            {
                await c.CheckAsync(Ada, SecretBytes.Random(33));
            }

            return await c.CheckAsync(Ada, c.Hands.Give(Ada, await c.CurrentSetAsync()));
        })),
        ("note an absence as a holder", "not-allowed", In(() => InitialisedAsync(), async c => await c.Absence.RunAsync(Ada, await c.CurrentSetAsync(), 1, AbsenceKind.Lost, Ct))),
        ("note the absence of a share that there is not", "no-such-share", In(() => InitialisedAsync(), async c => await c.Absence.RunAsync(Olga, await c.CurrentSetAsync(), 4, AbsenceKind.Lost, Ct))),
        ("note an absence in another set", "no-such-share", In(() => InitialisedAsync(), c => c.Absence.RunAsync(Olga, "0123456789abcdef", 1, AbsenceKind.Lost, Ct))),
        ("remind every zero days", "bad-proof-policy", In(() => InitialisedAsync(), c => c.Policy.RunAsync(Olga, new ProofPolicy(0), Ct))),
        ("remind every eleven years", "bad-proof-policy", In(() => InitialisedAsync(), c => c.Policy.RunAsync(Olga, new ProofPolicy(ProofPolicy.MostDays + 1), Ct))),
        ("set the reminders as an auditor", "not-allowed", In(() => InitialisedAsync(), c => c.Policy.RunAsync(Nils, new ProofPolicy(30), Ct))),
    ];
}
