using System.Diagnostics.CodeAnalysis;

namespace KeyCeremonyConsole.Seals;

/// <summary>The settings of a seal cannot be used. The message is one sentence for the operator.</summary>
[SuppressMessage("Design", "CA1032", Justification = "One without a sentence could not be shown to anybody.")]
public sealed class SealSettingsException(string message, Exception? inner = null) : Exception(message, inner);
