using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Ceremonies;
using KeyCeremonyConsole.Web.Devices;
using Microsoft.JSInterop;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Devices;

/// <summary>Enrolling, listing, removing; and what a ceremony says of devices. The script is strict.</summary>
public sealed class DevicePagesTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private readonly BunitJSModuleInterop _script;
    private Person _admin = null!;
    private IReadOnlyList<Person> _people = [];

    public DevicePagesTests()
    {
        _script = JSInterop.SetupModule("./devices.js");
        _script.Setup<string>("suggestName", _ => true).SetResult("Chrome on Linux");
        _script.Setup<string?>("find", _ => true).SetResult(null);
    }

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _admin = await _console.PersonAsync("Olga", Roles.Administrator);
        _people = await _console.PeopleAsync("Ada", "Ben", "Cem");
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public async Task Who_has_no_device_makes_this_browser_one()
    {
        Person zoe = await _console.PersonAsync("Zoe", withPhone: false);
        byte[] key = EnrolGives(NewKey());
        IRenderedComponent<DevicesPage> page = PageOf(zoe);
        Assert.Contains("You have no device yet", page.Markup, StringComparison.Ordinal);
        Assert.Equal("Chrome on Linux", page.Find("input").GetAttribute("value"));

        page.Find("input").Input("  My phone ");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("My phone", page.Find(".devices li").TextContent, StringComparison.Ordinal));
        Device device = Assert.Single(await _console.Store.ListDevicesAsync(zoe.Id, Stop));
        Assert.Equal(("My phone", Convert.ToHexStringLower(key)), (device.Name, device.PublicKey));
        Assert.Contains(string.Join(' ', device.Fingerprint.Words), page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_the_console_does_not_take_is_forgotten_by_the_browser()
    {
        EnrolGives(new byte[65]);
        JSRuntimeInvocationHandler forget = _script.SetupVoid("forget", _ => true).SetVoidResult();
        IRenderedComponent<DevicesPage> page = PageOf(_people[0]);

        page.WaitForElement("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("no key that a share can be sealed to", page.Markup, StringComparison.Ordinal));
        Assert.Equal(Convert.ToHexStringLower(new byte[65]), Assert.Single(forget.Invocations).Arguments[0]);
        Assert.Single(await _console.Store.ListDevicesAsync(_people[0].Id, Stop));
    }

    [Fact]
    public void A_browser_that_keeps_no_keys_is_told_so()
    {
        _script.Setup<byte[]>("enrol").SetException(new JSException("private window"));
        IRenderedComponent<DevicesPage> page = PageOf(_people[0]);

        page.WaitForElement("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("not in a private window", page.Find(".device-offer .mud-alert, .device-offer [role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_device_is_removed_after_a_second_click_and_this_browser_forgets_its_key()
    {
        Device phone = _console.PhoneOf(_people[0]).Device;
        _script.Setup<string?>("find", _ => true).SetResult(phone.PublicKey);
        JSRuntimeInvocationHandler forget = _script.SetupVoid("forget", _ => true).SetVoidResult();
        IRenderedComponent<DevicesPage> page = PageOf(_people[0]);
        page.WaitForAssertion(() => Assert.Contains("this browser", page.Find(".devices li").TextContent, StringComparison.Ordinal));

        Button(page, "Remove A phone…").Click();
        Assert.NotEmpty(await _console.Store.ListDevicesAsync(_people[0].Id, Stop));
        Button(page, "Remove A phone").Click();

        page.WaitForAssertion(() => Assert.Contains("You have no device yet", page.Markup, StringComparison.Ordinal));
        Assert.Equal(phone.PublicKey, Assert.Single(forget.Invocations).Arguments[0]);
    }

    [Fact]
    public async Task A_device_that_comes_during_a_ceremony_is_seen_by_all_and_accepted_by_an_administrator()
    {
        Ceremony rekey = await RekeyAsync();
        _console.SignIn(this, _admin);
        IRenderedComponent<CeremonyLive> page = Render<CeremonyLive>(p => p.Add(c => c.Id, rekey.Id));
        Assert.DoesNotContain("added a device", page.Markup, StringComparison.Ordinal);

        _console.Clock.Advance(TimeSpan.FromMinutes(1));
        Device laptop = TestConsole.Done(await _console.Get<EnrolDevice>().RunAsync(_people[0].Id, "A laptop", NewKey(), Stop));

        page.WaitForAssertion(() => Assert.Contains("Ada added a device after this ceremony began: A laptop.", page.Markup, StringComparison.Ordinal));
        Assert.Contains(string.Join(' ', laptop.Fingerprint.Words), page.Markup, StringComparison.Ordinal);
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Accept it").Click();
        page.WaitForAssertion(() => Assert.Contains("Olga accepted it", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Accept it", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_holder_sees_the_added_device_without_a_button()
    {
        Ceremony rekey = await RekeyAsync();
        _console.Clock.Advance(TimeSpan.FromMinutes(1));
        TestConsole.Done(await _console.Get<EnrolDevice>().RunAsync(_people[0].Id, "A laptop", NewKey(), Stop));
        _console.SignIn(this, _people[1]);

        IRenderedComponent<CeremonyLive> page = Render<CeremonyLive>(p => p.Add(c => c.Id, rekey.Id));

        page.WaitForAssertion(() => Assert.Contains("Ada added a device", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Trim() == "Accept it");
    }

    [Fact]
    public async Task Who_has_no_device_any_more_is_named_on_the_ceremony_s_page()
    {
        Ceremony rekey = await RekeyAsync();
        TestConsole.Done(await _console.Get<RemoveDevice>().RunAsync(_people[2].Id, _console.PhoneOf(_people[2]).Device.Id, Stop));
        _console.SignIn(this, _people[1]);

        IRenderedComponent<CeremonyLive> page = Render<CeremonyLive>(p => p.Add(c => c.Id, rekey.Id));

        page.WaitForAssertion(() => Assert.Contains("Cem has no device for the new share.", page.Markup, StringComparison.Ordinal));
    }

    // Everything that is stored or was ever written, with T - 1 shares besides: any 33 bytes of it, and any 44 letters, are tried.
    [Fact]
    public async Task A_captured_store_with_one_share_less_than_needed_has_no_other_share_in_it()
    {
        Ceremony rekey = await RekeyAsync();
        await _console.SubmitAsync(rekey.Id, _people[0]);
        Ceremony dealt = await _console.SubmitAsync(rekey.Id, _people[1]);
        var engine = _console.Get<SealEngine>();
        List<byte[]> captured = [];
        foreach (Person person in _people)
        {
            captured.Add((await _console.Store.FindDeliveryAsync(dealt.Id, person.Id, _console.PhoneOf(person).Device.Id, Stop))!);
        }

        foreach (string path in await _console.Store.ListAsync("", Stop))
        {
            captured.Add((await _console.Store.GetAsync(path, Stop))!);
        }

        await foreach (KeyCeremonyConsole.Ceremonies.Audit.AuditEntry entry in _console.Store.ReadAuditChainAsync(Stop))
        {
            captured.Add(System.Text.Encoding.UTF8.GetBytes($"{entry.Draft.Subject} {entry.Draft.Detail}"));
        }

        int tried = 0;
        foreach (byte[] candidate in captured.SelectMany(Candidates))
        {
            using SecretBytes guess = SecretBytes.Take(candidate);
            Assert.Null((await engine.JudgeAsync(guess, Stop)).Set);
            tried++;
        }

        Assert.True(tried > 1_000);
        await _console.CollectAsync(dealt.Id, _people[0]); // The search would know a share: the holder's device finds it.
        using SecretBytes share = SecretBytes.Take(Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(_console.Text(_people[0], dealt.NewSet!))));
        Assert.Equal(dealt.NewSet, (await engine.JudgeAsync(share, Stop)).Set?.Id);
    }

    private static IEnumerable<byte[]> Candidates(byte[] bytes)
    {
        for (int at = 0; at + 33 <= bytes.Length; at++)
        {
            yield return bytes[at..(at + 33)];
            byte[] decoded = new byte[33];
            if (at + 44 <= bytes.Length
                && Convert.TryFromBase64String(System.Text.Encoding.Latin1.GetString(bytes, at, 44), decoded, out int length) && length == 33)
            {
                yield return decoded;
            }
        }
    }

    private static byte[] NewKey()
    {
        using var phone = new Phone(new PersonId("x"), default);
        return phone.Device.Key();
    }

    private static IElement Button(IRenderedComponent<DevicesPage> page, string text) =>
        page.FindAll("button").First(b => b.TextContent.Trim() == text);

    private byte[] EnrolGives(byte[] key)
    {
        _script.Setup<byte[]>("enrol").SetResult(key);
        return key;
    }

    private IRenderedComponent<DevicesPage> PageOf(Person person)
    {
        _console.SignIn(this, person);
        return Render<DevicesPage>();
    }

    private async Task<Ceremony> RekeyAsync()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);
        return await _console.RekeyAsync(_admin, 2, _people);
    }
}
