using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KeyCeremonyConsole.Bench.FanOut;

/// <summary>What we are measured against: SignalR and nothing else, sending the same object to everyone.</summary>
internal sealed class BareHost : IAsyncDisposable
{
    public const string Path = "/bare";

    private readonly WebApplication _app;

    private BareHost(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<BareHost> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        WebApplication app = builder.Build();
        app.MapHub<BareHub>(Path);
        await app.StartAsync();
        return new BareHost(app);
    }

    public Task SendAsync(CeremonyProgress progress) =>
        _app.Services.GetRequiredService<IHubContext<BareHub, ICeremonyClient>>().Clients.All.CeremonyMoved(progress);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>Nothing.</summary>
internal sealed class BareHub : Hub<ICeremonyClient>;
