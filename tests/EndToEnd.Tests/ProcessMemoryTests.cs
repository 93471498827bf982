using KeyCeremonyConsole.Crash.Tests;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using KeyCeremonyConsole.Reader;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>T27 with browsers: all memory of the console's process after an initialisation, an unseal, a rekey and a seal on its pages.</summary>
public sealed class ProcessMemoryTests(Browser browser) : IAsyncLifetime
{
    private readonly Company _company = new(browser);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _company.GatherAsync(Ct);

    public ValueTask DisposeAsync() => _company.DisposeAsync();

    [Fact]
    public async Task After_ceremonies_in_browsers_a_sealed_console_holds_no_share_and_no_key()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc.");
        Person ada = _company.Ada;
        Person[] holders = [_company.Ben, _company.Ines, _company.Mara];
        var needles = new Needles();
        const string Reason = "Once a year, which is in this sentence alone";
        needles.AddText("the reason", Reason);
        Add(needles, "", holders);

        string path = await ada.StartAsync("rekey", 2, holders, Reason);
        await _company.Ben.SubmitAsync(path);
        await _company.Ines.SubmitAsync(path);
        foreach (Person holder in holders)
        {
            await holder.CollectAsync(path);
            await holder.ProveAsync();
        }

        await ada.OpenAsync(path);
        await ada.SeesAsync("Completed");
        Add(needles, "new ", holders);

        // The looking works: these must be there now.
        IReadOnlyList<string> open = ProcessMemory.Find(_company.Console.ProcessId, needles);
        Assert.Contains(open, found => found.StartsWith("new root key, raw", StringComparison.Ordinal));
        Assert.Contains(open, found => found.StartsWith("key of term 1, raw", StringComparison.Ordinal));
        Assert.DoesNotContain(open, found => found.Contains("share", StringComparison.Ordinal));

        await ada.OpenAsync("/");
        await ada.PressAsync("Seal…");
        ILocator dialog = ada.Dialog();
        await dialog.GetByLabel("Type seal to confirm").FillAsync("seal");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Seal the vault" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        string[] left = [.. ProcessMemory.Find(_company.Console.ProcessId, needles)];
        Assert.Contains(left, found => found.StartsWith("the reason", StringComparison.Ordinal));
        string[] copies = [.. left.Where(found => !found.StartsWith("the reason", StringComparison.Ordinal))];
        Assert.True(copies.Length == 0, string.Join('\n', copies));
    }

    // The shares that the holders wrote down, and what these give with the files, found out without the engine.
    private void Add(Needles needles, string which, Person[] holders)
    {
        byte[][] shares = [.. holders.Select(h => Convert.FromBase64String(h.Share))];
        for (int i = 0; i < shares.Length; i++)
        {
            needles.Add($"{which}share {i + 1}", shares[i][..^1]); // Without x.
        }

        using var records = new SqliteRecords(Path.Combine(_company.Console.DataFolder, "console.db"));
        var reader = new PlainReader(records, shares);
        needles.Add($"{which}unseal key", reader.Kek);
        needles.Add($"{which}root key", reader.RootKey);
        needles.Add($"{which}key of term 1", reader.Keyring.GetProperty("Keys")[0].GetProperty("Value").GetBytesFromBase64());
    }
}
