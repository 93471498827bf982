using System.Net;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

public sealed class SetUpTests : IDisposable
{
    private readonly ConsoleApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("/people")]
    [InlineData("/account")]
    [InlineData("/sign-in")]
    [InlineData("/invitation/abc")]
    public async Task Every_page_leads_to_set_up_while_nobody_is_there(string page) =>
        Assert.Equal("/setup", (await _app.NewVisitor().GetAsync(page)).Location);

    [Fact]
    public async Task The_first_visitor_with_the_code_becomes_administrator_and_is_signed_in()
    {
        Visitor ada = _app.NewVisitor();

        Page done = await SubmitAsync(ada, Code(), ("Form.Holder", "true"));

        Assert.Equal("/", done.Location);
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/account")).Status);
        Person person = Assert.Single(await _app.Store.ListPeopleAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("Ada", "ada", Roles.Administrator | Roles.Holder), (person.Name, person.SignInName, person.Roles));
        Assert.Equal(AuditDraft.DoneOutcome, Assert.Single(await _app.AuditAsync("sign-in")).Outcome);
    }

    [Fact]
    public async Task A_wrong_code_is_refused_in_words_and_the_form_keeps_what_was_typed_but_no_password()
    {
        Code();

        Page refused = await SubmitAsync(_app.NewVisitor(), "AAAA-AAAA-AAAA-AAAA");

        Assert.Contains("That is not the set-up code.", refused.Text, StringComparison.Ordinal);
        Assert.Equal("Ada", refused.ValueOf("Form.Name"));
        Assert.Equal("AAAA-AAAA-AAAA-AAAA", refused.ValueOf("Form.Code"));
        Assert.Null(refused.ValueOf("Form.Password"));
        Assert.Empty(await _app.Store.ListPeopleAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_weak_password_does_not_use_the_code_up()
    {
        string code = Code();
        Visitor ada = _app.NewVisitor();

        Page refused = await SubmitAsync(ada, code, ("Form.Password", "short"), ("Form.Repeated", "short"));
        Page done = await SubmitAsync(ada, code);

        Assert.Contains("Choose one of at least 12", refused.Text, StringComparison.Ordinal);
        Assert.Equal("/", done.Location);
    }

    [Fact]
    public async Task Set_up_is_over_once_there_is_an_administrator()
    {
        string code = Code();
        Visitor late = _app.NewVisitor();
        Page opened = await late.GetAsync("/setup");
        await SubmitAsync(_app.NewVisitor(), code);

        await late.PostAsync("/setup", opened.Form(), Filled(code));

        Assert.Equal("/sign-in", (await late.GetAsync("/setup")).Location);
        Assert.Single(await _app.Store.ListPeopleAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_form_of_another_site_changes_nothing()
    {
        string code = Code();
        var forged = new HttpRequestMessage(HttpMethod.Post, "/setup")
        {
            Content = new FormUrlEncodedContent(Filled(code).Append(("_handler", "set-up")).Select(f => KeyValuePair.Create(f.Item1, f.Item2))),
        };

        Page refused = await _app.NewVisitor().SendAsync(forged);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Empty(await _app.Store.ListPeopleAsync(TestContext.Current.CancellationToken));
    }

    private static (string Field, string Value)[] Filled(string code) =>
    [
        ("Form.Code", code), ("Form.Name", "Ada"), ("Form.SignInName", "ada"),
        ("Form.Password", ConsoleApp.Password), ("Form.Repeated", ConsoleApp.Password),
    ];

    private static Task<Page> SubmitAsync(Visitor visitor, string code, params (string Field, string Value)[] others) =>
        visitor.SubmitAsync("/setup", [.. Filled(code), .. others]);

    private string Code() => _app.Services.GetRequiredService<SetUpCode>().Issue();
}
