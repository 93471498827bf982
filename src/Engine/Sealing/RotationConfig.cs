namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>When the key rotates by itself. Lies in the keyring, where Vault keeps it.</summary>
/// <param name="Enabled">Whether it does at all.</param>
/// <param name="MaxOperations">After so many encryptions under one term.</param>
/// <param name="Interval">After so long; zero is never.</param>
public sealed record RotationConfig(bool Enabled, long MaxOperations, TimeSpan Interval);
