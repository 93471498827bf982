using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <content>The devices that new shares are sealed to.</content>
internal static partial class RefusalCases
{
    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Devices() =>
    [
        ("initialise with a holder who has no device", "no-device", In(TestConsole.WithPeopleAsync, async c =>
        {
            (await c.RemoveDevice.RunAsync(Ben, TestEnvelopes.PhoneOf(Ben).Id, Ct)).Value();
            return await c.StartInitialiseAsync(Order(3, 2));
        })),
        ("rekey with a holder who has no device", "no-device", In(() => UnsealedAsync(), async c =>
        {
            (await c.RemoveDevice.RunAsync(Dan, TestEnvelopes.PhoneOf(Dan).Id, Ct)).Value();
            return await c.StartRekeyAsync(Order(4, 2));
        })),
        ("submit while the only device of a recipient waits to be accepted", "no-device", InRekey(async (c, r) =>
        {
            c.Clock.Advance(TimeSpan.FromMinutes(1));
            (await c.EnrolAsync(Cleo)).Value();
            (await c.RemoveDevice.RunAsync(Cleo, TestEnvelopes.PhoneOf(Cleo).Id, Ct)).Value();
            return await c.SubmitAsync(Ada, r.Id);
        })),
        ("deal again as a holder", "not-allowed", InDelivery((c, r) => c.Again.RunAsync(Ada, r.Id, Ct))),
        ("deal again what was not dealt", "nothing-to-deal-again", InRekey((c, r) => c.Again.RunAsync(Olga, r.Id, Ct))),
        ("deal again what somebody has seen", "share-seen", InDelivery(async (c, r) =>
        {
            (await c.RevealAsync(Ada, r.Id)).Value();
            return await c.Again.RunAsync(Olga, r.Id, Ct);
        })),
        ("deal again while sealed", "sealed", InDelivery(async (c, r) =>
        {
            (await c.Seal.RunAsync(Olga, Ct)).Value();
            return await c.Again.RunAsync(Olga, r.Id, Ct);
        })),
        ("deal again to somebody without a device", "no-device", InDelivery(async (c, r) =>
        {
            (await c.RemoveDevice.RunAsync(Ben, TestEnvelopes.PhoneOf(Ben).Id, Ct)).Value();
            return await c.Again.RunAsync(Olga, r.Id, Ct);
        })),
        ("enrol as nobody", "not-signed-in", In(TestConsole.WithPeopleAsync, c => c.EnrolAsync(Nobody))),
        ("enrol a device without a name", "device-name", In(TestConsole.WithPeopleAsync, c => c.EnrolAsync(Ada, " "))),
        ("enrol a device with an endless name", "device-name", In(TestConsole.WithPeopleAsync, c => c.EnrolAsync(Ada, new string('x', Limits.Name + 1)))),
        ("enrol what is no key", "device-key", In(TestConsole.WithPeopleAsync, c => c.Enrol.RunAsync(Ada, "A laptop", [1, 2, 3], Ct))),
        ("enrol the same key twice", "device-known", In(TestConsole.WithPeopleAsync, c => c.Enrol.RunAsync(Ada, "Again", TestEnvelopes.PhoneOf(Ada).Key(), Ct))),
        ("enrol another's passkey", "no-such-passkey", In(WithPasskeysAsync, c => c.Enrol.OfPasskeyAsync(Ben, "adas", new TestEnvelopes.Key().PublicKey, Ct))),
        ("enrol a passkey as nobody", "not-signed-in", In(WithPasskeysAsync, c => c.Enrol.OfPasskeyAsync(Nobody, "adas", new TestEnvelopes.Key().PublicKey, Ct))),
        ("enrol a passkey with what is no key", "device-key", In(WithPasskeysAsync, c => c.Enrol.OfPasskeyAsync(Ada, "adas", [1, 2, 3], Ct))),
        ("enrol an eleventh device", "too-many-devices", In(TestConsole.WithPeopleAsync, async c =>
        {
            for (int i = 1; i < Device.MostPerPerson; i++)
            {
                (await c.EnrolAsync(Ada)).Value();
            }

            return await c.EnrolAsync(Ada);
        })),
        ("remove another's device", "no-such-device", In(TestConsole.WithPeopleAsync, c => c.RemoveDevice.RunAsync(Ada, TestEnvelopes.PhoneOf(Ben).Id, Ct))),
        ("remove a device twice", "no-such-device", In(TestConsole.WithPeopleAsync, async c =>
        {
            (await c.RemoveDevice.RunAsync(Ada, TestEnvelopes.PhoneOf(Ada).Id, Ct)).Value();
            return await c.RemoveDevice.RunAsync(Ada, TestEnvelopes.PhoneOf(Ada).Id, Ct);
        })),
        ("accept a device as a holder", "not-allowed", In(TestConsole.WithPeopleAsync, c => c.AcceptDevice.RunAsync(Ada, TestEnvelopes.PhoneOf(Ben).Id, Ct))),
        ("accept no device", "no-such-device", In(TestConsole.WithPeopleAsync, c => c.AcceptDevice.RunAsync(Olga, new DeviceId("?"), Ct))),
        ("accept one's own device", "own-device", In(TestConsole.WithPeopleAsync, async c =>
            await c.AcceptDevice.RunAsync(Olga, (await c.EnrolAsync(Olga)).Value().Id, Ct))),
    ];
}
