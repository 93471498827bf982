using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Initialise;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Envelopes;
using KeyCeremonyConsole.Seals;
using KeyCeremonyConsole.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Seals;

/// <summary>The console as a process, over a vault that a seal provider opens.</summary>
public sealed class AutoUnsealProcessTests : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly List<Process> _started = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kcc-autounseal-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.FullName, "data");

    // A test that failed half way leaves no console behind.
    public void Dispose()
    {
        foreach (Process console in _started)
        {
            console.Kill();
            console.WaitForExit();
            console.Dispose();
        }

        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_static_key_opens_the_vault_at_the_start()
    {
        string key = Path.Combine(_folder.FullName, "seal.key");
        await File.WriteAllTextAsync(key, new string('5', 64), Stop);
        string[] seal = ["Type=static", "KeyId=2026", $"KeyFile={key}"];
        await InitialiseAsync(seal);

        Process console = Run(seal);
        await ReadyAsync(console);

        await HappensAsync("vault.unseal", AuditDraft.DoneOutcome);
        await StopAsync(console);
    }

    [Fact]
    public async Task A_provider_that_is_unreachable_is_asked_until_it_answers_and_the_console_serves_meanwhile()
    {
        using var transit = new Transit();
        string token = Path.Combine(_folder.FullName, "token");
        await File.WriteAllTextAsync(token, "a-token", Stop);
        string[] seal = ["Type=transit", $"Address={transit.Address}", "KeyName=console", $"TokenFile={token}"];
        await InitialiseAsync(seal);
        transit.Leave();

        Process console = Run(seal);
        string address = await ReadyAsync(console);
        await HappensAsync("seal-provider.check", "seal-provider-away");
        using var http = new HttpClient();
        using HttpResponseMessage page = await http.GetAsync($"{address}/sign-in", Stop);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(0, await CountAsync("vault.unseal", AuditDraft.DoneOutcome));

        transit.Return();
        await HappensAsync("vault.unseal", AuditDraft.DoneOutcome);
        await StopAsync(console);
    }

    [Fact]
    public async Task A_vault_whose_provider_is_not_configured_is_said_in_one_line()
    {
        string key = Path.Combine(_folder.FullName, "seal.key");
        await File.WriteAllTextAsync(key, new string('5', 64), Stop);
        await InitialiseAsync(["Type=static", "KeyId=2026", $"KeyFile={key}"]);

        Assert.Contains("sealed with 'static', and no seal provider is configured: set Seal:Type to static", await FailsAsync([]), StringComparison.Ordinal);
        Assert.Contains("needs the setting Seal:KeyId", await FailsAsync(["Type=static"]), StringComparison.Ordinal);
    }

    // As the wizard does it, without recovery shares.
    private async Task InitialiseAsync(string[] settings)
    {
        using IAutoSeal seal = SealProviders.Create(new SealSettings(settings.Select(s => KeyValuePair.Create(s.Split('=', 2)[0], (string?)s.Split('=', 2)[1]))))!;
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddStorage(Data).BuildServiceProvider();
        await services.OpenStorageAsync(Stop);
        IConsoleStore store = services.GetRequiredService<IConsoleStore>();
        var olga = new Person(PersonId.New(), "Olga", "olga", Roles.Administrator, PersonState.Active, TimeProvider.System.GetUtcNow());
        await store.CommitAsync(
            new Commit(new AuditDraft(olga.Created, "system", "the test", "test.cast", "", AuditDraft.DoneOutcome, "")) { People = [olga] }, Stop);
        using var engine = new SealEngine(store, TimeProvider.System, seal: seal);
        using var room = new CeremonyRoom(store, TimeProvider.System, new Proved(), new Permissions(store, new PolicyStore(new BarrierReader(store, engine))), new ConsoleFeed());
        var pgp = new OpenPgpEnvelope();
        var start = new StartInitialise(
            room, store, engine, new Dealer(new HpkeEnvelopes(), new DeviceBook(store), pgp), pgp, new Watch(store, engine, new ProviderWatch(), new Presence(), new ConsoleFeed()));
        TestConsole.Done(await start.RunAsync(
            olga.Id, new CeremonyOrder(0, 0, [], VerificationPolicy.None, TimeSpan.FromHours(1), "First start") { Target = ShareTarget.Recovery }, Stop));
    }

    private async Task HappensAsync(string act, string outcome)
    {
        while (await CountAsync(act, outcome) == 0)
        {
            await Task.Delay(Look, Stop);
        }
    }

    private async Task<long> CountAsync(string act, string outcome)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(Data, "console.db")};Mode=ReadOnly");
        await db.OpenAsync(Stop);
        await using SqliteCommand count = db.CreateCommand();
        count.CommandText = """SELECT COUNT(*) FROM "Audit" WHERE "Act" = $act AND "Outcome" = $outcome""";
        count.Parameters.AddWithValue("$act", act);
        count.Parameters.AddWithValue("$outcome", outcome);
        return (long)(await count.ExecuteScalarAsync(Stop))!;
    }

    private async Task<string> FailsAsync(string[] seal)
    {
        Process console = Run(seal);
        string error = await console.StandardError.ReadToEndAsync(Stop);
        await console.WaitForExitAsync(Stop);
        Assert.Equal(1, console.ExitCode);
        return Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private Process Run(string[] seal)
    {
        Process console = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "KeyCeremonyConsole.Web.dll"), "--data", Data, "--urls", "http://127.0.0.1:0",
                .. seal.Select(s => $"--Seal:{s}"),
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        _started.Add(console);
        return console;
    }

    private static async Task<string> ReadyAsync(Process console)
    {
        string? line;
        do
        {
            line = await console.StandardOutput.ReadLineAsync(Stop);
            Assert.NotNull(line); // It ended.
        }
        while (!line.StartsWith("Key Ceremony Console is ready at ", StringComparison.Ordinal));

        return line.Split(' ')[^1];
    }

    private static async Task StopAsync(Process console)
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{console.Id}"]);
        await console.WaitForExitAsync(Stop);
        Assert.Equal(0, console.ExitCode);
    }

    /// <summary>Another server's transit engine, which can go away and come back at the same address.</summary>
    private sealed class Transit : IDisposable
    {
        private readonly List<string> _kept = [];
        private HttpListener _listener = new();

        internal Transit()
        {
            using TcpListener free = new(IPAddress.Loopback, 0);
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            free.Stop();
            Return();
        }

        internal string Address { get; }

        internal void Leave() => _listener.Close();

        internal void Return()
        {
            _listener = new HttpListener();
            _listener.Prefixes.Add(Address);
            _listener.Start();
            _ = ServeAsync(_listener);
        }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync(HttpListener listener)
        {
            try
            {
                while (true)
                {
                    HttpListenerContext call = await listener.GetContextAsync();
                    using JsonDocument body = await JsonDocument.ParseAsync(call.Request.InputStream);
                    await call.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { data = Answer(call.Request.RawUrl!, body.RootElement) }));
                    call.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // It left.
            }
        }

        private object Answer(string path, JsonElement body)
        {
            if (path == "/v1/transit/encrypt/console")
            {
                _kept.Add(body.GetProperty("plaintext").GetString()!);
                return new { ciphertext = $"vault:v1:{_kept.Count - 1}" };
            }

            return new { plaintext = _kept[int.Parse(body.GetProperty("ciphertext").GetString()!.Split(':')[2], null)] };
        }
    }
}
