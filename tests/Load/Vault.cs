using System.Net.Http.Headers;
using System.Text.Json;

namespace KeyCeremonyConsole.Load;

/// <summary>The vault as an operator has it: its address, a root token, and the shares in force.</summary>
internal sealed class Vault(string address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = new Uri($"{address}/v1/") };
    private string _root = "";

    /// <summary>The unseal shares in force, in hexadecimal.</summary>
    public IReadOnlyList<string> Shares { get; set; } = [];

    public async Task InitialiseAsync(int shares, int threshold)
    {
        JsonElement made = await MustAsync("PUT", "sys/init", new { secret_shares = shares, secret_threshold = threshold });
        Shares = Texts(made, "keys");
        _root = made.GetProperty("root_token").GetString()!;
    }

    public async Task UnsealAsync()
    {
        int threshold = (await MustAsync("GET", "sys/seal-status")).GetProperty("t").GetInt32();
        JsonElement status = default;
        foreach (string key in Shares.Take(threshold))
        {
            status = await MustAsync("PUT", "sys/unseal", new { key });
        }

        if (status.GetProperty("sealed").GetBoolean())
        {
            throw new InvalidOperationException("The shares in force do not open the vault.");
        }
    }

    public Task SealAsync() => MustAsync("PUT", "sys/seal");

    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public async Task<JsonElement> MustAsync(string method, string path, object? body = null)
    {
        (int status, string text) = await CallAsync(method, path, body);
        return status is 200 or 204
            ? text.Length == 0 ? default : JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"{method} {path}: {status} {text.Trim()}");
    }

    public async Task<(int Status, string Body)> CallAsync(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (_root.Length > 0)
        {
            request.Headers.Add("X-Vault-Token", _root);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static IReadOnlyList<string> Texts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(k => k.GetString()!)];

    public void Dispose() => _http.Dispose();
}
