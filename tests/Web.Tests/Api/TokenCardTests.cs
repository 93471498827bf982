using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using KeyCeremonyConsole.Ceremonies.People;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

public sealed class TokenCardTests
{
    [Fact]
    public async Task Somebody_makes_a_token_of_their_own_and_sees_it_once()
    {
        await using var app = new ConsoleApp { Settings = { ["Api:Initialise"] = "always" } };
        await app.SetUpAsync();
        Visitor ada = await app.SignInAsync("ada");
        JsonElement vault = await PutAsync(ada, "sys/init", """{"secret_shares":1,"secret_threshold":1}""");

        Page sealedPage = await ada.PostAsync("/account", Form(await ada.GetAsync("/account")), ("Token.Name", "laptop"));
        Assert.Contains("The vault is sealed.", sealedPage.Text, StringComparison.Ordinal);

        await PutAsync(ada, "sys/unseal", $"{{\"key\":\"{vault.GetProperty("keys")[0].GetString()}\"}}");
        Page made = await ada.PostAsync("/account", Form(await ada.GetAsync("/account")), ("Token.Name", "laptop"));
        string token = made.Html.QuerySelector("#token-made")!.TextContent;

        using var lookup = new HttpRequestMessage(HttpMethod.Get, "/v1/auth/token/lookup-self");
        lookup.Headers.Add("X-Vault-Token", token);
        JsonElement data = JsonDocument.Parse((await ada.SendAsync(lookup)).Html.Body!.TextContent).RootElement.GetProperty("data");
        Assert.Equal(("laptop", "ceremony-admin"), (data.GetProperty("display_name").GetString(), data.GetProperty("policies")[0].GetString()));
        Assert.DoesNotContain(token, (await ada.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.Equal("no-store", made.Response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Somebody_sees_their_own_tokens_and_ends_one()
    {
        await using var app = new ConsoleApp { Settings = { ["Api:Initialise"] = "always" } };
        await app.AddAsync(await app.SetUpAsync(), "Ben", Roles.Holder);
        Visitor ada = await app.SignInAsync("ada");
        JsonElement vault = await PutAsync(ada, "sys/init", """{"secret_shares":1,"secret_threshold":1}""");
        Assert.Contains("Your tokens lie inside it", (await ada.GetAsync("/account")).Text, StringComparison.Ordinal);
        await PutAsync(ada, "sys/unseal", $"{{\"key\":\"{vault.GetProperty("keys")[0].GetString()}\"}}");
        Page made = await ada.PostAsync("/account", Form(await ada.GetAsync("/account")), ("Token.Name", "laptop"));
        string token = made.Html.QuerySelector("#token-made")!.TextContent;
        Assert.Contains("laptop", made.Html.QuerySelector(".tokens")!.TextContent, StringComparison.Ordinal);
        string accessor = made.Html.QuerySelector(".tokens button")!.GetAttribute("value")!;

        // Others see none of it, and cannot end it.
        Visitor ben = await app.SignInAsync("ben");
        Page bens = await ben.GetAsync("/account");
        Assert.Null(bens.Html.QuerySelector(".tokens"));
        Page refused = await ben.PostAsync("/account", bens.NamedForm("token-end"), ("End.Accessor", accessor));
        Assert.Contains("This token is not among yours", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, await LookUpAsync(ada, token));

        Page ended = await ada.PostAsync("/account", (await ada.GetAsync("/account")).NamedForm("token-end"), ("End.Accessor", accessor));
        Assert.Equal("/account?ended=yes", ended.Location);
        Assert.Equal(403, await LookUpAsync(ada, token));
        Assert.Null((await ada.GetAsync("/account?ended=yes")).Html.QuerySelector(".tokens"));
        Assert.Equal([("done", accessor), ("no-such-own-token", "")], (await app.AuditAsync("token.end-own")).Select(e => (e.Outcome, e.Subject)));
    }

    [Fact]
    public async Task Without_a_fresh_proof_no_token_is_ended()
    {
        await using var app = new ConsoleApp { Settings = { ["Api:Initialise"] = "always" } };
        await app.SetUpAsync();
        Visitor ada = await app.SignInAsync("ada");
        JsonElement vault = await PutAsync(ada, "sys/init", """{"secret_shares":1,"secret_threshold":1}""");
        await PutAsync(ada, "sys/unseal", $"{{\"key\":\"{vault.GetProperty("keys")[0].GetString()}\"}}");
        Page made = await ada.PostAsync("/account", Form(await ada.GetAsync("/account")), ("Token.Name", "laptop"));
        string accessor = made.Html.QuerySelector(".tokens button")!.GetAttribute("value")!;
        app.Clock!.Advance(TimeSpan.FromMinutes(6));

        Page page = await ada.GetAsync("/account");
        Assert.True(page.Html.QuerySelector(".tokens button")!.HasAttribute("disabled"));
        Page refused = await ada.PostAsync("/account", page.NamedForm("token-end"), ("End.Accessor", accessor));

        Assert.Contains("No token was ended", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, await LookUpAsync(ada, made.Html.QuerySelector("#token-made")!.TextContent));
    }

    private static async Task<int> LookUpAsync(Visitor visitor, string token)
    {
        using var lookup = new HttpRequestMessage(HttpMethod.Get, "/v1/auth/token/lookup-self");
        lookup.Headers.Add("X-Vault-Token", token);
        return (int)(await visitor.SendAsync(lookup)).Status;
    }

    private static IHtmlFormElement Form(Page page) => (IHtmlFormElement)page.Html.QuerySelector("input[name='Token.Name']")!.Closest("form")!;

    private static async Task<JsonElement> PutAsync(Visitor visitor, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return JsonDocument.Parse((await visitor.SendAsync(request)).Html.Body!.TextContent).RootElement;
    }
}
