using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.TestEnvelopes;

namespace KeyCeremonyConsole.Ceremonies.Tests.Delivery;

/// <summary>Which devices a new share is sealed to, and that exactly one of them is handed it.</summary>
public sealed class DeviceTests
{
    private const int Races = 1_000;

    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task A_thousand_races_over_tabs_and_devices_reveal_exactly_once_each()
    {
        (TestConsole c, Ceremony rekey, Device laptop) = await WithLaptopAsync();
        Device[] devices = [PhoneOf(Ada), laptop];
        byte[][] envelopes = [.. await Task.WhenAll(devices.Select(async d => (await c.Store.FindDeliveryAsync(rekey.Id, Ada, d.Id, Ct))!))];
        for (int race = 0; race < Races; race++)
        {
            Outcome<SealedDelivery>[] outcomes = await Task.WhenAll(Enumerable.Range(0, 6)
                .Select(tab => Task.Run(() => c.Reveal.RunAsync(Ada, rekey.Id, devices[tab % 2].Id, Ct), Ct)));

            Assert.Single(outcomes, o => o.Refusal is null);
            Assert.Equal(5, outcomes.Count(o => o.Refusal?.Code == "already-revealed"));
            foreach (Device device in devices)
            {
                Assert.Null(await c.Store.FindDeliveryAsync(rekey.Id, Ada, device.Id, Ct));
            }

            Ceremony shown = await c.FindAsync(rekey.Id);
            await c.TamperAsync(new Commit(new AuditDraft(TestConsole.Morning, "system", "the test", "test.rewind", "", AuditDraft.DoneOutcome, ""))
            {
                Ceremonies = [shown.With(shown.Find(Ada, Part.Recipient)! with { RevealedAt = null }) with { Version = shown.Version + 1 }],
                Deliveries = [.. devices.Zip(envelopes, (d, e) => new DeliveryChange(rekey.Id, Ada, d.Id, e))],
            });
        }
    }

    [Fact]
    public async Task Every_device_of_a_holder_can_open_the_share_and_no_other_can()
    {
        (TestConsole c, Ceremony rekey, Device laptop) = await WithLaptopAsync();

        SealedDelivery delivery = (await c.Reveal.RunAsync(Ada, rekey.Id, laptop.Id, Ct)).Value();

        using SecretBytes share = TestEnvelopes.Open(delivery, laptop);
        Assert.Equal(rekey.NewSet, (await c.Engine.JudgeAsync(share, Ct)).Set?.Id);
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => TestEnvelopes.Open(delivery, PhoneOf(Ada)));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => TestEnvelopes.Open(delivery, PhoneOf(Ben)));
    }

    [Fact]
    public async Task A_device_that_comes_during_a_ceremony_gets_nothing_before_an_administrator_accepts_it()
    {
        TestConsole c = await UnsealedAsync();
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        c.Clock.Advance(TimeSpan.FromMinutes(1));
        Device strange = (await c.EnrolAsync(Ada)).Value();
        Device accepted = (await c.EnrolAsync(Ben)).Value();
        (await c.AcceptDevice.RunAsync(Olga, accepted.Id, Ct)).Value();

        await c.AuthoriseAsync(rekey.Id);

        Assert.Null(await c.Store.FindDeliveryAsync(rekey.Id, Ada, strange.Id, Ct));
        Assert.NotNull(await c.Store.FindDeliveryAsync(rekey.Id, Ada, PhoneOf(Ada).Id, Ct));
        Assert.NotNull(await c.Store.FindDeliveryAsync(rekey.Id, Ben, accepted.Id, Ct));
        Assert.Equal("not-this-device", (await c.Reveal.RunAsync(Ada, rekey.Id, strange.Id, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Everybody_in_the_ceremony_is_told_of_a_device_that_comes_goes_or_is_accepted()
    {
        TestConsole c = await UnsealedAsync();
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        c.Clock.Advance(TimeSpan.FromMinutes(1));
        c.Events.Clear();

        Device laptop = (await c.EnrolAsync(Ada)).Value();
        (await c.AcceptDevice.RunAsync(Olga, laptop.Id, Ct)).Value();
        (await c.RemoveDevice.RunAsync(Ada, laptop.Id, Ct)).Value();
        (await c.EnrolAsync(Eve)).Value(); // Eve has no part in it.

        Assert.Equal(3, c.Events.OfType<CeremonyMoved>().Count(e => e.View.Ceremony.Id == rekey.Id));
        Assert.Equal(
            ["device.enrol", "device.accept", "device.remove", "device.enrol"],
            (await c.EntriesAsync()).Select(e => e.Draft.Act).Where(act => act.StartsWith("device.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_rule_asks_for_is_asked_before_anybody_s_share_is_kept()
    {
        TestConsole c = await UnsealedAsync();
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        (await c.SubmitAsync(Ada, rekey.Id)).Value();
        (await c.RemoveDevice.RunAsync(Cleo, PhoneOf(Cleo).Id, Ct)).Value();

        Assert.Equal("no-device", (await c.SubmitAsync(Ben, rekey.Id)).Refusal?.Code);
        Assert.Equal(1, (await c.FindAsync(rekey.Id)).Received);

        c.Clock.Advance(TimeSpan.FromMinutes(1));
        Device next = (await c.EnrolAsync(Cleo)).Value();
        (await c.AcceptDevice.RunAsync(Olga, next.Id, Ct)).Value();
        Assert.Equal(CeremonyStage.Delivering, (await c.SubmitAsync(Ben, rekey.Id)).Value().Stage);
    }

    [Fact]
    public async Task After_a_lost_device_the_shares_are_made_again_for_another_and_the_first_ones_are_worth_nothing()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();
        SealContext context = SealContext.Deliver(rekey.Id, rekey.NewSet!, Ben, PhoneOf(Ben).Id);
        var captured = new SealedDelivery((await c.Store.FindDeliveryAsync(rekey.Id, Ben, PhoneOf(Ben).Id, Ct))!, context);
        (await c.Confirm.LostAsync(Ada, rekey.Id, Ct)).Value();
        (await c.RemoveDevice.RunAsync(Ada, PhoneOf(Ada).Id, Ct)).Value();
        c.Clock.Advance(TimeSpan.FromMinutes(1));
        var key = new Key();
        Device laptop = (await c.Enrol.RunAsync(Ada, "A laptop", key.PublicKey, Ct)).Value();
        (await c.AcceptDevice.RunAsync(Olga, laptop.Id, Ct)).Value();

        Ceremony again = (await c.Again.RunAsync(Olga, rekey.Id, Ct)).Value();

        Assert.NotEqual(rekey.NewSet, again.NewSet);
        Assert.Equal(Fingerprint.Of(rekey), Fingerprint.Of(again), (a, b) => a.Full == b.Full);
        Assert.Null(again.Find(Ada, Part.Recipient)!.LostAt);
        using (SecretBytes first = TestEnvelopes.Open(captured, PhoneOf(Ben)))
        {
            Assert.Null((await c.Engine.JudgeAsync(first, Ct)).Set);
        }

        using (SecretBytes adas = TestEnvelopes.Open((await c.Reveal.RunAsync(Ada, rekey.Id, laptop.Id, Ct)).Value(), laptop))
        {
            c.Hands.Keep(Ada, again.NewSet!, adas);
        }

        (await c.ProveAsync(Ada, rekey.Id)).Value();
        await c.RevealAndProveAsync(rekey.Id, Ben, Cleo);
        Assert.Equal(CeremonyStage.Completed, (await c.FindAsync(rekey.Id)).Stage);
        Assert.True(await c.OpensAsync(again.NewSet!, [Ada, Cleo]));
        Assert.False(await c.OpensAsync(rekey.CurrentSet!, [Ada, Cleo]));
    }

    private static async Task<(TestConsole Console, Ceremony Rekey, Device Laptop)> WithLaptopAsync()
    {
        TestConsole c = await UnsealedAsync();
        Device laptop = (await c.EnrolAsync(Ada)).Value();
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        return (c, await c.AuthoriseAsync(rekey.Id), laptop);
    }
}
