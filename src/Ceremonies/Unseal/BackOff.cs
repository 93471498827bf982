namespace KeyCeremonyConsole.Ceremonies.Unseal;

/// <summary>How long to wait before the next try: 1, 2, 4, … seconds, a minute at most.</summary>
internal static class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="failures">Tries that failed in a row, 1 or more.</param>
    public static TimeSpan After(int failures) =>
        failures > 6 ? Longest : First * (1 << (failures - 1));
}
