using System.Net;
using System.Text;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Live;

public sealed class CeremonyHubTests(HubConsole console) : IClassFixture<HubConsole>
{
    private const string WatchCeremony = nameof(CeremonyHub.WatchCeremony);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_gets_a_401_not_a_page()
    {
        using HttpClient stranger = new(new HttpClientHandler { AllowAutoRedirect = false });
        using HttpResponseMessage answer = await stranger.PostAsync(new Uri(console.Hub + "/negotiate?negotiateVersion=1"), null, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Null(answer.Content.Headers.ContentType);
    }

    [Fact]
    public async Task A_page_of_another_site_may_not_use_the_cookie()
    {
        using HttpClient browser = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(console.Hub + "/negotiate?negotiateVersion=1"));
        request.Headers.Add("Cookie", await console.CookieAsync(console.Administrator));
        request.Headers.Add("Origin", "https://elsewhere.example");
        using HttpResponseMessage answer = await browser.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Two_clients_see_share_after_share_in_order()
    {
        await console.StartOverAsync();
        await using HubConnection one = await console.ConnectAsync(console.Administrator);
        await using HubConnection two = await console.ConnectAsync(console.Holders[3], HttpTransportType.LongPolling);
        Seen first = new(one);
        Seen second = new(two);
        int version = (await one.InvokeAsync<CeremonyProgress>(WatchCeremony, console.Unseal.Value, Stop)).Version;
        await two.InvokeAsync<CeremonyProgress>(WatchCeremony, console.Unseal.Value, Stop);

        for (int received = 1; received <= 2; received++)
        {
            await console.SubmitAsync(console.Holders[received - 1]);
            foreach (Seen seen in new[] { first, second })
            {
                CeremonyProgress step = await seen.UntilAsync(p => p.Version > version + received - 1);
                Assert.Equal((version + received, received, 3), (step.Version, step.Received, step.Required));
                Assert.Equal(received, step.People.Count(p => p.SubmittedAt is not null));
            }
        }
    }

    [Fact]
    public async Task No_frame_ever_holds_a_share()
    {
        await console.StartOverAsync();
        using RawClient client = await RawClient.ConnectAsync(console, await console.CookieAsync(console.Administrator));
        await client.SendAsync($$"""{"type":1,"invocationId":"1","target":"WatchCeremony","arguments":["{{console.Unseal}}"]}""");
        await client.ReadUntilAsync("\"invocationId\":\"1\"");
        await console.SubmitAsync(console.Holders[0]);
        await client.ReadUntilAsync("\"received\":1");
        await console.SubmitAsync(console.Holders[1]);
        await client.ReadUntilAsync("\"received\":2");
        foreach (byte[] secret in console.Secrets)
        {
            foreach (byte[] form in Forms(secret))
            {
                Assert.Equal(-1, client.Received.AsSpan().IndexOf(form));
            }
        }
    }

    [Fact]
    public async Task Frames_are_not_compressed_even_when_the_client_offers_it()
    {
        using RawClient client = await RawClient.ConnectAsync(console, await console.CookieAsync(console.Administrator));
        Assert.False(client.IsCompressed);
    }

    [Fact]
    public async Task A_participant_is_shown_as_here_until_the_last_connection_goes()
    {
        Person holder = console.Holders[2];
        await using HubConnection watcher = await console.ConnectAsync(console.Administrator);
        Seen seen = new(watcher);
        await watcher.InvokeAsync<CeremonyProgress>(WatchCeremony, console.Unseal.Value, Stop);

        HubConnection phone = await console.ConnectAsync(holder);
        await phone.InvokeAsync<CeremonyProgress>(WatchCeremony, console.Unseal.Value, Stop);
        CeremonyProgress came = await seen.UntilAsync(p => Here(p, holder));
        Assert.False(Here(came, console.Administrator));

        await using HubConnection laptop = await console.ConnectAsync(holder);
        CeremonyProgress both = await laptop.InvokeAsync<CeremonyProgress>(WatchCeremony, console.Unseal.Value, Stop);
        Assert.True(Here(both, holder));
        await phone.DisposeAsync();
        Assert.True(Here(await laptop.InvokeAsync<CeremonyProgress>(WatchCeremony, console.Unseal.Value, Stop), holder));
        await laptop.InvokeAsync(nameof(CeremonyHub.LeaveCeremony), console.Unseal.Value, Stop);
        await seen.UntilAsync(p => !Here(p, holder));
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task Every_transport_tells_the_vault_and_the_ceremony(HttpTransportType transport)
    {
        await console.StartOverAsync();
        await using HubConnection client = await console.ConnectAsync(console.Administrator, transport);
        Seen seen = new(client);
        VaultProgress vault = await client.InvokeAsync<VaultProgress>(nameof(CeremonyHub.WatchVault), Stop);
        Assert.True(vault is { Initialized: true, Sealed: true, Threshold: 3, Shares: 4, Term: null });
        await client.InvokeAsync<CeremonyProgress>(WatchCeremony, console.Unseal.Value, Stop);
        await console.SubmitAsync(console.Holders[0]);
        await seen.UntilAsync(p => p.Received == 1);
    }

    [Fact]
    public async Task What_was_left_is_not_told_any_more()
    {
        await console.StartOverAsync();
        await using HubConnection client = await console.ConnectAsync(console.Administrator);
        using SemaphoreSlim vaultMoved = new(0);
        bool told = false;
        client.On<CeremonyProgress>(nameof(ICeremonyClient.CeremonyMoved), _ => told = true);
        client.On<VaultProgress>(nameof(ICeremonyClient.VaultMoved), _ => vaultMoved.Release());
        await client.InvokeAsync<CeremonyProgress>(WatchCeremony, console.Unseal.Value, Stop);
        await client.InvokeAsync(nameof(CeremonyHub.LeaveCeremony), console.Unseal.Value, Stop);
        for (int round = 0; round < 2; round++) // The first takes along what was still on its way.
        {
            told = false;
            await console.StartOverAsync(); // Moves the ceremony, then the vault; every connection is told of the vault.
            Assert.True(await vaultMoved.WaitAsync(TimeSpan.FromSeconds(20), Stop));
        }

        Assert.False(told);
    }

    private static bool Here(CeremonyProgress progress, Person person) => progress.People.Any(p => p.Id == person.Id.Value && p.Here);

    private static IEnumerable<byte[]> Forms(byte[] secret) =>
    [
        secret,
        Encoding.ASCII.GetBytes(Convert.ToBase64String(secret).TrimEnd('=')),
        Encoding.ASCII.GetBytes(Convert.ToBase64String(secret).Replace("+", "\\u002B", StringComparison.Ordinal).TrimEnd('=')),
        Encoding.ASCII.GetBytes(Convert.ToHexString(secret)),
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)),
    ];
}
