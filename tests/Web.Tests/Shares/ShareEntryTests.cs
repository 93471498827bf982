using System.Text;
using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Envelopes;
using KeyCeremonyConsole.Web.Shares;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Shares;

// The script is strict: nothing but what is planned here can be called.
public sealed class ShareEntryTests : BunitContext
{
    private static readonly SealContext For = SealContext.Check(new PersonId("ada"));

    private const string Typed = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZn";

    private readonly BunitJSModuleInterop _script;
    private readonly List<SealedShare> _submitted = [];
    private Refusal? _answer;
    private TaskCompletionSource? _slow;

    private readonly JSRuntimeInvocationHandler<string?> _problem;

    public ShareEntryTests()
    {
        _script = JSInterop.SetupModule("./Shares/ShareEntry.razor.js");
        _problem = _script.Setup<string?>("problem", _ => true);
        _problem.SetResult(null);
        Services.AddSingleton<IEnvelopes, HpkeEnvelopes>();
    }

    [Fact]
    public void A_mistyped_group_is_named_and_nothing_is_taken_from_the_field()
    {
        _problem.SetResult("Group 7 is mistyped. Compare it with your card.");

        IRenderedComponent<ShareEntry> entry = Render<ShareEntry>(p => p
            .Add(e => e.Label, "Your share").Add(e => e.Verb, "Submit my share").Add(e => e.Set, "6e2fb7b0b9f612a8").Add(e => e.For, For)
            .Add(e => e.Submit, _ => throw new InvalidOperationException("something was submitted")));
        entry.Find("form").Submit();

        Assert.Equal("Group 7 is mistyped. Compare it with your card.", entry.Find("[role=alert]").TextContent);
        Assert.Equal("6e2fb7b0b9f612a8", Assert.Single(_problem.Invocations).Arguments[1]);
        Assert.Empty(_script.Invocations["take"]);
        JSInterop.VerifyFocusAsyncInvoke();
    }

    [Fact]
    public void What_was_typed_is_submitted_sealed_to_a_key_of_this_one_click()
    {
        JSRuntimeInvocationHandler<byte[]?> take = Type(Typed);

        IRenderedComponent<ShareEntry> entry = Entry();
        entry.Find("form").Submit();
        entry.Find("form").Submit();

        Assert.Equal(2, _submitted.Count);
        Assert.Empty(entry.FindAll("[role=alert]"));
        Assert.All(take.Invocations, call => Assert.Equal(For.Text, call.Arguments[2]));
        Assert.Equal(2, take.Invocations.Select(call => Convert.ToHexString((byte[])call.Arguments[1]!)).Distinct().Count());
    }

    [Fact]
    public void The_camera_is_asked_for_by_a_click_and_what_it_reads_stays_in_the_browser()
    {
        JSRuntimeInvocationHandler scan = _script.SetupVoid("scan", _ => true).SetVoidResult();
        IRenderedComponent<ShareEntry> entry = Entry();
        Assert.Empty(scan.Invocations);

        entry.FindAll("button").Single(b => b.TextContent == "Scan the card's QR code").Click();

        Assert.Single(scan.Invocations);
        Assert.Empty(_script.Invocations["take"]);
        Assert.Empty(_submitted);
    }

    [Fact]
    public void A_browser_that_cannot_seal_is_told_so()
    {
        _script.Setup<byte[]?>("take", _ => true).SetException(new Microsoft.JSInterop.JSException("no crypto here"));

        IRenderedComponent<ShareEntry> entry = Entry();
        entry.Find("form").Submit();

        Assert.Contains("could not seal the share, so nothing was sent", entry.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(_submitted);
    }

    [Fact]
    public void What_the_script_refuses_is_no_share()
    {
        _script.Setup<byte[]?>("take", _ => true).SetResult(null);

        IRenderedComponent<ShareEntry> entry = Entry();
        entry.Find("form").Submit();

        Assert.Equal(ShareRefusals.NotAShare.Message, entry.Find("[role=alert]").TextContent);
    }

    [Fact]
    public void A_refusal_is_an_alert_and_the_field_has_the_focus_again()
    {
        _answer = ShareRefusals.Unknown;
        Type(Typed);

        IRenderedComponent<ShareEntry> entry = Entry();
        entry.Find("form").Submit();

        IElement alert = entry.Find("[role=alert]");
        Assert.Equal(ShareRefusals.Unknown.Message, alert.TextContent);
        Assert.Contains(alert.Id!, entry.Find("input").GetAttribute("aria-describedby"), StringComparison.Ordinal);
        JSInterop.VerifyFocusAsyncInvoke();
    }

    [Fact]
    public void Nothing_of_the_share_is_in_the_markup()
    {
        _answer = ShareRefusals.Unknown;
        Type(Typed);

        IRenderedComponent<ShareEntry> entry = Entry();
        entry.Find("form").Submit();

        Assert.DoesNotContain(Typed[..8], entry.Markup, StringComparison.Ordinal);
        IElement field = entry.Find("input");
        Assert.False(field.HasAttribute("name") || field.HasAttribute("value"));
        Assert.Equal(("password", "off"), (field.GetAttribute("type"), field.GetAttribute("autocomplete")));
    }

    [Fact]
    public void A_double_click_submits_once()
    {
        _slow = new TaskCompletionSource();
        Type(Typed);

        IRenderedComponent<ShareEntry> entry = Entry();
        entry.Find("form").Submit();
        entry.Find("form").Submit();
        _slow.SetResult();

        entry.WaitForState(() => entry.Find("button[type=submit]").TextContent == "Submit my share");
        Assert.Single(_submitted);
    }

    private JSRuntimeInvocationHandler<byte[]?> Type(string text) => _script.Types(Encoding.ASCII.GetBytes(text), For);

    private IRenderedComponent<ShareEntry> Entry() => Render<ShareEntry>(entry => entry
        .Add(e => e.Label, "Your share")
        .Add(e => e.Verb, "Submit my share")
        .Add(e => e.For, For)
        .Add(e => e.Submit, AnswerAsync));

    private async Task<Refusal?> AnswerAsync(SealedShare share)
    {
        _submitted.Add(share);
        await (_slow?.Task ?? Task.CompletedTask);
        return _answer;
    }
}
