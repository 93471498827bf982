namespace KeyCeremonyConsole.Web.Look;

/// <summary>A term of the keyring as <see cref="TermTimeline"/> draws it.</summary>
/// <param name="Term">Its number.</param>
/// <param name="InstalledAt">Since when it was the active one.</param>
/// <param name="Active">Whether it still is.</param>
/// <param name="Encryptions">How many records were encrypted under it.</param>
public sealed record KeyTermBlock(int Term, DateTimeOffset InstalledAt, bool Active, long Encryptions);
