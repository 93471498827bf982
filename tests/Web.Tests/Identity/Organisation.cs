using AngleSharp.Html.Dom;
using KeyCeremonyConsole.Ceremonies.People;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

/// <summary>A console whose people sign in through a provider, by the code flow, as a browser goes through it.</summary>
internal sealed class Organisation(Provider provider) : IAsyncDisposable
{
    public ConsoleApp App { get; } = new() { Clock = null };

    public Provider Provider => provider;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Organisation> StartAsync(params (string Key, string Value)[] besides)
    {
        var all = new Organisation(await Provider.StartAsync());
        all.App.Settings["AzureAd:Authority"] = all.Provider.Authority;
        all.App.Settings["AzureAd:ClientId"] = Provider.ClientId;
        all.App.Settings["AzureAd:ClientSecret"] = Provider.ClientSecret;
        all.App.Settings["AzureAd:RequireHttpsMetadata"] = "false";
        foreach ((string key, string value) in besides)
        {
            all.App.Settings[$"AzureAd:{key}"] = value;
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await provider.DisposeAsync();
    }

    /// <summary>To the provider, which answers with a form that the browser posts back here.</summary>
    public async Task<Page> SignInAsync(Visitor visitor, string page = "/account")
    {
        Page challenge = await visitor.GetAsync(page);
        return await visitor.PostAsync("/signin-oidc", await AnswerAsync(challenge));
    }

    /// <summary>What the provider answers to where this leads.</summary>
    public async Task<IHtmlFormElement> AnswerAsync(Page challenge)
    {
        Assert.StartsWith(provider.Authority, challenge.Location, StringComparison.Ordinal);
        using var elsewhere = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        IHtmlFormElement form = (await Page.OfAsync(await elsewhere.GetAsync(challenge.Location, Stop))).Form();
        Assert.Equal("https://localhost/signin-oidc", form.GetAttribute("action"));
        return form;
    }

    /// <summary>A sign-in that the provider answers with these fields and nothing else.</summary>
    public static async Task<Page> AnsweredAsync(Visitor visitor, string page, params (string Name, string Value)[] answer)
    {
        Page challenge = await visitor.GetAsync(page);
        string state = System.Web.HttpUtility.ParseQueryString(new Uri(challenge.Location!).Query)["state"]!;
        return await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/signin-oidc")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("state", state), .. answer.Select(a => KeyValuePair.Create(a.Name, a.Value))]),
        });
    }

    public async Task<Person> OnlyPersonAsync() => Assert.Single(await App.Store.ListPeopleAsync(Stop));
}
