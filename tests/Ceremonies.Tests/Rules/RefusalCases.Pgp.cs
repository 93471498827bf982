using KeyCeremonyConsole.Ceremonies.Backup;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <content>OpenPGP keys, messages and their backup; root tokens.</content>
internal static partial class RefusalCases
{
    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Pgp() =>
    [
        ("give a key for somebody as a holder", "not-allowed", In(TestConsole.WithPeopleAsync, c => c.KeepKey.SaveAsync(Ada, Ben, TestPgp.Text("ben"), Ct))),
        ("give a key as somebody removed", "not-signed-in", In(TestConsole.WithPeopleAsync, c => c.KeepKey.SaveAsync(Mallory, Mallory, TestPgp.Text("m"), Ct))),
        ("give a key for nobody", "no-such-person", In(TestConsole.WithPeopleAsync, c => c.KeepKey.SaveAsync(Olga, Nobody, TestPgp.Text("x"), Ct))),
        ("give a key for somebody removed", "no-such-person", In(TestConsole.WithPeopleAsync, c => c.KeepKey.SaveAsync(Olga, Mallory, TestPgp.Text("x"), Ct))),
        ("give what is no key", TestPgp.NotAKey, In(TestConsole.WithPeopleAsync, c => c.KeepKey.SaveAsync(Ada, Ada, "hello"u8.ToArray(), Ct))),
        ("exchange another's key", "pgp-key-is-theirs", In(KeyOfAdaAsync, c => c.KeepKey.SaveAsync(Olga, Ada, TestPgp.Text("olga"), Ct))),
        ("remove a key that is not kept", "no-pgp-key-kept", In(TestConsole.WithPeopleAsync, c => c.KeepKey.RemoveAsync(Ada, Ct))),
        ("a share to the key of somebody without a share", "pgp-not-a-holder", In(KeyOfAdaAsync, c => c.StartInitialiseAsync(Order(2, 2, holders: [Ben, Cleo]) with { ToPgp = [Ada] }))),
        ("a share to a key that is not kept", "no-pgp-key", In(KeyOfAdaAsync, c => c.StartInitialiseAsync(Order(2, 2) with { ToPgp = [Ada, Ben] }))),
        ("a share to a key that expires before the ceremony", TestPgp.Expired, In(TestConsole.WithPeopleAsync, async c =>
        {
            (await c.KeepKey.SaveAsync(Ada, Ada, TestPgp.Text("short-ada"), Ct)).Value();
            return await c.StartInitialiseAsync(Order(2, 2) with { ToPgp = [Ada] });
        })),
        ("a backup of shares that nobody encrypts", "backup-without-pgp", In(() => UnsealedAsync(), c => c.StartRekeyAsync(Order(3, 2) with { Backup = true }))),
        ("a backup of the first shares", "backup-at-the-beginning", In(KeyOfAdaAsync, c => c.StartInitialiseAsync(Order(2, 2) with { ToPgp = [Ada], Backup = true }))),
        ("reveal what is encrypted", "share-encrypted", InPgpDelivery((c, r) => c.RevealAsync(Ada, r.Id))),
        ("collect what is not encrypted", "share-not-encrypted", InPgpDelivery((c, r) => c.Collect.RunAsync(Ben, r.Id, Ct))),
        ("collect another's message", "not-a-participant", InPgpDelivery((c, r) => c.Collect.RunAsync(Eve, r.Id, Ct))),
        ("collect as the organiser", "not-allowed", InPgpDelivery((c, r) => c.Collect.RunAsync(Olga, r.Id, Ct))),
        ("collect from what has ended", "ceremony-ended", InPgpDelivery(async (c, r) =>
        {
            (await c.End.CancelAsync(Olga, r.Id, "No.", Ct)).Value();
            return await c.Collect.RunAsync(Ada, r.Id, Ct);
        })),
        ("collect what was proved", "message-spent", InPgpDelivery(async (c, r) =>
        {
            await AllProvedAsync(c, r);
            return await c.Collect.RunAsync(Ada, r.Id, Ct);
        })),
        ("read a backup as a holder", "not-allowed", In(() => UnsealedAsync(), c => c.Backup.RunAsync(Ada, ShareTarget.Unseal, Ct))),
        ("read a backup that there is not", "no-backup", In(() => UnsealedAsync(), c => c.Backup.RunAsync(Olga, ShareTarget.Unseal, Ct))),
        ("delete a backup that there is not", "no-backup", In(() => UnsealedAsync(), c => c.Backup.DeleteAsync(Olga, ShareTarget.Recovery, Ct))),
        ("delete a backup as an auditor", "not-allowed", In(() => UnsealedAsync(), c => c.Backup.DeleteAsync(Nils, ShareTarget.Unseal, Ct))),
        ("read a backup while sealed", "sealed", InPgpDelivery(async (c, r) =>
        {
            await AllProvedAsync(c, r);
            (await c.Seal.RunAsync(Olga, Ct)).Value();
            return await c.Backup.RunAsync(Olga, ShareTarget.Unseal, Ct);
        })),
        ("read a backup that was altered", "backup-damaged", InPgpDelivery(async (c, r) =>
        {
            await AllProvedAsync(c, r);
            await c.SpoilAsync(KeyBackup.PathOf(ShareTarget.Unseal), fromEnd: 1);
            return await c.Backup.RunAsync(Olga, ShareTarget.Unseal, Ct);
        })),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> RootTokens() =>
    [
        ("ask for a root token as a holder", "not-allowed", In(() => UnsealedAsync(), c => c.StartRoot.RunAsync(Ada, Root(), Ct))),
        ("ask for a root token while sealed", "sealed", In(() => InitialisedAsync(), c => c.StartRoot.RunAsync(Olga, Root(), Ct))),
        ("ask for a root token before there is a vault", "sealed", In(TestConsole.WithPeopleAsync, c => c.StartRoot.RunAsync(Olga, Root(), Ct))),
        ("ask for a root token with nobody to ask", "nobody-to-ask", In(() => TestConsole.WithPeopleAsync(new TestSeal()), async c =>
        {
            (await c.StartInitialiseAsync(RecoveryOrder(0, 0) with { Holders = [] })).Value();
            return await c.StartRoot.RunAsync(Olga, Root(), Ct);
        })),
        ("ask for a root token beside a rekey", "ceremony-open", InRekey((c, _) => c.StartRoot.RunAsync(Olga, Root(), Ct))),
        ("ask for a root token without a reason", "reason-missing", In(() => UnsealedAsync(), c => c.StartRoot.RunAsync(Olga, Root() with { Reason = " " }, Ct))),
        ("ask for a root token for a minute", "bad-expiry", In(() => UnsealedAsync(), c => c.StartRoot.RunAsync(Olga, Root() with { OpenFor = TimeSpan.FromMinutes(1) }, Ct))),
        ("ask for a root token to a key that is not kept", "no-pgp-key-of-yours", In(() => UnsealedAsync(), c => c.StartRoot.RunAsync(Olga, Root() with { ToPgp = true }, Ct))),
        ("ask for a root token to a key that expires", TestPgp.Expired, In(() => UnsealedAsync(), async c =>
        {
            (await c.KeepKey.SaveAsync(Olga, Olga, TestPgp.Text("short-olga"), Ct)).Value();
            return await c.StartRoot.RunAsync(Olga, Root() with { ToPgp = true }, Ct);
        })),
        ("collect a token before it is made", "no-token", InRoot((c, r) => c.Token.RunAsync(Olga, r.Id, Ct))),
        ("forget a token before it is made", "no-token", InRoot((c, r) => c.Token.ForgetAsync(Olga, r.Id, Ct))),
        ("collect a token as a holder", "not-allowed", InRoot((c, r) => c.Token.RunAsync(Ada, r.Id, Ct))),
        ("collect another administrator's token", "not-your-token", InRoot(async (c, r) =>
        {
            (await c.People.ChangeRolesAsync(Olga, Eve, KeyCeremonyConsole.Ceremonies.People.Roles.Administrator, Ct)).Value();
            return await c.Token.RunAsync(Eve, r.Id, Ct);
        })),
        ("collect a token of a rekey", "no-such-ceremony", InRekey((c, r) => c.Token.RunAsync(Olga, r.Id, Ct))),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Foreign() =>
    [
        ("three wrong shares of five in a vault of another server", "shares-do-not-fit", async () =>
        {
            (TestConsole c, string set) = await OddSharesTests.ForeignAsync(5, 3);
            CeremonyId id = (await c.OpenAsync(CeremonyKind.Unseal))!.Id;
            (await c.SubmitAsync(Ada, id, c.Hands.Give(Ada, set))).Value();
            (await c.SubmitAsync(Ben, id, c.Hands.Give(Ben, set))).Value();
            (await c.SubmitAsync(Cleo, id, OddSharesTests.Junk(251))).Value();
            (await c.SubmitAsync(Dan, id, OddSharesTests.Junk(252))).Value();
            return (c, (await c.SubmitAsync(Eve, id, OddSharesTests.Junk(253))).Refusal);
        }),
    ];

    private static RootOrder Root() => new(ToPgp: false, TimeSpan.FromDays(1), "A good reason.");

    private static async Task<TestConsole> KeyOfAdaAsync()
    {
        TestConsole c = await TestConsole.WithPeopleAsync();
        await c.GiveKeysAsync(Ada);
        return c;
    }

    // Ada's share is encrypted, Ben's and Cleo's are not; with a backup.
    private static Func<Task<(TestConsole, Refusal?)>> InPgpDelivery<T>(Func<TestConsole, Ceremony, Task<Outcome<T>>> act) => async () =>
    {
        TestConsole c = await UnsealedAsync();
        await c.GiveKeysAsync(Ada);
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2) with { ToPgp = [Ada], Backup = true })).Value();
        return (c, (await act(c, await c.AuthoriseAsync(rekey.Id))).Refusal);
    };

    private static async Task AllProvedAsync(TestConsole c, Ceremony rekey)
    {
        (await c.CollectAsync(Ada, rekey.Id)).Value();
        (await c.ProveAsync(Ada, rekey.Id)).Value();
        await c.RevealAndProveAsync(rekey.Id, Ben, Cleo);
    }

    private static Func<Task<(TestConsole, Refusal?)>> InRoot<T>(Func<TestConsole, Ceremony, Task<Outcome<T>>> act) => async () =>
    {
        TestConsole c = await UnsealedAsync();
        return (c, (await act(c, (await c.StartRootAsync()).Value().Ceremony)).Refusal);
    };
}
