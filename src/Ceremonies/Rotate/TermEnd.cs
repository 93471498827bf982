namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>
/// A term that is closed for good. The store takes it only while no record has the term, and takes no such record from
/// then on.
/// </summary>
/// <param name="Term">1, 2, 3, …</param>
/// <param name="InstallTime">When it had become active; kept here for when it is no longer in the keyring.</param>
/// <param name="Encryptions">How often it was used in the end.</param>
/// <param name="RetiredAt">Since when it decrypts nothing.</param>
/// <param name="RetiredByName">Who retired it.</param>
/// <param name="DestroyedAt">Since when its key is gone; null while it is in the keyring.</param>
/// <param name="DestroyedByName">Who destroyed it.</param>
public sealed record TermEnd(
    int Term,
    DateTimeOffset InstallTime,
    long Encryptions,
    DateTimeOffset RetiredAt,
    string RetiredByName,
    DateTimeOffset? DestroyedAt = null,
    string? DestroyedByName = null);
