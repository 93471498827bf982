using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// The console's own name: random, made at its first start and kept with its data. Its words stand where people are invited and
/// where they arrive, to be compared by voice. It is public and proves nothing by itself: a copy of the data has the same.
/// </summary>
public static class ConsoleIdentity
{
    /// <summary>Where it is stored.</summary>
    internal const string Key = "console.id";

    /// <summary>Null before the first start.</summary>
    public static async Task<Fingerprint?> FindAsync(IConsoleStore store, CancellationToken ct) =>
        await store.FindSettingAsync(Key, ct) is { } id ? Fingerprint.OfConsole(id) : null;

    /// <summary>What is to be stored at a start: nothing, when it has its name.</summary>
    internal static async Task<IReadOnlyList<ConsoleSetting>> MakeAsync(IConsoleStore store, CancellationToken ct) =>
        await store.FindSettingAsync(Key, ct) is null ? [new ConsoleSetting(Key, RandomName.New())] : [];
}
