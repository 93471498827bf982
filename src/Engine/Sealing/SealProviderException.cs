using System.Diagnostics.CodeAnalysis;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A seal provider did not do what it was asked to; trying again later may help. The store is as it was.</summary>
/// <param name="message">One sentence for people, with what to look at in it. Holds no secret.</param>
/// <param name="inner">The cause, if there is one.</param>
[SuppressMessage("Design", "CA1032", Justification = "One without a sentence could not be shown to anybody.")]
public sealed class SealProviderException(string message, Exception? inner = null) : Exception(message, inner);
