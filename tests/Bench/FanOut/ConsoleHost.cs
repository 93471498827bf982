using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Live;
using KeyCeremonyConsole.Web.Startup;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KeyCeremonyConsole.Bench.FanOut;

/// <summary>The console without its pages, in this process, on a real socket. A header signs in; see <see cref="HeaderSignIn"/>.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ConsoleHost(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public IServiceProvider Services => _app.Services;

    public static async Task<ConsoleHost> StartAsync(string data)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder([$"--data={data}"]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddCeremonies(builder.Configuration);
        builder.Services.AddPeople(builder.Configuration);
        builder.Services.AddSingleton<IFreshProof, Proved>(); // People of the bench act without a session.
        builder.Services.AddCeremonyHub();
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, HeaderSignIn>(HeaderSignIn.SchemeName, null);
        builder.Services.PostConfigure<AuthenticationOptions>(options =>
            options.DefaultAuthenticateScheme = options.DefaultChallengeScheme = HeaderSignIn.SchemeName);
        WebApplication app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapCeremonyHub();
        await StartQuietlyAsync(app);
        return new ConsoleHost(app);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class Proved : IFreshProof
    {
        public ValueTask<bool> IsGivenAsync(PersonId caller, string act) => ValueTask.FromResult(true);
    }

    // What it tells its operator is not for this table.
    private static async Task StartQuietlyAsync(WebApplication app)
    {
        TextWriter output = Console.Out;
        Console.SetOut(TextWriter.Null);
        await app.StartAsync();
        Console.SetOut(output);
    }
}
