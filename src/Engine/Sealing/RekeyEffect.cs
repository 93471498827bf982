namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>When new shares replace the old ones.</summary>
public enum RekeyEffect
{
    /// <summary>When the rekey is committed, after the holders have proved that they hold them. The old ones work until then.</summary>
    AfterVerification,

    /// <summary>As soon as the change is saved. Whoever lost a share by then has lost it.</summary>
    AtOnce,
}
