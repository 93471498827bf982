namespace KeyCeremonyConsole.Web.Look;

/// <summary>What a person's standing means, and so its colour and shape.</summary>
public enum StandingKind
{
    Muted,
    Waiting,
    Active,
    Done,
    Refused,
}
