namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The key that new records are encrypted with.</summary>
/// <param name="Term">Its number, from 1.</param>
/// <param name="InstallTime">When it became active.</param>
/// <param name="Encryptions">How often it was used; after a crash at most one block of reservations too many.</param>
public sealed record KeyStatus(int Term, DateTimeOffset InstallTime, long Encryptions);
