namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>What the shares of a set are good for.</summary>
public enum ShareTarget
{
    /// <summary>Together they give the key that opens the vault.</summary>
    Unseal,

    /// <summary>A seal provider opens the vault; together these shares only prove who may change something.</summary>
    Recovery,
}
