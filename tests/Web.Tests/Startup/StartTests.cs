using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using KeyCeremonyConsole.Web.Startup;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Startup;

/// <summary>The program as an operator starts it: what cannot work is said in one line, and the exit code tells scripts.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kcc-start-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await FailsAsync("choose another with --urls", "--data", Data, "--urls", $"http://127.0.0.1:{port}");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://localhost:5080")]
    [InlineData("http://localhost:99999")]
    public Task An_address_that_is_none_is_said_in_one_line(string urls) =>
        FailsAsync("is not an address to listen on", "--data", Data, "--urls", urls);

    [Fact]
    public async Task A_database_that_is_none_is_said_in_one_line()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "console.db"), new string('x', 8192), Stop);

        await FailsAsync("damaged or not a database", "--data", Data, "--urls", "http://127.0.0.1:0");
    }

    [Fact]
    public async Task A_data_folder_below_a_file_is_said_in_one_line()
    {
        string file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", Stop);

        await FailsAsync("cannot be created or written", "--data", Path.Combine(file, "data"), "--urls", "http://127.0.0.1:0");
    }

    [Theory]
    [InlineData("set ClientId", "--AzureAd:Instance=https://login.example/")]
    [InlineData("set TenantId", "--AzureAd:ClientId=x", "--AzureAd:Instance=https://login.example/")]
    [InlineData("set Instance", "--AzureAd:ClientId=x", "--AzureAd:TenantId=y")]
    [InlineData("set Authority", "--AzureAd:ClientId=x", "--AzureAd:Authority=nonsense")]
    [InlineData("set RequireHttpsMetadata", "--AzureAd:ClientId=x", "--AzureAd:RequireHttpsMetadata=perhaps")]
    public Task A_half_configured_organisation_is_said_in_one_line(string words, params string[] settings) =>
        FailsAsync(words, ["--data", Data, "--urls", "http://127.0.0.1:0", .. settings]);

    [Fact]
    public Task A_wrong_word_for_who_may_initialise_is_said_in_one_line() =>
        FailsAsync("set it to until-set-up, always or never", "--data", Data, "--urls", "http://127.0.0.1:0", "--Api:Initialise=perhaps");

    [Fact]
    public Task A_mistyped_option_is_said_in_one_line() => FailsAsync("'--dta' is not an option", "--dta", Data);

    [Fact]
    public async Task A_console_starts_says_where_it_is_and_stops_in_order()
    {
        using Process console = Run("--data", Data, "--urls", "http://127.0.0.1:0");
        string? ready = await console.StandardOutput.ReadLineAsync(Stop);
        Assert.StartsWith("Key Ceremony Console is ready at http://127.0.0.1:", ready, StringComparison.Ordinal);
        Assert.Contains("set-up code", await console.StandardOutput.ReadLineAsync(Stop), StringComparison.Ordinal);
        Assert.Matches("^    ([A-Z2-9]{4}-){3}[A-Z2-9]{4}$", await console.StandardOutput.ReadLineAsync(Stop));

        string second = await FailsAsync("is in use by another console", "--data", Data, "--urls", "http://127.0.0.1:0");
        using var http = new HttpClient();
        string style = await http.GetStringAsync($"{ready!.Split(' ')[^1]}/console.css", Stop);
        using Process kill = Process.Start("kill", ["-TERM", $"{console.Id}"]);
        await console.WaitForExitAsync(Stop);

        Assert.Contains(Data, second, StringComparison.Ordinal);
        Assert.NotEmpty(style);
        Assert.Equal((0, ""), (console.ExitCode, await console.StandardError.ReadToEndAsync(Stop)));
        Assert.False(File.Exists(Path.Combine(Data, "delivery.key")));
        Assert.False(OthersMay(Path.Combine(Data, "protection-keys")));
        Assert.False(File.Exists(Path.Combine(Data, "console.db-wal")));
    }

    [Fact]
    public async Task Help_names_the_options_and_starts_nothing()
    {
        using Process console = Run("--help");
        string help = await console.StandardOutput.ReadToEndAsync(Stop);
        await console.WaitForExitAsync(Stop);

        Assert.Contains("--data", help, StringComparison.Ordinal);
        Assert.Contains(ConsoleBuilder.DefaultUrls, help, StringComparison.Ordinal);
        Assert.Equal(0, console.ExitCode);
    }

    private static bool OthersMay(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != 0;

    private static async Task<string> FailsAsync(string words, params string[] arguments)
    {
        using Process console = Run(arguments);
        Task<string> output = console.StandardOutput.ReadToEndAsync(Stop);
        string error = await console.StandardError.ReadToEndAsync(Stop);
        await console.WaitForExitAsync(Stop);

        Assert.Contains(words, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal((1, ""), (console.ExitCode, await output));
        return error;
    }

    // The program that the reference to its project put beside this one.
    private static Process Run(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "KeyCeremonyConsole.Web.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
}
