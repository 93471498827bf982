using System.Collections.Concurrent;
using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>
/// What a rekey through the API has that its ceremony has not: the public name of the running verification, and whether
/// somebody was told to begin again. In memory only; after a restart a verification has another name.
/// </summary>
internal sealed class RekeyProgress
{
    private readonly ConcurrentDictionary<CeremonyId, string> _verifications = [];
    private readonly ConcurrentDictionary<(CeremonyNonce Attempt, CeremonyStage Stage), bool> _refused = [];

    /// <summary>The nonce of the verification; empty when none is running.</summary>
    public string VerificationOf(Ceremony? ceremony) => ceremony is { Stage: CeremonyStage.Delivering }
        ? _verifications.GetOrAdd(ceremony.Id, _ => CeremonyNonce.New().Value)
        : "";

    public void BeginVerificationAgain(CeremonyId id) => _verifications[id] = CeremonyNonce.New().Value;

    /// <summary>
    /// A share was refused. Upstream forgets all of them then, and its clients enter them all again; here the good ones
    /// stay, so what they enter again is no mistake.
    /// </summary>
    public void NoteRefused(Ceremony ceremony) => _refused[(ceremony.Nonce, ceremony.Stage)] = true;

    public bool WasRefused(Ceremony ceremony) => _refused.ContainsKey((ceremony.Nonce, ceremony.Stage));

    public void Forget(Ceremony ceremony)
    {
        _verifications.TryRemove(ceremony.Id, out _);
        _refused.TryRemove((ceremony.Nonce, CeremonyStage.Collecting), out _);
        _refused.TryRemove((ceremony.Nonce, CeremonyStage.Delivering), out _);
    }
}
