namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>What a share set is good for.</summary>
public enum SetStanding
{
    /// <summary>Its shares open the vault.</summary>
    Current,

    /// <summary>Its shares will open the vault once the rekey is committed.</summary>
    Pending,

    /// <summary>Its shares opened the vault once.</summary>
    Replaced,
}
