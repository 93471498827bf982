using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

public sealed class TokenCardTests
{
    [Fact]
    public async Task Somebody_makes_a_token_of_their_own_and_sees_it_once()
    {
        await using var app = new ConsoleApp();
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

    private static IHtmlFormElement Form(Page page) => (IHtmlFormElement)page.Html.QuerySelector("input[name='Token.Name']")!.Closest("form")!;

    private static async Task<JsonElement> PutAsync(Visitor visitor, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return JsonDocument.Parse((await visitor.SendAsync(request)).Html.Body!.TextContent).RootElement;
    }
}
