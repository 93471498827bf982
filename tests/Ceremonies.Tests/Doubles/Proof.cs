namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>Everybody has just proved that it is them, unless a test says otherwise.</summary>
internal sealed class Proof : IFreshProof
{
    /// <summary>Who is asked, and whether they have.</summary>
    internal Func<PersonId, bool> Given { get; set; } = _ => true;

    /// <summary>What it was asked for last.</summary>
    internal string? For { get; private set; }

    public ValueTask<bool> IsGivenAsync(PersonId caller, string act)
    {
        For = act;
        return ValueTask.FromResult(Given(caller));
    }
}
