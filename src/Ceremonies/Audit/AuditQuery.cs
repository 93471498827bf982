namespace KeyCeremonyConsole.Ceremonies.Audit;

/// <summary>A page of the audit log, newest first. Pages are found by number, so a long log is as fast as a short one.</summary>
/// <param name="Before">Only entries with a smaller number; null for the newest.</param>
/// <param name="Take">How many at the most.</param>
/// <param name="Act">Only acts that begin with this ("rekey"); null for all.</param>
/// <param name="Subject">Only this subject; null for all.</param>
/// <param name="RefusedOnly">Only what was refused.</param>
public sealed record AuditQuery(long? Before, int Take, string? Act = null, string? Subject = null, bool RefusedOnly = false);
