namespace KeyCeremonyConsole.Web.Startup;

/// <summary>The host's settings, the same under <c>dotnet run</c>, published and in tests.</summary>
internal static class ConsoleBuilder
{
    /// <summary>Where a console listens that was not told otherwise: reachable from this machine alone.</summary>
    public const string DefaultUrls = "http://localhost:5080";

    /// <summary>The folder of a console that was not told otherwise.</summary>
    public static string DefaultData => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "key-ceremony-console");

    public static WebApplicationBuilder Create(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // Settings and assets lie beside the program, wherever it is started from.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets(); // Unpublished and not in Development, every asset would be an empty 200.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        Quieten(builder.Logging);
        CheckUrls(builder);
        return builder;
    }

    /// <summary>The folder that was asked for.</summary>
    /// <exception cref="StartException">It is no path.</exception>
    public static string DataFolder(IConfiguration configuration)
    {
        string data = configuration["data"] is { Length: > 0 } asked ? asked : DefaultData;
        try
        {
            return Path.GetFullPath(data);
        }
        catch (ArgumentException e)
        {
            throw new StartException("The path in --data is not one: give a folder's name.", e);
        }
    }

    // What the operator needs to know of a failed start stands in one line: see StartException. The key ring's warning,
    // that its keys are not encrypted, is answered by the mode of its folder.
    private static void Quieten(ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
        .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);

    private static void CheckUrls(WebApplicationBuilder builder)
    {
        if (builder.Configuration["urls"] is not { Length: > 0 } urls)
        {
            // A container image says its port this way.
            if (string.IsNullOrEmpty(builder.Configuration["http_ports"]) && string.IsNullOrEmpty(builder.Configuration["https_ports"]))
            {
                builder.WebHost.UseUrls(DefaultUrls);
            }

            return;
        }

        foreach (string url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsListenable(url))
            {
                throw new StartException($"'{url}' in --urls is not an address to listen on: write one such as {DefaultUrls}.");
            }
        }
    }

    private static bool IsListenable(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https"
                && address.PathBase is "" or "/"
                && address.Port is >= 0 and <= 65535;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return false;
        }
    }
}
