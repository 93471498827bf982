using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Ceremonies;
using KeyCeremonyConsole.Web.Devices;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Devices;

/// <summary>A passkey as a device: offered, listed, and used where the browser is none. The script is strict.</summary>
public sealed class PasskeyDeviceTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private readonly BunitJSModuleInterop _script;
    private readonly JSRuntimeInvocationHandler _letGo;
    private readonly JSRuntimeInvocationHandler _reveal;
    private IReadOnlyList<Person> _people = [];

    public PasskeyDeviceTests()
    {
        _script = JSInterop.SetupModule("./devices.js");
        _script.Setup<string>("suggestName", _ => true).SetResult("Chrome on Linux");
        _script.Setup<string?>("find", _ => true).SetResult(null);
        _letGo = _script.SetupVoid("letGo").SetVoidResult();
        _reveal = JSInterop.SetupModule("./Shares/NewShare.razor.js").SetupVoid("reveal", _ => true).SetVoidResult();
    }

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private Person Ada => _people[0];

    public async ValueTask InitializeAsync()
    {
        _people = await _console.PeopleAsync("Ada", "Ben");
        await _console.Store.CommitAsync(
            new Commit(new(_console.Clock.GetUtcNow(), "system", "the test", "test", "", "done", ""))
            {
                Accounts = [new NewAccount(Ada.Id, "ada", null)],
                Passkeys = [new PasskeyChange("AQID", new Passkey("AQID", Ada.Id, "Work key", default, null, new PasskeyKey([1], 0, [], true, true, [], [])))],
            },
            Stop);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public Task The_browser_makes_the_key_of_a_passkey_as_the_RFC_says_and_keeps_it_for_a_moment() => Node.RunAsync("passkey-key.mjs");

    [Fact]
    public async Task A_passkey_is_added_by_its_own_name_and_shown_as_one()
    {
        string key = MakesAKey();
        IRenderedComponent<DevicesPage> page = PageOf(Ada);

        Button(page, "Use a passkey").Click();

        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".devices li"), row => row.TextContent.Contains("Work key · passkey, works on every device that has it", StringComparison.Ordinal)));
        Device device = (await _console.Store.ListDevicesAsync(Ada.Id, Stop)).Single(d => d.IsPasskey);
        Assert.Equal((key, true), (device.PublicKey, device.Id.IsOf("AQID")));
        Assert.Contains(string.Join(' ', device.Fingerprint.Words), page.Markup, StringComparison.Ordinal);
        Assert.Single(_letGo.Invocations);
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent == "Use a passkey"); // It is one already.
        Assert.Equal(["AQID"], Assert.IsType<string[]>(_script.Invocations["usePasskey"].Single().Arguments[0]));
    }

    [Fact]
    public void Who_has_no_passkey_is_offered_none() => Assert.DoesNotContain("Use a passkey", PageOf(_people[1]).Markup, StringComparison.Ordinal);

    [Theory]
    [InlineData("no-prf", "cannot make a key for shares")]
    [InlineData("not-answered", "Your passkey was not used")]
    [InlineData("failed", "usual https address")]
    public async Task What_stands_in_the_way_is_told_and_nothing_is_added(string problem, string told)
    {
        _script.Setup<PasskeyAnswer>("usePasskey", _ => true).SetResult(new PasskeyAnswer(null, null, problem));
        IRenderedComponent<DevicesPage> page = PageOf(Ada);

        Button(page, "Use a passkey").Click();

        page.WaitForAssertion(() => Assert.Contains(told, page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(await _console.Store.ListDevicesAsync(Ada.Id, Stop), d => d.IsPasskey);
    }

    [Fact]
    public async Task Where_the_browser_is_no_device_the_passkey_opens_the_share()
    {
        (IRenderedComponent<CeremonyLive> page, Device passkey, Ceremony ceremony) = await AtTheGateAsync();
        _script.Setup<PasskeyAnswer>("usePasskey", _ => true).SetResult(new PasskeyAnswer(passkey.PublicKey, "AQID", null));

        Button(page, "Show my share").Click();

        page.WaitForAssertion(() => Assert.Single(_reveal.Invocations));
        Assert.Equal(passkey.PublicKey, _reveal.Invocations.Single().Arguments[1]);
        Assert.NotNull((await _console.FindAsync(ceremony.Id)).Find(Ada.Id, Part.Recipient)!.RevealedAt);
    }

    [Fact]
    public async Task Another_passkey_reveals_nothing_and_its_key_is_let_go()
    {
        (IRenderedComponent<CeremonyLive> page, _, Ceremony ceremony) = await AtTheGateAsync();
        using var other = new Phone(Ada.Id, default);
        _script.Setup<PasskeyAnswer>("usePasskey", _ => true).SetResult(new PasskeyAnswer(other.Device.PublicKey, "BBBB", null));

        Button(page, "Show my share").Click();

        page.WaitForAssertion(() => Assert.Contains("not the one that your share was sealed to", page.Markup, StringComparison.Ordinal));
        Assert.Single(_letGo.Invocations);
        Assert.Empty(_reveal.Invocations);
        Assert.Null((await _console.FindAsync(ceremony.Id)).Find(Ada.Id, Part.Recipient)!.RevealedAt);
    }

    [Fact]
    public async Task Where_the_browser_is_a_device_no_passkey_is_asked_for()
    {
        (IRenderedComponent<CeremonyLive> page, _, _) = await AtTheGateAsync();
        _script.Setup<string?>("find", _ => true).SetResult(_console.PhoneOf(Ada).Device.PublicKey);

        Button(page, "Show my share").Click(); // The strict script would refuse to be asked.

        page.WaitForAssertion(() => Assert.Equal(_console.PhoneOf(Ada).Device.PublicKey, _reveal.Invocations.Single().Arguments[1]));
    }

    private string MakesAKey()
    {
        using var phone = new Phone(Ada.Id, default);
        _script.Setup<PasskeyAnswer>("usePasskey", _ => true).SetResult(new PasskeyAnswer(phone.Device.PublicKey, "AQID", null));
        return phone.Device.PublicKey;
    }

    private async Task<(IRenderedComponent<CeremonyLive>, Device, Ceremony)> AtTheGateAsync()
    {
        using var phone = new Phone(Ada.Id, default);
        Device passkey = TestConsole.Done(await _console.Get<EnrolDevice>().OfPasskeyAsync(Ada.Id, "AQID", phone.Device.Key(), Stop));
        Ceremony ceremony = await _console.InitialiseAsync(await _console.PersonAsync("Olga", Roles.Administrator), 2, _people);
        _console.SignIn(this, Ada);
        IRenderedComponent<CeremonyLive> page = Render<CeremonyLive>(p => p.Add(c => c.Id, ceremony.Id));
        await page.WaitForElements(".your-part input[type=checkbox]")[0].ChangeAsync(new ChangeEventArgs { Value = true });
        await page.FindAll(".your-part input[type=checkbox]")[1].ChangeAsync(new ChangeEventArgs { Value = true });
        return (page, passkey, ceremony);
    }

    private static AngleSharp.Dom.IElement Button<T>(IRenderedComponent<T> page, string text)
        where T : IComponent =>
        page.WaitForElements("button").Single(b => b.TextContent.Trim() == text);

    private IRenderedComponent<DevicesPage> PageOf(Person person)
    {
        _console.SignIn(this, person);
        return Render<DevicesPage>();
    }
}
