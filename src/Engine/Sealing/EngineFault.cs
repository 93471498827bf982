namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Why the engine did not do what it was asked to.</summary>
public enum EngineFault
{
    /// <summary>It needs keys that are not in memory.</summary>
    Sealed,

    /// <summary>The store holds no vault.</summary>
    NotInitialized,

    /// <summary>The store holds a vault already, or one that is in use.</summary>
    AlreadyInitialized,

    /// <summary>The keys are in memory already.</summary>
    AlreadyUnsealed,

    /// <summary>The shares do not give the key.</summary>
    WrongShares,

    /// <summary>No rekey waits for its verification.</summary>
    NothingPending,

    /// <summary>A rekey already waits for its verification.</summary>
    RekeyPending,

    /// <summary>When to rotate by itself was set out of bounds.</summary>
    BadRotation,

    /// <summary>The keyring has no such term.</summary>
    NoSuchTerm,

    /// <summary>The term cannot go: it is the active one, records need it, or it was not retired before.</summary>
    TermInUse,

    /// <summary>The vault is sealed in another way than this needs, or with another provider than the configured one.</summary>
    WrongSeal,

    /// <summary>The store does not hold what it should.</summary>
    Damaged,
}
