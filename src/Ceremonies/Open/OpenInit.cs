namespace KeyCeremonyConsole.Ceremonies.Open;

/// <summary>When a vault may be made through the API, where nobody is asked who they are.</summary>
public enum OpenInit
{
    /// <summary>While the console has nobody: as upstream's servers. Whoever set it up makes the vault there, for holders by name.</summary>
    UntilSetUp,

    /// <summary>Whenever there is no vault, as upstream has it.</summary>
    Always,

    Never,
}

/// <summary>What the operator chose.</summary>
public sealed record OpenInitRule(OpenInit When);
