namespace KeyCeremonyConsole.Web.Look;

/// <summary>How the state of the seal is drawn.</summary>
public enum SealLook
{
    /// <summary>Not known, or there is no vault yet.</summary>
    Unknown,
    Sealed,

    /// <summary>On its way: an unseal under way, a rekey about to switch over.</summary>
    Working,
    Unsealed,
}
