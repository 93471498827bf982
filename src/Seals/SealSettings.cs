namespace KeyCeremonyConsole.Seals;

/// <summary>The section <c>Seal</c> of the console's settings. Names are compared without regard to case.</summary>
public sealed class SealSettings(IEnumerable<KeyValuePair<string, string?>> values)
{
    private readonly Dictionary<string, string> _values = new(
        values.Where(v => !string.IsNullOrWhiteSpace(v.Value)).Select(v => KeyValuePair.Create(v.Key, v.Value!)),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Which seal; null when none is named.</summary>
    internal string? Type => Optional("Type");

    internal string? Optional(string name) => _values.GetValueOrDefault(name);

    /// <param name="name">Of the setting.</param>
    /// <param name="means">What to give there, as the end of a sentence: "the name of the key".</param>
    /// <exception cref="SealSettingsException">It is missing.</exception>
    internal string Required(string name, string means) => Optional(name)
        ?? throw new SealSettingsException($"The seal '{Type}' needs the setting Seal:{name}: {means}.");
}
