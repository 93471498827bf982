using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <content>The links with which strangers watch.</content>
internal static partial class RefusalCases
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Witnesses() =>
    [
        ("make a witness link as a holder", "not-allowed", InRekey((c, r) => c.Witnesses.MakeAsync(Ada, r.Id, Hour, Ct))),
        ("make a witness link as nobody", "not-signed-in", InRekey((c, r) => c.Witnesses.MakeAsync(Nobody, r.Id, Hour, Ct))),
        ("make a witness link without a proof", FreshProof.Needed, InRekey((c, r) =>
        {
            c.Proof.Given = _ => false;
            return c.Witnesses.MakeAsync(Olga, r.Id, Hour, Ct);
        })),
        ("make a witness link of no ceremony", "no-such-ceremony", In(TestConsole.WithPeopleAsync, c => c.Witnesses.MakeAsync(Olga, new CeremonyId("?"), Hour, Ct))),
        ("make a witness link of what has ended", "ceremony-ended", InRekey(async (c, r) =>
        {
            (await c.End.CancelAsync(Olga, r.Id, "Enough.", Ct)).Value();
            return await c.Witnesses.MakeAsync(Olga, r.Id, Hour, Ct);
        })),
        ("make a witness link for nine minutes", "witness-expiry", InRekey((c, r) => c.Witnesses.MakeAsync(Olga, r.Id, TimeSpan.FromMinutes(9), Ct))),
        ("make a witness link for 31 days", "witness-expiry", InRekey((c, r) => c.Witnesses.MakeAsync(Olga, r.Id, TimeSpan.FromDays(31), Ct))),
        ("revoke a witness link as a holder", "not-allowed", InRekey((c, r) => c.Witnesses.RevokeAsync(Ada, r.Id, Ct))),
        ("revoke no witness link", "no-witness-link", InRekey((c, r) => c.Witnesses.RevokeAsync(Olga, r.Id, Ct))),
        ("revoke a witness link twice", "no-witness-link", InRekey(async (c, r) =>
        {
            (await c.Witnesses.MakeAsync(Olga, r.Id, Hour, Ct)).Value();
            (await c.Witnesses.RevokeAsync(Olga, r.Id, Ct)).Value();
            return await c.Witnesses.RevokeAsync(Olga, r.Id, Ct);
        })),
    ];
}
