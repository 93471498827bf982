using System.Net;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Witness;
using KeyCeremonyConsole.Web.Tests.Live;
using KeyCeremonyConsole.Web.Witness;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Witness;

public sealed class WitnessPageTests(HubConsole console) : IClassFixture<HubConsole>, IAsyncLifetime
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _http.BaseAddress = new Uri(console.Hub, "/");
        await console.StartOverAsync();
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_stranger_sees_how_far_it_is_who_takes_part_and_the_fingerprint()
    {
        string code = await MakeAsync();
        await console.SubmitAsync(console.Holders[0]);

        Page page = await GetAsync($"/witness/{code}");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("1 of 3 shares", page.Html.QuerySelector("[role=progressbar]")?.GetAttribute("aria-valuetext"));
        Assert.All(console.Holders, holder => Assert.Contains(holder.Name, page.Text, StringComparison.Ordinal));
        Assert.Contains("submitted", page.Html.QuerySelector(".roster")!.TextContent, StringComparison.Ordinal);
        Fingerprint fingerprint = Fingerprint.Of(await console.FindAsync(console.Unseal));
        Assert.Contains(fingerprint.Hex, page.Text, StringComparison.Ordinal);
        Assert.All(fingerprint.Words, word => Assert.Contains(word, page.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task There_is_nothing_to_do_on_it_nowhere_to_go_and_no_circuit()
    {
        Page page = await GetAsync($"/witness/{await MakeAsync()}");

        Assert.Empty(page.Html.QuerySelectorAll("form, input, main button, nav, script:not([src]):not([type=importmap])"));
        Assert.Empty(page.Html.QuerySelectorAll(".plain a"));
        Assert.DoesNotContain("<!--Blazor:", await page.Response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("Identity.Application", string.Join(' ', page.Response.Headers.Where(h => h.Key == "Set-Cookie").SelectMany(h => h.Value)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reason_of_a_decline_is_not_on_it()
    {
        string code = await MakeAsync();
        Outcome<Ceremony> declined = await console.Get<TakePart>().DeclineAsync(console.Holders[1].Id, console.Unseal, "In hospital", Stop);
        Assert.Null(declined.Refusal);

        Page page = await GetAsync($"/witness/{code}");

        Assert.Contains("declined", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hospital", await page.Response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_kept_by_the_browser_nor_told_to_others()
    {
        Page page = await GetAsync($"/witness/{await MakeAsync()}");

        Assert.True(page.Response.Headers.CacheControl?.NoStore);
        Assert.Equal("no-referrer", page.Response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("connect-src 'self'", page.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_link_and_one_that_never_was_say_the_same()
    {
        string code = await MakeAsync();
        await GetAsync($"/witness/{code}");
        Assert.Null((await console.Get<InviteWitnesses>().RevokeAsync(console.Administrator.Id, console.Unseal, Stop)).Refusal);

        Page revoked = await GetAsync($"/witness/{code}");
        Page unknown = await GetAsync("/witness/nothing");

        Assert.Equal((HttpStatusCode.Gone, "This link shows nothing"), (revoked.Status, revoked.Html.QuerySelector("h1")?.TextContent));
        Assert.Equal(unknown.Html.QuerySelector("main")!.InnerHtml, revoked.Html.QuerySelector("main")!.InnerHtml);
        Assert.Equal(unknown.Status, revoked.Status);
        Assert.Equal(HttpStatusCode.Gone, (await GetAsync($"/witness/{code}/events")).Status);
    }

    [Fact]
    public async Task A_link_whose_time_is_over_says_so_and_shows_nothing()
    {
        string code = await StoreAsync(TimeSpan.FromMinutes(-1));

        Page page = await GetAsync($"/witness/{code}");

        Assert.Equal((HttpStatusCode.Gone, "The time of this link is over"), (page.Status, page.Html.QuerySelector("h1")?.TextContent));
        Assert.DoesNotContain("Cleo", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, (await GetAsync($"/witness/{code}/events")).Status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/ceremonies")]
    [InlineData("/audit")]
    public async Task A_witness_gets_nowhere_else(string address)
    {
        Page page = await GetAsync(address);

        Assert.Equal(HttpStatusCode.Redirect, page.Status);
        Assert.StartsWith("/sign-in", page.Response.Headers.Location!.IsAbsoluteUri ? page.Response.Headers.Location.PathAndQuery : page.Response.Headers.Location.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_comes_when_a_share_is_submitted_and_says_only_that()
    {
        await using Listener events = await ListenAsync(await MakeAsync());
        Assert.Equal(WitnessEvents.Moved, await events.NextAsync()); // What moved before it was open.

        await console.SubmitAsync(console.Holders[2]);

        Assert.Equal(WitnessEvents.Moved, await events.NextAsync());
        Assert.True(events.Answer.Headers.CacheControl?.NoStore);
        Assert.Equal("text/event-stream", events.Answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_events_end_at_once_when_the_link_is_revoked()
    {
        await using Listener events = await ListenAsync(await MakeAsync());
        Assert.Equal(WitnessEvents.Moved, await events.NextAsync());

        await console.Get<InviteWitnesses>().RevokeAsync(console.Administrator.Id, console.Unseal, Stop);

        Assert.Equal(WitnessEvents.Over, await events.NextAsync());
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task The_events_end_with_the_time_of_the_link()
    {
        await using Listener events = await ListenAsync(await StoreAsync(TimeSpan.FromSeconds(3)));
        Assert.Equal(WitnessEvents.Moved, await events.NextAsync());

        Assert.Equal(WitnessEvents.Over, await events.NextAsync());
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task Who_finds_no_seat_is_refused_and_a_seat_is_free_again_when_somebody_leaves()
    {
        WitnessSeats seats = console.Get<WitnessSeats>();
        string code = await MakeAsync();
        List<IDisposable> taken = [.. Enumerable.Range(0, WitnessSeats.OfLink).Select(_ => seats.TryTake(InvitationCode.HashOf(code))!)];

        Assert.Equal(HttpStatusCode.TooManyRequests, (await GetAsync($"/witness/{code}/events")).Status);
        taken[0].Dispose();
        taken[0].Dispose();
        await using (Listener events = await ListenAsync(code))
        {
            Assert.Equal(WitnessEvents.Moved, await events.NextAsync());
            Assert.Null(seats.TryTake(InvitationCode.HashOf(code)));
        }

        taken.ForEach(seat => seat.Dispose());
    }

    [Fact]
    public void All_links_together_have_their_limit_too()
    {
        WitnessSeats seats = new();
        List<IDisposable?> taken = [.. Enumerable.Range(0, WitnessSeats.OfAll).Select(i => seats.TryTake($"link {i / WitnessSeats.OfLink}"))];

        Assert.DoesNotContain(null, taken);
        Assert.Null(seats.TryTake("another link"));
    }

    private async Task<Page> GetAsync(string address) => await Page.OfAsync(await _http.GetAsync(new Uri(address, UriKind.Relative), Stop));

    private async Task<string> MakeAsync()
    {
        Outcome<NewWitnessLink> made = await console.Get<InviteWitnesses>().MakeAsync(console.Administrator.Id, console.Unseal, TimeSpan.FromHours(1), Stop);
        return made.Match(link => link.Code, refusal => throw new InvalidOperationException(refusal.Message));
    }

    // As short as no administrator may make one.
    private async Task<string> StoreAsync(TimeSpan lasts)
    {
        string code = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await console.CommitAsync(new Commit(HubConsole.Note())
        {
            WitnessLinks = [new WitnessLink(InvitationCode.HashOf(code), console.Unseal, "Ada", now, now + lasts, null, null)],
        });
        return code;
    }

    private async Task<Listener> ListenAsync(string code)
    {
        HttpResponseMessage answer = await _http.GetAsync(new Uri(WitnessEvents.Href(code), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new Listener(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(Stop)));
    }

    /// <summary>Reads the events' names; null at the end.</summary>
    private sealed record Listener(HttpResponseMessage Answer, StreamReader Lines) : IAsyncDisposable
    {
        public async Task<string?> NextAsync()
        {
            while (await Lines.ReadLineAsync(Stop) is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal) && line != $"event: {WitnessEvents.Beat}")
                {
                    return line["event: ".Length..];
                }
            }

            return null;
        }

        public ValueTask DisposeAsync()
        {
            Lines.Dispose();
            Answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
