using System.Text;
using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Web.Shares;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Shares;

// The script is strict: nothing but what is planned here can be called.
public sealed class ShareEntryTests : BunitContext
{
    private const string Typed = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZn";

    private readonly BunitJSModuleInterop _script;
    private readonly List<byte[]> _submitted = [];
    private Refusal? _answer;
    private TaskCompletionSource? _slow;

    private readonly JSRuntimeInvocationHandler<string?> _problem;

    public ShareEntryTests()
    {
        _script = JSInterop.SetupModule("./Shares/ShareEntry.razor.js");
        _problem = _script.Setup<string?>("problem", _ => true);
        _problem.SetResult(null);
    }

    [Fact]
    public void A_mistyped_group_is_named_and_nothing_is_taken_from_the_field()
    {
        _problem.SetResult("Group 7 is mistyped. Compare it with your card.");

        IRenderedComponent<ShareEntry> entry = Render<ShareEntry>(p => p
            .Add(e => e.Label, "Your share").Add(e => e.Verb, "Submit my share").Add(e => e.Set, "6e2fb7b0b9f612a8")
            .Add(e => e.Submit, _ => throw new InvalidOperationException("something was submitted")));
        entry.Find("form").Submit();

        Assert.Equal("Group 7 is mistyped. Compare it with your card.", entry.Find("[role=alert]").TextContent);
        Assert.Equal("6e2fb7b0b9f612a8", Assert.Single(_problem.Invocations).Arguments[1]);
        Assert.Empty(_script.Invocations["take"]);
        JSInterop.VerifyFocusAsyncInvoke();
    }

    [Fact]
    public void A_share_in_groups_is_a_share_too()
    {
        using var share = SecretBytes.Take(Convert.FromBase64String(Typed));
        byte[] text = new byte[GroupedText.LengthOf(share.Length)];
        GroupedText.Write(share, new ShareLabel(1, 1, 1), text);
        Type(Encoding.ASCII.GetString(text));

        Entry().Find("form").Submit();

        Assert.Equal(Convert.FromBase64String(Typed), Assert.Single(_submitted));
    }

    [Fact]
    public void The_share_that_was_typed_is_submitted()
    {
        Type(Typed);

        IRenderedComponent<ShareEntry> entry = Entry();
        entry.Find("form").Submit();

        Assert.Equal(Convert.FromBase64String(Typed), Assert.Single(_submitted));
        Assert.Empty(entry.FindAll("[role=alert]"));
    }

    [Fact]
    public void Hexadecimal_is_a_share_too()
    {
        Type(Convert.ToHexString(Convert.FromBase64String(Typed)));

        Entry().Find("form").Submit();

        Assert.Equal(Convert.FromBase64String(Typed), Assert.Single(_submitted));
    }

    [Fact]
    public void The_bytes_that_crossed_are_wiped()
    {
        byte[] crossed = Type(Typed);

        Entry().Find("form").Submit();

        Assert.All(crossed, b => Assert.Equal(0, b));
    }

    [Fact]
    public void The_bytes_of_what_is_no_share_are_wiped_too()
    {
        byte[] crossed = Type("not a share at all");

        Entry().Find("form").Submit();

        Assert.All(crossed, b => Assert.Equal(0, b));
        Assert.Empty(_submitted);
    }

    [Fact]
    public void Text_that_is_too_long_is_no_share()
    {
        Type(new string('A', 201));

        IRenderedComponent<ShareEntry> entry = Entry();
        entry.Find("form").Submit();

        Assert.Equal(ShareRefusals.NotAShare.Message, entry.Find("[role=alert]").TextContent);
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

    private byte[] Type(string text)
    {
        byte[] ascii = Encoding.ASCII.GetBytes(text);
        _script.Setup<byte[]?>("take", _ => true).SetResult(ascii);
        return ascii;
    }

    private IRenderedComponent<ShareEntry> Entry() => Render<ShareEntry>(entry => entry
        .Add(e => e.Label, "Your share")
        .Add(e => e.Verb, "Submit my share")
        .Add(e => e.Submit, AnswerAsync));

    private async Task<Refusal?> AnswerAsync(SecretBytes share)
    {
        _submitted.Add(share.Borrow().ToArray());
        await (_slow?.Task ?? Task.CompletedTask);
        return _answer;
    }
}
