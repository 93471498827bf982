using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>How far a ceremony is, as its bar shows it.</summary>
/// <param name="Received">What is in.</param>
/// <param name="Required">What is needed.</param>
/// <param name="Label">Of what.</param>
/// <param name="Next">What the missing ones bring.</param>
public sealed record Progress(int Received, int Required, string Label, string? Next)
{
    /// <summary>For screen readers, in one sentence.</summary>
    public string Sentence => $"{Received} of {Required} {Label}.{(Next is null ? "" : $" {Next}.")}";

    public static Progress Of(Ceremony c) => c switch
    {
        { Stage: CeremonyStage.Delivering } or { Stage: CeremonyStage.Completed, ProofsRequired: > 0 } =>
            new(c.Proved, c.ProofsRequired, $"new {Word(c.ProofsRequired)} proved", AfterProofs(c)),
        { Kind: CeremonyKind.Initialise, NewScheme: null } => new(1, 1, "step done", null),
        { Kind: CeremonyKind.Initialise, NewScheme: { } scheme } =>
            new(Seen(c), scheme.Shares, $"new {Word(scheme.Shares)} collected", null),
        _ => new(c.Received, c.Required, $"current {Word(c.Required)} submitted", AfterShares(c)),
    };

    public static int Seen(Ceremony c) => c.Of(Part.Recipient).Count(p => p.RevealedAt is not null);

    private static string Word(int number) => number == 1 ? "share" : "shares";

    private static string? AfterShares(Ceremony c) => (c.Required - c.Received, c.Kind) switch
    {
        _ when !c.IsOpen => null,
        ( <= 0, _) => null,
        (1, CeremonyKind.Unseal) => "One more opens the vault",
        (1, CeremonyKind.Migrate) => "One more changes the seal",
        (int missing, CeremonyKind.Migrate) => $"{missing} more change the seal",
        (1, CeremonyKind.GenerateRoot) => "One more makes the root token",
        (int missing, CeremonyKind.GenerateRoot) => $"{missing} more make the root token",
        (1, _) => "One more opens the next step",
        (int missing, CeremonyKind.Unseal) => $"{missing} more open the vault",
        (int missing, _) => $"{missing} more open the next step",
    };

    private static string? AfterProofs(Ceremony c) => (c.ProofsRequired - c.Proved, c.Kind) switch
    {
        _ when !c.IsOpen => null,
        ( <= 0, _) => c.Target is ShareTarget.Recovery ? "The switch follows when the seal provider answers" : "The switch follows when the vault is unsealed",
        (1, CeremonyKind.Initialise) when c.SwitchesWhenProved => "One more and the recovery shares count",
        (int missing, CeremonyKind.Initialise) when c.SwitchesWhenProved => $"{missing} more and the recovery shares count",
        (1, CeremonyKind.Rekey) => "One more and the new shares take over",
        (int missing, CeremonyKind.Rekey) => $"{missing} more and the new shares take over",
        (1, _) => "One more and the vault can be unsealed",
        (int missing, _) => $"{missing} more and the vault can be unsealed",
    };
}
