namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>What a prepared change does to memory.</summary>
/// <param name="Adopt">Given the keys in memory, or none; gives those from now on.</param>
/// <param name="Abandon">Undoes the preparation.</param>
internal sealed record MemoryChange(Func<Keyring?, Keyring?> Adopt, Action Abandon);
