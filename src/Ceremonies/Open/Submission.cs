using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Open;

/// <summary>An accepted share, and what came of it.</summary>
/// <param name="Ceremony">As it stands now.</param>
/// <param name="Handed">
/// The new shares, number 1 first, when this was the last share that was needed and the ceremony has no recipients by
/// name. The receiver disposes them; they are nowhere else.
/// </param>
public sealed record Submission(Ceremony Ceremony, IReadOnlyList<SecretBytes> Handed) : IDisposable
{
    public void Dispose()
    {
        foreach (SecretBytes share in Handed)
        {
            share.Dispose();
        }
    }
}
