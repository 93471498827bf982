namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>One data key of the keyring, without the key.</summary>
/// <param name="Term">Its number, from 1.</param>
/// <param name="InstallTime">When it became active.</param>
/// <param name="Encryptions">How often it was used; after a crash at most one block of reservations too many.</param>
/// <param name="Active">Whether new records are encrypted with it.</param>
/// <param name="Retired">Whether it decrypts nothing any more.</param>
public sealed record TermInfo(int Term, DateTimeOffset InstallTime, long Encryptions, bool Active, bool Retired = false);
