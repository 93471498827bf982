namespace KeyCeremonyConsole.Web.Live;

/// <summary>What a hub client is told. Whole snapshots: one of a lower version than the last is out of date.</summary>
public interface ICeremonyClient
{
    /// <summary>A watched ceremony began, moved on or ended, or somebody came or went.</summary>
    Task CeremonyMoved(CeremonyProgress progress);

    /// <summary>The vault was initialised, sealed, unsealed, or its keys changed. Every connection is told.</summary>
    Task VaultMoved(VaultProgress progress);
}
