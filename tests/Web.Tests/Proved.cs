using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Web.Identity;

namespace KeyCeremonyConsole.Web.Tests;

/// <summary>Everybody has just proved that it is them, unless a test says otherwise.</summary>
internal sealed class Proved : IFreshProof
{
    /// <summary>Whether they have.</summary>
    public bool Given { get; set; } = true;

    public ValueTask<bool> IsGivenAsync(PersonId caller, string act) => ValueTask.FromResult(Given);
}

/// <summary>For whole consoles: a test that acts by itself needs no proof, whoever comes in by a page or a request does.</summary>
internal sealed class ProvedOutside(Proofs proofs) : IFreshProof
{
    public ValueTask<bool> IsGivenAsync(PersonId caller, string act) =>
        CurrentSession.User is null ? ValueTask.FromResult(true) : proofs.IsGivenAsync(caller, act);
}
