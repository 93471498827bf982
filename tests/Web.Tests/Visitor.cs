using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests;

/// <summary>A browser without scripts: it keeps cookies, reads forms and posts them.</summary>
public sealed class Visitor(HttpClient http)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task<Page> GetAsync(string address) => await Page.OfAsync(await http.GetAsync(address, Stop));

    public async Task<Page> SendAsync(HttpRequestMessage request) => await Page.OfAsync(await http.SendAsync(request, Stop));

    /// <summary>Opens the page and posts its form of that name, hidden fields included.</summary>
    public async Task<Page> SubmitAsync(string address, params (string Field, string Value)[] typed) =>
        await PostAsync(address, (await GetAsync(address)).Form(), typed);

    /// <summary>Posts a form that was opened before.</summary>
    public async Task<Page> PostAsync(string address, IHtmlFormElement form, params (string Field, string Value)[] typed)
    {
        var fields = form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]").ToDictionary(i => i.Name!, i => i.Value);
        foreach ((string field, string value) in typed)
        {
            fields[field] = value;
        }

        string target = form.GetAttribute("action") is { Length: > 0 } action ? action : address;
        return await Page.OfAsync(await http.PostAsync(target, new FormUrlEncodedContent(fields), Stop));
    }
}

/// <summary>What came back.</summary>
public sealed partial record Page(HttpResponseMessage Response, IHtmlDocument Html)
{
    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>Where it leads: here as a path, elsewhere whole.</summary>
    public string? Location => Response.Headers.Location switch
    {
        null => null,
        { IsAbsoluteUri: true, Host: "localhost", Port: 443 } here => here.PathAndQuery,
        { } other => other.ToString(),
    };

    /// <summary>What the reader reads, in one line.</summary>
    public string Text => Blanks().Replace(Html.Body?.TextContent ?? "", " ");

    public static async Task<Page> OfAsync(HttpResponseMessage response) =>
        new(response, new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(Xunit.TestContext.Current.CancellationToken)));

    /// <summary>The form of that page, that with a password if there are several, or the one that leads to <paramref name="action"/>.</summary>
    public IHtmlFormElement Form(string? action = null) =>
        Html.QuerySelector<IHtmlFormElement>(action is null ? "main form:has(input[type=password])" : $"form[action='{action}']:has(input[type=password])")
        ?? Html.QuerySelector<IHtmlFormElement>(action is null ? "main form, form" : $"form[action='{action}']")
        ?? throw new InvalidOperationException($"{(int)Status}, no form: {Text}");

    /// <summary>The form of that name, where a page has several.</summary>
    public IHtmlFormElement NamedForm(string name) =>
        Html.QuerySelector($"input[name=_handler][value={name}]")?.Closest("form") as IHtmlFormElement
        ?? throw new InvalidOperationException($"{(int)Status}, no form {name}: {Text}");

    public string? ValueOf(string field) => Html.QuerySelector<IHtmlInputElement>($"input[name='{field}']")?.GetAttribute("value");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
