using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Tests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>The whole console on a real socket in this process, whose clock the test sets.</summary>
public sealed class HostedConsole : WebApplicationFactory<Program>
{
    private readonly string _data = Directory.CreateTempSubdirectory("console-").FullName;

    public HostedConsole() => UseKestrel(0);

    /// <summary>Stands still unless moved.</summary>
    public WallClock Clock { get; } = new();

    /// <summary>Whether the console has the real time instead, as a provider's tokens do.</summary>
    public bool InRealTime { get; init; }

    /// <summary>More settings, before the start.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>By name, as passkeys want it.</summary>
    public string Address
    {
        get
        {
            StartServer();
            string address = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            return $"http://localhost:{new Uri(address).Port}";
        }
    }

    /// <summary>The code that lets the first visitor in.</summary>
    public string SetUpCode
    {
        get
        {
            StartServer();
            return Services.GetRequiredService<SetUpCode>().Issue();
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("data", Path.Combine(_data, "data"));
        foreach ((string key, string value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        if (!InRealTime)
        {
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock));
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }
}
