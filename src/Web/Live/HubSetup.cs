namespace KeyCeremonyConsole.Web.Live;

/// <summary>The hub's place in the console.</summary>
public static class HubSetup
{
    public const string Path = "/hubs/ceremony";

    /// <summary>The hub, and what feeds it. The domain's services and a clock must be there.</summary>
    public static IServiceCollection AddCeremonyHub(this IServiceCollection services)
    {
        services.AddSignalR().AddHubOptions<CeremonyHub>(options =>
        {
            options.MaximumReceiveMessageSize = HubLimits.Message;
            options.MaximumParallelInvocationsPerClient = 1;
            options.EnableDetailedErrors = false;
        });
        return services
            .AddSingleton<HubSeats>()
            .AddHostedService<FeedRelay>()
            .AddHostedService<RemovedPeopleCheck>();
    }

    /// <summary>
    /// Maps the hub at <see cref="Path"/>. That it answers 401 instead of a page, and only pages of our own, is seen to
    /// in the pipeline for every path of programs. WebSocket compression stays off, as it is unless asked for.
    /// </summary>
    public static IEndpointConventionBuilder MapCeremonyHub(this IEndpointRouteBuilder routes) =>
        routes.MapHub<CeremonyHub>(Path, options =>
        {
            options.TransportSendTimeout = HubLimits.Unread;
            options.CloseOnAuthenticationExpiration = true;
        });
}
