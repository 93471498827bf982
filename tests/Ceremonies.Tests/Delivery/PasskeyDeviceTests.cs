using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Delivery;

/// <summary>Passkeys whose own key opens new shares: devices as any other, as long as they are their owner's passkeys.</summary>
public sealed class PasskeyDeviceTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task A_passkey_is_a_device_by_its_own_name_and_is_sent_the_share()
    {
        using TestConsole c = await WithPasskeysAsync();
        Device passkey = await EnrolAsync(c);
        Assert.Equal((true, true, false, "The device adas"), (passkey.IsPasskey, passkey.Id.IsOf("adas"), passkey.Id.IsOf("bens"), passkey.Name));
        Assert.Contains("on every device that has it. Its key in words", (await c.LastEntryAsync()).Draft.Detail, StringComparison.Ordinal);
        Ceremony ceremony = (await c.StartInitialiseAsync(Order(3, 2))).Value();

        SealedDelivery delivery = (await c.Reveal.RunAsync(Ada, ceremony.Id, passkey.Id, Ct)).Value();

        using SecretBytes share = TestEnvelopes.Open(delivery, passkey);
        Assert.NotEqual(0, share.Length);
    }

    [Fact]
    public async Task Late_it_is_a_stranger_until_an_administrator_says_otherwise()
    {
        using TestConsole c = await WithPasskeysAsync();
        Ceremony ceremony = (await c.StartInitialiseAsync(Order(3, 2))).Value();
        c.Clock.Advance(TimeSpan.FromMinutes(1));

        Device passkey = await EnrolAsync(c);

        Assert.False(passkey.ReceivesIn(ceremony));
        Assert.Equal("not-this-device", (await c.Reveal.RunAsync(Ada, ceremony.Id, passkey.Id, Ct)).Refusal?.Code);
        Assert.True((await c.AcceptDevice.RunAsync(Olga, passkey.Id, Ct)).Value().ReceivesIn(ceremony));
    }

    [Fact]
    public async Task A_passkey_that_is_removed_is_no_device_any_more_and_one_that_comes_again_is_another()
    {
        using TestConsole c = await WithPasskeysAsync();
        (await c.Passkeys.AddAsync(Ada, PasskeyOf(Ada, "second"), Ct)).Value();
        byte[] key = new TestEnvelopes.Key().PublicKey;
        Device passkey = (await c.Enrol.OfPasskeyAsync(Ada, "adas", key, Ct)).Value();
        Device other = (await c.Enrol.OfPasskeyAsync(Ada, "second", new TestEnvelopes.Key().PublicKey, Ct)).Value();

        (await c.Passkeys.RemoveAsync(Ada, "adas", Ct)).Value();

        Assert.Equal([TestEnvelopes.PhoneOf(Ada).Id, other.Id], (await c.Store.ListDevicesAsync(Ada, Ct)).Select(d => d.Id).OrderBy(id => id.IsPasskey));
        Assert.Contains("opens no new shares any more", (await c.LastEntryAsync()).Draft.Detail, StringComparison.Ordinal);
        (await c.Passkeys.AddAsync(Ada, PasskeyOf(Ada, "adas"), Ct)).Value();
        Assert.NotEqual(passkey.Id, (await c.Enrol.OfPasskeyAsync(Ada, "adas", key, Ct)).Value().Id);
    }

    [Fact]
    public async Task Whoever_accepts_an_invitation_again_keeps_browsers_and_no_passkey()
    {
        using TestConsole c = await WithPasskeysAsync();
        await EnrolAsync(c);
        Invited again = (await c.People.InviteAgainAsync(Olga, Ada, Ct)).Value();

        (await c.Accept.RunAsync(again.Code, Credentials.Of(PasskeyOf(Ada, "found")), Ct)).Value();

        Assert.Equal(TestEnvelopes.PhoneOf(Ada).Id, Assert.Single(await c.Store.ListDevicesAsync(Ada, Ct)).Id);
    }

    private static async Task<Device> EnrolAsync(TestConsole c) =>
        (await c.Enrol.OfPasskeyAsync(Ada, "adas", new TestEnvelopes.Key().PublicKey, Ct)).Value();
}
