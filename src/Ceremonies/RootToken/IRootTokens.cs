using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.RootToken;

/// <summary>Where root tokens are kept. Whoever keeps all tokens takes this over.</summary>
public interface IRootTokens
{
    /// <summary>A new root token that begins to count when its records are stored. Called inside the room, on an open vault.</summary>
    /// <param name="scribe">Whose step brings it about.</param>
    /// <param name="ceremony">Which ceremony made it.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    Task<NewRootToken> PrepareAsync(Scribe scribe, CeremonyId ceremony, CancellationToken ct);
}

/// <summary>A root token and what keeps it.</summary>
/// <param name="Token">ASCII, <see cref="Length"/> bytes; the caller disposes this.</param>
/// <param name="Changes">To be stored in one transaction with the step that hands it out.</param>
public sealed record NewRootToken(SecretBytes Token, IReadOnlyList<RecordChange> Changes) : IDisposable
{
    /// <summary>"hvs." and 24 characters of base62: 142 bits.</summary>
    public const int Length = 28;

    public void Dispose() => Token.Dispose();
}
