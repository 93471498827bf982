using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Witness;
using KeyCeremonyConsole.Web.Identity;

namespace KeyCeremonyConsole.Web.Witness;

/// <summary>
/// Tells a witness's page that there is something new, never what: the page asks for itself, and is asked for its link.
/// The events end with the link, and with the ceremony.
/// </summary>
public sealed class WitnessEvents(OpenWitnessLink open, IConsoleFeed feed, WitnessSeats seats, TimeProvider clock, IHostApplicationLifetime life)
{
    /// <summary>Something moved: look again.</summary>
    public const string Moved = "moved";

    /// <summary>The last event: look once more.</summary>
    public const string Over = "over";

    /// <summary>Nothing moved, and the connection is alive.</summary>
    public const string Beat = "beat";

    /// <summary>How often there is a <see cref="Beat"/>, and the link is looked at again.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>The address of a link's events.</summary>
    public static string Href(string code) => $"/witness/{Uri.EscapeDataString(code)}/events";

    /// <summary>The stream, or why there is none.</summary>
    public async Task<IResult> FollowAsync(string code, HttpContext context)
    {
        if (await open.FindAsync(code, context.RequestAborted) is not { } link || !link.IsGood(clock.GetUtcNow()))
        {
            return Results.Text("This link shows nothing.", statusCode: StatusCodes.Status410Gone);
        }

        if (seats.TryTake(link.CodeHash) is not { } seat)
        {
            return Results.Text("Too many are watching. The page can still be loaded.", statusCode: StatusCodes.Status429TooManyRequests);
        }

        context.Response.RegisterForDispose(seat);
        return TypedResults.ServerSentEvents(ReadAsync(code, link, context.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<string>> ReadAsync(string code, WitnessLink link, [EnumeratorCancellation] CancellationToken left)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(left, life.ApplicationStopping);

        // One place: whoever is behind looks once for everything.
        Channel<bool> moves = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        bool ended = false;
        using IDisposable subscription = feed.Subscribe(moved =>
        {
            if (Concerns(moved, link.Ceremony))
            {
                ended |= moved is CeremonyMoved { View.Ceremony.IsOpen: false };
                moves.Writer.TryWrite(true);
            }
        });

        // What moved between the page and this is looked for too.
        for (string what = Moved; ; what = await WaitAsync(moves.Reader, link.Expires, over.Token) ? Moved : Beat)
        {
            if (over.IsCancellationRequested)
            {
                yield break;
            }

            bool last = ended || await open.FindAsync(code, CancellationToken.None) is not { } now || !now.IsGood(clock.GetUtcNow());
            yield return new SseItem<string>(last ? Over : what, last ? Over : what);
            if (last)
            {
                yield break;
            }
        }
    }

    private static bool Concerns(ConsoleEvent moved, CeremonyId id) => moved switch
    {
        CeremonyMoved ceremony => ceremony.View.Ceremony.Id == id,
        WitnessLinkMoved link => link.Ceremony == id,
        _ => false,
    };

    // Until something moves, the next beat, or the end of the link; true for the first.
    private async Task<bool> WaitAsync(ChannelReader<bool> moves, DateTimeOffset end, CancellationToken ct)
    {
        TimeSpan left = end - clock.GetUtcNow();
        using var beat = new CancellationTokenSource(left < Heartbeat && left > TimeSpan.Zero ? left : Heartbeat, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, beat.Token);
        try
        {
            return await moves.WaitToReadAsync(either.Token) && moves.TryRead(out _);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>The events' place in the console.</summary>
public static class WitnessSetup
{
    public static IServiceCollection AddWitnesses(this IServiceCollection services) => services.AddSingleton<WitnessSeats>().AddSingleton<WitnessEvents>();

    public static IEndpointConventionBuilder MapWitnessEvents(this IEndpointRouteBuilder routes) => routes
        .MapGet("/witness/{code}/events", (string code, HttpContext context, WitnessEvents events) => events.FollowAsync(code, context))
        .AllowAnonymous()
        .RequireRateLimiting(SignInLimits.Watching);
}
