using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Storing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>The whole console on a port of its own; programs talk to it over HTTP, as any client would.</summary>
public sealed class ApiConsole : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("kcc-api-");
    private readonly Lazy<HttpClient> _http;

    public ApiConsole()
    {
        UseKestrel(0);
        _http = new Lazy<HttpClient>(() =>
        {
            StartServer();
            return new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = ClientOptions.BaseAddress };
        });
    }

    /// <summary>More settings, before the first request.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public WallClock Clock { get; } = new();

    public HttpClient Http => _http.Value;

    /// <summary>The unseal shares in force, in hexadecimal.</summary>
    public IReadOnlyList<string> Keys { get; set; } = [];

    public string Root { get; private set; } = "";

    public IConsoleStore Store => Services.GetRequiredService<IConsoleStore>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A request with the root token, once there is one.</summary>
    public Task<Reply> CallAsync(string method, string path, object? body = null) => SendAsync(method, path, Root.Length == 0 ? null : Root, body);

    /// <param name="method">Of HTTP.</param>
    /// <param name="path">Behind <c>/v1/</c>.</param>
    /// <param name="token">Or none.</param>
    /// <param name="body">A text as it is, anything else as JSON.</param>
    public async Task<Reply> SendAsync(string method, string path, string? token, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1/{path}");
        if (token is not null)
        {
            request.Headers.Add("X-Vault-Token", token);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body as string ?? JsonSerializer.Serialize(body)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(method == "PATCH" ? "application/merge-patch+json" : "application/json");
        }

        using HttpResponseMessage response = await Http.SendAsync(request, Stop);
        return await Reply.OfAsync(response);
    }

    /// <summary>A vault of three shares, two of which open it.</summary>
    public async Task InitialiseAsync(int shares = 3, int threshold = 2)
    {
        Reply made = await SendAsync("PUT", "sys/init", null, new { secret_shares = shares, secret_threshold = threshold });
        Assert.Equal(200, made.Status);
        Keys = [.. made.Json.GetProperty("keys").EnumerateArray().Select(k => k.GetString()!)];
        Root = made.Json.GetProperty("root_token").GetString()!;
    }

    public async Task UnsealAsync()
    {
        int threshold = (await SendAsync("GET", "sys/seal-status", null)).Json.GetProperty("t").GetInt32();
        foreach (string key in Keys.Take(threshold))
        {
            Assert.Equal(200, (await SendAsync("PUT", "sys/unseal", null, new { key })).Status);
        }

        Assert.False((await SendAsync("GET", "sys/seal-status", null)).Json.GetProperty("sealed").GetBoolean());
    }

    /// <summary>One that is open.</summary>
    public static async Task<ApiConsole> OpenAsync()
    {
        var console = new ApiConsole();
        await console.InitialiseAsync();
        await console.UnsealAsync();
        return console;
    }

    /// <summary>One whose vault a static key opens; there is none yet.</summary>
    public static ApiConsole BehindStaticSeal()
    {
        var console = new ApiConsole();
        string key = Path.Combine(console._data.FullName, "seal.key");
        File.WriteAllText(key, new string('5', 64));
        console.Settings["Seal:Type"] = "static";
        console.Settings["Seal:KeyId"] = "2026";
        console.Settings["Seal:KeyFile"] = key;
        return console;
    }

    /// <summary>A token with a policy of its own.</summary>
    public async Task<string> TokenAsync(string policy, object? more = null)
    {
        string name = $"p{policy.GetHashCode(StringComparison.Ordinal):x8}";
        Assert.Equal(204, (await CallAsync("PUT", $"sys/policies/acl/{name}", new { policy })).Status);
        return await TokenWithAsync(name, more);
    }

    public async Task<string> TokenWithAsync(string policy, object? more = null)
    {
        var order = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        order["policies"] = new System.Text.Json.Nodes.JsonArray(policy);
        Reply made = await CallAsync("POST", "auth/token/create", order.ToJsonString());
        Assert.Equal(200, made.Status);
        return made.Json.GetProperty("auth").GetProperty("client_token").GetString()!;
    }

    /// <summary>Somebody who works in the console, with a token of their own.</summary>
    public async Task<(Person Person, string Token)> PersonAsync(string name, Roles roles)
    {
        _ = Http; // Started.
        var person = new Person(PersonId.New(), name, name.ToLowerInvariant(), roles, PersonState.Active, Clock.GetUtcNow());
        await StoreAsync(person);
        return (person, await OwnTokenAsync(person));
    }

    /// <summary>Past the trips: a person as they are now, a record, or a device.</summary>
    public Task StoreAsync(Person? person = null, RecordChange? record = null, Device? device = null) => Store.CommitAsync(
        new Commit(new AuditDraft(Clock.GetUtcNow(), "system", "the test", "test.store", "", AuditDraft.DoneOutcome, ""))
        {
            People = person is null ? [] : [person],
            Records = record is null ? [] : [record],
            Devices = device is null ? [] : [device],
        },
        Stop);

    public async Task<string> OwnTokenAsync(Person person)
    {
        Outcome<NewToken> made = await Services.GetRequiredService<CreateToken>().ForPersonAsync(person.Id, "test", Stop);
        return made.Match(
            token =>
            {
                using (token)
                {
                    return Encoding.ASCII.GetString(token.Text.Borrow());
                }
            },
            refusal => throw new InvalidOperationException(refusal.Message));
    }

    public async Task<IReadOnlyList<AuditDraft>> AuditAsync(string act) =>
        [.. (await Store.ReadAuditAsync(new AuditQuery(null, 200, act), Stop)).Select(entry => entry.Draft)];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("data", Path.Combine(_data.FullName, "data"));
        foreach ((string key, string value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock).AddSingleton<IFreshProof, ProvedOutside>());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _http.IsValueCreated)
        {
            _http.Value.Dispose();
        }

        base.Dispose(disposing);
        if (disposing && _data.Exists)
        {
            _data.Delete(recursive: true);
        }
    }
}

/// <summary>What came back.</summary>
public sealed record Reply(int Status, string Body, string? ContentType, bool NoStore)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public JsonElement Data => Json.GetProperty("data");

    public string?[] Errors => [.. Json.GetProperty("errors").EnumerateArray().Select(e => e.GetString())];

    public static async Task<Reply> OfAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
        response.Content.Headers.ContentType?.ToString(),
        response.Headers.CacheControl?.NoStore is true);

    /// <summary>It was refused with this status, and this is the first thing that it says.</summary>
    public void Says(int status, string error)
    {
        Assert.True(status == Status, $"{Status}: {Body}");
        Assert.Equal(error, Errors.FirstOrDefault() ?? "");
    }

    public Reply Is(int status)
    {
        Assert.True(status == Status, $"{Status}: {Body}");
        return this;
    }

    public string Text(string name) => Json.GetProperty(name).GetString()!;

    public int Number(string name) => Json.GetProperty(name).GetInt32();

    public bool Flag(string name) => Json.GetProperty(name).GetBoolean();
}

/// <summary>An open vault that the tests of a class share.</summary>
public sealed class OpenVault : IAsyncLifetime
{
    public ApiConsole Console { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Console = await ApiConsole.OpenAsync();

    public async ValueTask DisposeAsync() => await Console.DisposeAsync();
}
