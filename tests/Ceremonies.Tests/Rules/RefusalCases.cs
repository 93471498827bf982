using System.Text;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Migrate;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <summary>For every code of a refusal at least one way to provoke it.</summary>
internal static partial class RefusalCases
{
    private const string Long = "Reason of a ceremony that never ends. ";

    private static readonly string TooLong = string.Concat(Enumerable.Repeat(Long, 20));

    private static CancellationToken Ct => TestConsole.Ct;

    /// <summary>What is done, the code it must be refused with, how it is done.</summary>
    internal static readonly (string Act, string Code, Func<Task<(TestConsole Console, Refusal? Refusal)>> Provoke)[] All =
    [
        .. Orders(), .. Starting(), .. Taking(), .. Submitting(), .. Delivering(), .. Ending(), .. Keys(), .. Secrets(), .. People(),
        .. Seals(), .. Pgp(), .. RootTokens(), .. Foreign(), .. Holding(), .. Devices(), .. Witnesses(), .. Tokens(), .. Policies(), .. Mounts(), .. OpenDoor(), .. FourEyes(), .. Arriving(),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Orders() =>
    [
        ("more needed than there are", "bad-scheme", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 3)))),
        ("a proof by nobody known", "bad-verification", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 2, (VerificationPolicy)7)))),
        ("nine minutes", "bad-expiry", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 2) with { OpenFor = TimeSpan.FromMinutes(9) }))),
        ("31 days", "bad-expiry", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 2) with { OpenFor = TimeSpan.FromDays(31) }))),
        ("no reason", "reason-missing", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 2) with { Reason = "  " }))),
        ("a reason of 760 characters", "reason-missing", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 2) with { Reason = TooLong }))),
        ("one holder for two shares", "holders-missing", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 2) with { Holders = [Ada] }))),
        ("an auditor as holder", "not-a-holder", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 2, holders: [Ada, Nils])))),
        ("a removed holder", "not-a-holder", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 2, holders: [Ada, Mallory])))),
        ("somebody unknown", "not-a-holder", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 2, holders: [Ada, Nobody])))),
        ("the same holder twice", "holder-twice", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(Order(2, 2, holders: [Ada, Ada])))),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Starting() =>
    [
        ("initialise as nobody", "not-signed-in", In(TestConsole.WithPeopleAsync, c => c.Initialise.RunAsync(Nobody, Order(2, 2), Ct))),
        ("initialise as somebody removed", "not-signed-in", In(TestConsole.WithPeopleAsync, c => c.Initialise.RunAsync(Mallory, Order(2, 2), Ct))),
        ("initialise as a holder", "not-allowed", In(TestConsole.WithPeopleAsync, c => c.Initialise.RunAsync(Ada, Order(2, 2), Ct))),
        ("initialise twice", "already-initialised", In(() => InitialisedAsync(), c => c.StartInitialiseAsync(Order(2, 2)))),
        ("rekey before there is a vault", "sealed", In(TestConsole.WithPeopleAsync, c => c.StartRekeyAsync(Order(2, 2)))),
        ("rekey while sealed", "sealed", In(() => InitialisedAsync(), c => c.StartRekeyAsync(Order(2, 2)))),
        ("rekey while another is open", "ceremony-open", In(() => UnsealedAsync(), async c =>
        {
            (await c.StartRekeyAsync(Order(2, 2))).Value();
            return await c.StartRekeyAsync(Order(3, 2));
        })),
        ("seal before there is a vault", "already-sealed", In(TestConsole.WithPeopleAsync, c => c.Seal.RunAsync(Olga, Ct))),
        ("seal twice", "already-sealed", In(() => InitialisedAsync(), c => c.Seal.RunAsync(Olga, Ct))),
        ("rotate while sealed", "sealed", In(() => InitialisedAsync(), c => c.Rotate.RunAsync(Olga, "", Ct))),
        ("rotate for too long a reason", "reason-missing", In(() => UnsealedAsync(), c => c.Rotate.RunAsync(Olga, TooLong, Ct))),
        ("look at the keys while sealed", "sealed", In(() => InitialisedAsync(), c => c.Keys.RunAsync(Nils, Ct))),
        ("look at the keys as a holder", "not-allowed", In(() => UnsealedAsync(), c => c.Keys.RunAsync(Ada, Ct))),
        ("read the audit log as a holder", "not-allowed", In(TestConsole.WithPeopleAsync, c => c.Audit.PageAsync(Ada, new AuditQuery(null, 1), Ct))),
        ("verify the audit log as a holder", "not-allowed", In(TestConsole.WithPeopleAsync, c => c.Audit.VerifyAsync(Ada, Ct))),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Seals() =>
    [
        ("initialise behind a provider that is not there", "no-seal-provider", In(TestConsole.WithPeopleAsync, c => c.StartInitialiseAsync(RecoveryOrder(3, 2)))),
        ("initialise behind a provider that is away", "seal-provider-away", In(() => TestConsole.WithPeopleAsync(new TestSeal { Down = true }), c => c.StartInitialiseAsync(RecoveryOrder(3, 2)))),
        ("initialise without shares behind a provider that is away", "seal-provider-away", In(() => TestConsole.WithPeopleAsync(new TestSeal { Down = true }), c => c.StartInitialiseAsync(RecoveryOrder(0, 0) with { Holders = [] }))),
        ("initialise without shares for no reason", "reason-missing", In(() => TestConsole.WithPeopleAsync(new TestSeal()), c => c.StartInitialiseAsync(RecoveryOrder(0, 0) with { Holders = [], Reason = "" }))),
        ("unseal shares of nobody", "bad-scheme", In(() => TestConsole.WithPeopleAsync(new TestSeal()), c => c.StartInitialiseAsync(Order(0, 0) with { Holders = [] }))),
        ("rekey unseal shares that there are not", "no-unseal-shares", In(() => RecoverableAsync(), c => c.StartRekeyAsync(Order(3, 2)))),
        ("rekey recovery shares that there are not", "no-recovery-shares", In(() => UnsealedAsync(), c => c.StartRekeyAsync(RecoveryOrder(3, 2)))),
        ("rotate the root key while sealed", "sealed", In(() => InitialisedAsync(), c => c.RotateRoot.RunAsync(Olga, "", Ct))),
        ("rotate the root key for too long a reason", "reason-missing", In(() => UnsealedAsync(), c => c.RotateRoot.RunAsync(Olga, TooLong, Ct))),
        ("rotate the root key as a holder", "not-allowed", In(() => UnsealedAsync(), c => c.RotateRoot.RunAsync(Ada, "", Ct))),
        ("rotate the root key without the copy of the unseal key", "shares-would-be-lost", In(() => UnsealedAsync(), async c =>
        {
            await c.TamperAsync(new Commit(TestNote) { Records = [new RecordChange(RecordPaths.ShamirKek, null)] });
            return await c.RotateRoot.RunAsync(Olga, "", Ct);
        })),
        ("rotate the root key with the provider away", "seal-provider-away", In(() => RecoverableAsync(), c =>
        {
            c.Provider!.Down = true;
            return c.RotateRoot.RunAsync(Olga, "", Ct);
        })),
        ("migrate to no provider", "no-seal-provider", In(() => UnsealedAsync(), c => c.StartMigrateAsync(ShareTarget.Recovery))),
        ("migrate to what it is", "already-sealed-so", In(() => RecoverableAsync(), c => c.StartMigrateAsync(ShareTarget.Recovery))),
        ("migrate while sealed", "sealed", In(() => InitialisedAsync(), c => c.StartMigrateAsync(ShareTarget.Recovery))),
        ("migrate as a holder", "not-allowed", In(() => RecoverableAsync(), c => c.Migrate.RunAsync(Ada, new MigrateOrder(ShareTarget.Unseal, TimeSpan.FromDays(1), "Mine."), Ct))),
        ("migrate for nine minutes", "bad-expiry", In(() => RecoverableAsync(), c => c.Migrate.RunAsync(Olga, new MigrateOrder(ShareTarget.Unseal, TimeSpan.FromMinutes(9), "Quick."), Ct))),
        ("migrate while another is open", "ceremony-open", In(() => RecoverableAsync(), async c =>
        {
            (await c.StartRekeyAsync(RecoveryOrder(3, 2))).Value();
            return await c.StartMigrateAsync(ShareTarget.Unseal);
        })),
        ("migrate without recovery shares", "no-recovery-shares-yet", In(() => TestConsole.WithPeopleAsync(new TestSeal()), async c =>
        {
            (await c.StartInitialiseAsync(RecoveryOrder(0, 0) with { Holders = [] })).Value();
            return await c.StartMigrateAsync(ShareTarget.Unseal);
        })),
        ("submit for a provider that is no longer configured", "another-seal-provider", In(() => UnsealedAsync(), async c =>
        {
            c = await c.RestartAsync(new TestSeal());
            await c.UnsealAsync();
            Ceremony migrate = (await c.StartMigrateAsync(ShareTarget.Recovery)).Value();
            await c.TamperAsync(new Commit(TestNote) { Ceremonies = [migrate with { SealType = "pkcs11", Version = 2 }] });
            return (Console: c, Outcome: await c.SubmitAsync(Ada, migrate.Id));
        })),
        ("submit the last share with the provider away", "seal-provider-away", In(() => RecoverableAsync(), async c =>
        {
            Ceremony rekey = (await c.StartRekeyAsync(RecoveryOrder(3, 2))).Value();
            (await c.SubmitAsync(Ada, rekey.Id)).Value();
            c.Provider!.Down = true;
            return await c.SubmitAsync(Ben, rekey.Id);
        })),
        ("the first recovery shares with the provider away", "seal-provider-away", In(() => TestConsole.WithPeopleAsync(new TestSeal()), async c =>
        {
            (await c.StartInitialiseAsync(RecoveryOrder(0, 0) with { Holders = [] })).Value();
            c.Provider!.Down = true;
            return await c.StartRekeyAsync(RecoveryOrder(3, 2, VerificationPolicy.None));
        })),
        ("open what is open", "nothing-to-open", In(() => RecoverableAsync(), c => c.AutoUnseal.TryNowAsync(Olga, Ct))),
        ("have a provider open what holders open", "nothing-to-open", In(() => InitialisedAsync(), c => c.AutoUnseal.TryNowAsync(Olga, Ct))),
        ("have a provider open it as a holder", "not-allowed", In(() => RecoverableAsync(), c => c.AutoUnseal.TryNowAsync(Ada, Ct))),
        ("ask again too early", "seal-provider-away", In(() => RecoverableAsync(), async c =>
        {
            c.Provider!.Down = true;
            c = await c.RestartAsync();
            return (Console: c, Outcome: await c.AutoUnseal.TryNowAsync(Olga, Ct));
        })),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Taking() =>
    [
        ("read an older fingerprint", "stale-view", InRekey(async (c, r) => await c.Take.ReadAsync(Ada, r.Id, Part.Submitter, "00", Ct))),
        ("read what is not theirs", "not-a-participant", InRekey(async (c, r) => await c.Take.ReadAsync(Eve, r.Id, Part.Submitter, "00", Ct))),
        ("read a fingerprint of nothing", "no-such-ceremony", InRekey(async (c, _) => await c.Take.ReadAsync(Ada, new CeremonyId("?"), Part.Submitter, "", Ct))),
        ("decline without a reason", "reason-missing", InRekey(async (c, r) => await c.Take.DeclineAsync(Ada, r.Id, " ", Ct))),
        ("decline after submitting", "already-submitted", InRekey(async (c, r) =>
        {
            (await c.SubmitAsync(Ada, r.Id)).Value();
            return await c.Take.DeclineAsync(Ada, r.Id, "On holiday.", Ct);
        })),
        ("decline what has ended", "ceremony-ended", InRekey(async (c, r) =>
        {
            (await c.End.CancelAsync(Olga, r.Id, "Not today.", Ct)).Value();
            return await c.Take.DeclineAsync(Ada, r.Id, "On holiday.", Ct);
        })),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Submitting() =>
    [
        ("submit to nothing", "no-such-ceremony", InRekey((c, _) => c.Submit.RunAsync(Ada, new CeremonyId("?"), "", Sealed(Junk()), Ct))),
        ("submit twice", "already-submitted", InRekey(async (c, r) =>
        {
            (await c.SubmitAsync(Ada, r.Id)).Value();
            return await c.SubmitAsync(Ada, r.Id);
        })),
        ("submit to an older fingerprint", "stale-view", InRekey((c, r) => c.Submit.RunAsync(Ada, r.Id, "00", Sealed(Junk()), Ct))),
        ("submit what was sealed for another attempt", "sealed-for-another", InRekey(async (c, r) =>
            await c.Submit.RunAsync(Ada, r.Id, Fingerprint.Of(r).Full, TestEnvelopes.Seal(c.Hands.Give(Ada, r.CurrentSet!), SealContext.Submit(r with { Nonce = CeremonyNonce.New() }, Ada)), Ct))),
        ("submit what another person sealed", "sealed-for-another", InRekey(async (c, r) =>
            await c.Submit.RunAsync(Ada, r.Id, Fingerprint.Of(r).Full, TestEnvelopes.Seal(c.Hands.Give(Ada, r.CurrentSet!), SealContext.Submit(r, Ben)), Ct))),
        ("submit what was sealed for other parameters", "sealed-for-another", InRekey(async (c, r) =>
            await c.Submit.RunAsync(Ada, r.Id, Fingerprint.Of(r).Full, TestEnvelopes.Seal(c.Hands.Give(Ada, r.CurrentSet!), SealContext.Submit(r with { Reason = "Another reason." }, Ada)), Ct))),
        ("submit what was sealed as a proof", "sealed-for-another", InRekey(async (c, r) =>
            await c.Submit.RunAsync(Ada, r.Id, Fingerprint.Of(r).Full, TestEnvelopes.Seal(c.Hands.Give(Ada, r.CurrentSet!), SealContext.Prove(r, Ada)), Ct))),
        ("submit an envelope without a share in it", "not-a-share", InRekey(async (c, r) =>
            await c.SubmitAsync(Ada, r.Id, SecretBytes.Take([1, 2, 3])))),
        ("submit while a recipient has no device", "no-device", InRekey(async (c, r) =>
        {
            (await c.RemoveDevice.RunAsync(Cleo, TestEnvelopes.PhoneOf(Cleo).Id, Ct)).Value();
            return await c.SubmitAsync(Ada, r.Id);
        })),
        ("prove what was sealed for submitting", "sealed-for-another", InDelivery(async (c, r) =>
        {
            (await c.RevealAsync(Ada, r.Id)).Value();
            return await c.Prove.RunAsync(Ada, r.Id, TestEnvelopes.Seal(c.Hands.Give(Ada, r.NewSet!), SealContext.Submit(r, Ada)), Ct);
        })),
        ("submit a slip of the pen", "unknown-share", InRekey((c, r) => c.SubmitAsync(Ada, r.Id, Junk()))),
        ("submit what another holds", "someone-elses-share", InRekey((c, r) => c.SubmitAsync(Ada, r.Id, c.Hands.Give(Ben, r.CurrentSet!)))),
        ("submit without a part", "not-a-participant", InRekey((c, r) => c.SubmitAsync(Eve, r.Id, Junk()))),
        ("submit as an administrator", "not-a-participant", InRekey((c, r) => c.SubmitAsync(Olga, r.Id, Junk()))),
        ("submit as an auditor", "not-allowed", InRekey((c, r) => c.SubmitAsync(Nils, r.Id, Junk()))),
        ("submit to a rekey while the vault is sealed", "sealed", InRekey(async (c, r) =>
        {
            (await c.Seal.RunAsync(Olga, Ct)).Value();
            return await c.SubmitAsync(Ada, r.Id);
        })),
        ("submit after the threshold", "not-collecting", InDelivery((c, r) => c.SubmitAsync(Cleo, r.Id))),
        ("submit to what has ended", "ceremony-ended", InDelivery(async (c, r) =>
        {
            (await c.End.CancelAsync(Olga, r.Id, "Not today.", Ct)).Value();
            return await c.SubmitAsync(Cleo, r.Id);
        })),
        ("unseal with a new share before the switch", "share-not-in-force", InDelivery(async (c, r) =>
        {
            (await c.RevealAsync(Ada, r.Id)).Value();
            (await c.Seal.RunAsync(Olga, Ct)).Value();
            return await c.SubmitAsync(Ada, (await c.OpenAsync(CeremonyKind.Unseal))!.Id, c.Hands.Give(Ada, r.NewSet!));
        })),
        ("unseal with an old share after the switch", "replaced-share", InDelivery(async (c, r) =>
        {
            await c.RevealAndProveAsync(r.Id, Ada, Ben, Cleo);
            (await c.Seal.RunAsync(Olga, Ct)).Value();
            return await c.SubmitAsync(Ada, (await c.OpenAsync(CeremonyKind.Unseal))!.Id, c.Hands.Give(Ada, r.CurrentSet!));
        })),
        ("unseal damaged keys", "shares-open-nothing", In(() => InitialisedAsync(), async c =>
        {
            Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
            (await c.SubmitAsync(Ada, unseal.Id)).Value();
            await c.SpoilAsync(RecordPaths.StoredKeys, fromEnd: 3); // The last byte of the tag; two of an empty field follow.
            return await c.SubmitAsync(Ben, unseal.Id);
        })),
        ("unseal an altered keyring", "store-damaged", In(() => InitialisedAsync(), async c =>
        {
            Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
            (await c.SubmitAsync(Ada, unseal.Id)).Value();
            await c.SpoilAsync(RecordPaths.Keyring, fromEnd: 1);
            return await c.SubmitAsync(Ben, unseal.Id);
        })),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Delivering() =>
    [
        ("reveal before the deal", "not-dealt", InRekey(async (c, r) => await c.RevealAsync(Ada, r.Id))),
        ("reveal a share of a set that was replaced meanwhile", "delivery-outdated", In(() => UnsealedAsync(), async c =>
        {
            Ceremony first = (await c.StartRekeyAsync(Order(3, 2, VerificationPolicy.Threshold))).Value();
            await c.AuthoriseAsync(first.Id);
            await c.RevealAndProveAsync(first.Id, Ada, Ben); // Cleo does not collect.
            Ceremony second = (await c.StartRekeyAsync(Order(3, 2))).Value();
            await c.AuthoriseAsync(second.Id);
            await c.RevealAndProveAsync(second.Id, Ada, Ben, Cleo);
            return await c.RevealAsync(Cleo, first.Id);
        })),
        ("reveal twice", "already-revealed", InDelivery(async (c, r) =>
        {
            (await c.RevealAsync(Ada, r.Id)).Value();
            return await c.RevealAsync(Ada, r.Id);
        })),
        ("reveal without a part", "not-a-participant", InDelivery((c, r) => c.RevealAsync(Eve, r.Id))),
        ("reveal on another's device", "not-this-device", InDelivery((c, r) => c.Reveal.RunAsync(Ada, r.Id, TestEnvelopes.PhoneOf(Ben).Id, Ct))),
        ("reveal on no device", "not-this-device", InDelivery((c, r) => c.Reveal.RunAsync(Ada, r.Id, new DeviceId("?"), Ct))),
        ("reveal on a device that came after the deal", "not-this-device", InDelivery(async (c, r) =>
        {
            Device late = (await c.Enrol.RunAsync(Ada, "A laptop", new TestEnvelopes().NewKey().PublicKey, Ct)).Value();
            return await c.Reveal.RunAsync(Ada, r.Id, late.Id, Ct);
        })),
        ("reveal on a removed device", "not-this-device", InDelivery(async (c, r) =>
        {
            (await c.RemoveDevice.RunAsync(Ada, TestEnvelopes.PhoneOf(Ada).Id, Ct)).Value();
            return await c.RevealAsync(Ada, r.Id);
        })),
        ("say stored before the reveal", "not-revealed", InDelivery((c, r) => c.Confirm.StoredAsync(Ada, r.Id, Ct))),
        ("prove before the reveal", "not-revealed", InDelivery((c, r) => c.ProveAsync(Ada, r.Id, Junk()))),
        ("prove with the current share", "not-the-new-share", InDelivery(async (c, r) =>
        {
            (await c.RevealAsync(Ada, r.Id)).Value();
            return await c.ProveAsync(Ada, r.Id, c.Hands.Give(Ada, r.CurrentSet!));
        })),
        ("prove with another's new share", "someone-elses-share", InDelivery(async (c, r) =>
        {
            (await c.RevealAsync(Ada, r.Id)).Value();
            (await c.RevealAsync(Ben, r.Id)).Value();
            return await c.ProveAsync(Ada, r.Id, c.Hands.Give(Ben, r.NewSet!));
        })),
        ("say lost after the proof", "already-proved", InDelivery(async (c, r) =>
        {
            await c.RevealAndProveAsync(r.Id, Ada);
            return await c.Confirm.LostAsync(Ada, r.Id, Ct);
        })),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Ending() =>
    [
        ("cancel as a holder", "not-allowed", InRekey((c, r) => c.End.CancelAsync(Ada, r.Id, "No.", Ct))),
        ("cancel without a reason", "reason-missing", InRekey((c, r) => c.End.CancelAsync(Olga, r.Id, "", Ct))),
        ("cancel nothing", "no-such-ceremony", InRekey((c, _) => c.End.CancelAsync(Olga, new CeremonyId("?"), "No.", Ct))),
        ("cancel twice", "ceremony-ended", InRekey(async (c, r) =>
        {
            (await c.End.CancelAsync(Olga, r.Id, "No.", Ct)).Value();
            return await c.End.CancelAsync(Olga, r.Id, "No.", Ct);
        })),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Secrets() =>
    [
        ("write nowhere", "bad-path", In(() => UnsealedAsync(), c => c.WriteVersionAsync("team//database", "{\"a\":1}"))),
        ("write a list", "bad-value", In(() => UnsealedAsync(), c => c.WriteVersionAsync("team/database", "[1]"))),
        ("write nothing", "bad-value", In(() => UnsealedAsync(), c => c.WriteVersionAsync("team/database", "{}"))),
        ("write half an object", "bad-value", In(() => UnsealedAsync(), c => c.WriteVersionAsync("team/database", "{\"a\":1"))),
        ("write an object and more", "bad-value", In(() => UnsealedAsync(), c => c.WriteVersionAsync("team/database", "{\"a\":1}{}"))),
        ("write too much", "bad-value", In(() => UnsealedAsync(), c => c.WriteVersionAsync("team/database", $"{{\"a\":\"{new string('x', Limits.SecretValue)}\"}}"))),
        ("write while sealed", "sealed", In(() => InitialisedAsync(), c => c.WriteVersionAsync("team/database", "{\"a\":1}"))),
        ("list while sealed", "sealed", In(() => InitialisedAsync(), c => c.Secrets.ListAsync(Olga, Ct))),
        ("delete while sealed", "sealed", In(() => InitialisedAsync(), c => c.Secrets.DeleteAsync(Olga, "team/database", Ct))),
        ("read while sealed", "sealed", In(() => UnsealedAsync(), async c =>
        {
            (await c.WriteAsync("team/database", "{\"a\":1}")).Value();
            (await c.Seal.RunAsync(Olga, Ct)).Value();
            return await c.Secrets.ReadAsync(Olga, "team/database", Ct);
        })),
        ("read as a holder", "not-allowed", In(() => UnsealedAsync(), c => c.Secrets.ReadAsync(Ada, "team/database", Ct))),
        ("read what there is not", "no-such-secret", In(() => UnsealedAsync(), c => c.Secrets.ReadAsync(Olga, "team/database", Ct))),
        ("delete what there is not", "no-such-secret", In(() => UnsealedAsync(), c => c.Secrets.DeleteAsync(Olga, "team/database", Ct))),
        ("read what was altered", "secret-damaged", In(() => UnsealedAsync(), async c =>
        {
            string record = (await c.WriteAsync("team/database", "{\"a\":1}")).Value().Record;
            await c.SpoilAsync(record, fromEnd: 1);
            return await c.Secrets.ReadAsync(Olga, "team/database", Ct);
        })),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> People() =>
    [
        ("add somebody nameless", "bad-name", In(TestConsole.WithPeopleAsync, c => c.People.AddAsync(Olga, new PersonDraft(" ", "zoe", Roles.Holder), Ct))),
        ("add with a space in the sign-in name", "bad-sign-in-name", In(TestConsole.WithPeopleAsync, c => c.People.AddAsync(Olga, new PersonDraft("Zoe", "z oe", Roles.Holder), Ct))),
        ("add without a role", "no-role", In(TestConsole.WithPeopleAsync, c => c.People.AddAsync(Olga, new PersonDraft("Zoe", "zoe", Roles.None), Ct))),
        ("add a second ada", "sign-in-name-taken", In(TestConsole.WithPeopleAsync, c => c.People.AddAsync(Olga, new PersonDraft("Zoe", "ADA", Roles.Holder), Ct))),
        ("give no role", "no-role", In(TestConsole.WithPeopleAsync, c => c.People.ChangeRolesAsync(Olga, Ada, Roles.None, Ct))),
        ("give a role that does not exist", "no-role", In(TestConsole.WithPeopleAsync, c => c.People.ChangeRolesAsync(Olga, Ada, (Roles)64, Ct))),
        ("take the last administrator's role", "last-administrator", In(TestConsole.WithPeopleAsync, c => c.People.ChangeRolesAsync(Olga, Olga, Roles.Auditor, Ct))),
        ("remove the last administrator", "last-administrator", In(TestConsole.WithPeopleAsync, c => c.People.RemoveAsync(Olga, Olga, Ct))),
        ("remove a holder without whom nobody could open the vault", "too-few-holders", In(() => InitialisedAsync(3, 3), c => c.People.RemoveAsync(Olga, Ada, Ct))),
        ("take the role of a holder who is needed", "too-few-holders", In(() => UnsealedAsync(3, 3), c => c.People.ChangeRolesAsync(Olga, Ada, Roles.Auditor, Ct))),
        ("remove nobody", "no-such-person", In(TestConsole.WithPeopleAsync, c => c.People.RemoveAsync(Olga, Nobody, Ct))),
        ("invite somebody of the organisation", "external-person", In(TestConsole.WithPeopleAsync, async c =>
            await c.People.InviteAgainAsync(Olga, (await c.SignIn.ExternalAsync("t/1", "Zoe", "zoe@example.org", Roles.Holder, "sign-in", Ct)).Value().Id, Ct))),
        ("accept with no code", "invitation-unusable", In(TestConsole.WithPeopleAsync, c => c.Accept.RunAsync("?", Credentials.Of("hash"), Ct))),
        ("set up a second time", "already-set-up", In(TestConsole.WithPeopleAsync, c => c.SetUp.RunAsync(c.Code.Issue(), new PersonDraft("Zoe", "zoe", Roles.None), Credentials.Of("hash"), Ct))),
        ("set up with a guess", "wrong-code", In(() => Task.FromResult(TestConsole.Fresh()), c => c.SetUp.RunAsync("GUESS", new PersonDraft("Zoe", "zoe", Roles.None), Credentials.Of("hash"), Ct))),
        ("add a passkey too many", "too-many-passkeys", In(WithPasskeysAsync, async c =>
        {
            for (int i = 1; i < KeepPasskeys.Most; i++)
            {
                (await c.Passkeys.AddAsync(Ada, PasskeyOf(Ada, $"more{i}"), Ct)).Value();
            }

            return await c.Passkeys.AddAsync(Ada, PasskeyOf(Ada, "last"), Ct);
        })),
        ("add somebody else's passkey", "passkey-known", In(WithPasskeysAsync, c => c.Passkeys.AddAsync(Ben, PasskeyOf(Ben, "adas"), Ct))),
        ("add a passkey without an account", "not-signed-in", In(WithPasskeysAsync, c => c.Passkeys.AddAsync(Cleo, PasskeyOf(Cleo, "new"), Ct))),
        ("give a passkey no name", "bad-passkey-name", In(WithPasskeysAsync, c => c.Passkeys.RenameAsync(Ada, "adas", " ", Ct))),
        ("name somebody else's passkey", "no-such-passkey", In(WithPasskeysAsync, c => c.Passkeys.RenameAsync(Ben, "adas", "Mine", Ct))),
        ("remove somebody else's passkey", "no-such-passkey", In(WithPasskeysAsync, c => c.Passkeys.RemoveAsync(Ben, "adas", Ct))),
        ("remove the only way in", "last-way-in", In(WithPasskeysAsync, c => c.Passkeys.RemoveAsync(Ada, "adas", Ct))),
        ("set up an authenticator without a password", "no-password", In(WithPasskeysAsync, c => c.Authenticators.AddAsync(Ada, "key", 1, Ct))),
        ("set up an authenticator without an account", "not-signed-in", In(WithPasskeysAsync, c => c.Authenticators.AddAsync(Cleo, "key", 1, Ct))),
        ("set up a second authenticator", "authenticator-known", In(WithPasskeysAsync, async c =>
        {
            (await c.Authenticators.AddAsync(Ben, "key", 1, Ct)).Value();
            return await c.Authenticators.AddAsync(Ben, "other", 2, Ct);
        })),
        ("make codes for no authenticator", "no-authenticator", In(WithPasskeysAsync, c => c.Authenticators.RenewCodesAsync(Ben, Ct))),
        ("remove no authenticator", "no-authenticator", In(WithPasskeysAsync, c => c.Authenticators.RemoveAsync(Ben, Ct))),
        ("rotate without a fresh proof", "proof-needed", In(() => UnsealedAsync(), c =>
        {
            c.Proof.Given = who => who != Olga;
            return c.Rotate.RunAsync(Olga, "", Ct);
        })),
        ("come back after removal", "removed", In(TestConsole.WithPeopleAsync, async c =>
        {
            Person zoe = (await c.SignIn.ExternalAsync("t/1", "Zoe", "zoe@example.org", Roles.Holder, "sign-in", Ct)).Value();
            (await c.People.RemoveAsync(Olga, zoe.Id, Ct)).Value();
            return await c.SignIn.ExternalAsync("t/1", "Zoe", "zoe@example.org", Roles.Holder, "sign-in", Ct);
        })),
        ("come from the organisation without a role", "no-role", In(TestConsole.WithPeopleAsync, c => c.SignIn.ExternalAsync("t/1", "Zoe", "zoe@example.org", Roles.None, "sign-in", Ct))),
        ("come from the organisation under a local name", "sign-in-name-taken", In(TestConsole.WithPeopleAsync, c => c.SignIn.ExternalAsync("t/1", "Ada", "ada", Roles.Holder, "sign-in", Ct))),
    ];

    internal static AuditDraft TestNote { get; } =
        new(TestConsole.Morning, "system", "the test", "test.tamper", "", AuditDraft.DoneOutcome, "");

    private static SealedShare Sealed(SecretBytes share) => TestEnvelopes.Seal(share, SealContext.Check(Ada));

    private static SecretBytes Junk() => SecretBytes.Take(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef\u0007"));

    private static Func<Task<(TestConsole, Refusal?)>> In<T>(Func<Task<TestConsole>> begin, Func<TestConsole, Task<Outcome<T>>> act) => async () =>
    {
        TestConsole console = await begin();
        return (console, (await act(console)).Refusal);
    };

    // Where the console is another one afterwards.
    private static Func<Task<(TestConsole, Refusal?)>> In<T>(
        Func<Task<TestConsole>> begin, Func<TestConsole, Task<(TestConsole Console, Outcome<T> Outcome)>> act) => async () =>
    {
        (TestConsole console, Outcome<T> outcome) = await act(await begin());
        return (console, outcome.Refusal);
    };

    private static Func<Task<(TestConsole, Refusal?)>> InRekey<T>(Func<TestConsole, Ceremony, Task<Outcome<T>>> act) =>
        In(() => UnsealedAsync(), async c => await act(c, (await c.StartRekeyAsync(Order(3, 2))).Value()));

    private static Func<Task<(TestConsole, Refusal?)>> InDelivery<T>(Func<TestConsole, Ceremony, Task<Outcome<T>>> act) => async () =>
    {
        (TestConsole console, Ceremony rekey) = await DeliveringAsync();
        return (console, (await act(console, rekey)).Refusal);
    };
}
