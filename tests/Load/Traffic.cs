using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KeyCeremonyConsole.Bench;

namespace KeyCeremonyConsole.Load;

/// <summary>Clients that go on at once when they are answered: three reads, then a write. Each knows what it wrote last, and must read that.</summary>
internal sealed class Traffic(Vault vault, int clients)
{
    private const int PathsOfAClient = 4;
    private const int ReadsForAWrite = 3;

    private readonly long[][] _written = [.. Enumerable.Range(0, clients).Select(_ => new long[PathsOfAClient])];

    /// <param name="time">How long.</param>
    /// <param name="figures">What it comes to.</param>
    /// <param name="beside">What goes on meanwhile, until it is told to stop.</param>
    public async Task RunAsync(TimeSpan time, Figures figures, Func<CancellationToken, Task>? beside = null)
    {
        using var over = new CancellationTokenSource(time);
        Task other = beside?.Invoke(over.Token) ?? Task.CompletedTask;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => LiveAsync(client, figures, over.Token))));
        await other;
    }

    /// <summary>How many values are not what was written last.</summary>
    public async Task<int> CountLostAsync()
    {
        var figures = new Figures();
        for (int client = 0; client < clients; client++)
        {
            for (int slot = 0; slot < PathsOfAClient; slot++)
            {
                await ReadAsync(client, slot, figures);
            }
        }

        return figures.Failed;
    }

    private async Task LiveAsync(int client, Figures figures, CancellationToken over)
    {
        for (int turn = 0; !over.IsCancellationRequested; turn++)
        {
            int slot = turn / (ReadsForAWrite + 1) % PathsOfAClient;
            await (turn % (ReadsForAWrite + 1) == ReadsForAWrite || _written[client][slot] == 0
                ? WriteAsync(client, slot, figures)
                : ReadAsync(client, slot, figures));
        }
    }

    private async Task WriteAsync(int client, int slot, Figures figures)
    {
        long value = _written[client][slot] + 1;
        if (await MeasureAsync(write: true, "PUT", client, slot, new { data = new { value, text = "of a usual length, such as a password" } }, figures) is not null)
        {
            _written[client][slot] = value;
        }
    }

    private async Task ReadAsync(int client, int slot, Figures figures)
    {
        if (_written[client][slot] > 0
            && await MeasureAsync(write: false, "GET", client, slot, null, figures) is { } answer
            && answer.GetProperty("data").GetProperty("data").GetProperty("value").GetInt64() is var read && read != _written[client][slot])
        {
            figures.AddFailure($"{PathOf(client, slot)}: {read} was read, {_written[client][slot]} was written");
        }
    }

    // The answer, or null when it was refused or never came.
    private async Task<JsonElement?> MeasureAsync(bool write, string method, int client, int slot, object? body, Figures figures)
    {
        long begun = Stopwatch.GetTimestamp();
        try
        {
            (int status, string text) = await vault.CallAsync(method, PathOf(client, slot), body);
            figures.Add(write, Sample.Milliseconds(begun, Stopwatch.GetTimestamp()));
            if (status == 200)
            {
                return JsonDocument.Parse(text).RootElement;
            }

            figures.AddFailure($"{method} {PathOf(client, slot)}: {status} {text.Trim()}");
        }
        catch (HttpRequestException broken)
        {
            figures.AddFailure($"{method} {PathOf(client, slot)}: {broken.Message}");
        }

        return null;
    }

    private static string PathOf(int client, int slot) => string.Create(CultureInfo.InvariantCulture, $"secret/data/load/{client}/{slot}");
}
