using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Engine.Sealing;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>How a ceremony ended, what that means, and what is next.</summary>
public sealed partial class CeremonyOutcome : ComponentBase
{
    [Parameter, EditorRequired]
    public required Ceremony Ceremony { get; set; }

    /// <summary>The open unseal ceremony, if there is one.</summary>
    [Parameter]
    public string? UnsealHref { get; set; }

    [Parameter]
    public bool MayStart { get; set; }

    private string Headline => (Ceremony.Stage, Ceremony.Kind) switch
    {
        (CeremonyStage.Completed, CeremonyKind.Initialise) => "The vault is initialised",
        (CeremonyStage.Completed, CeremonyKind.Rekey) => Ceremony.Target is ShareTarget.Recovery ? "The new recovery shares are in force" : "The new shares are in force",
        (CeremonyStage.Completed, CeremonyKind.GenerateRoot) => "The root token is made",
        (CeremonyStage.Completed, CeremonyKind.Migrate) => "The vault is sealed in the other way",
        (CeremonyStage.Completed, _) => "The vault was opened",
        (CeremonyStage.Cancelled, _) => $"Cancelled by {Ceremony.EndedByName}",
        _ => "Its time was over",
    };

    private string Meaning => (Ceremony.Stage, Ceremony.Kind) switch
    {
        (CeremonyStage.Completed, CeremonyKind.Initialise) when Ceremony.Target is ShareTarget.Recovery => Ceremony.NewScheme is null
            ? $"It is open, and {CeremonyWords.Seal(Ceremony.SealType)} opens it after a restart. It has no recovery shares yet; a rekey makes the first ones."
            : $"It is open, and {CeremonyWords.Seal(Ceremony.SealType)} opens it after a restart. Its recovery shares authorise changes.",
        (CeremonyStage.Completed, CeremonyKind.Initialise) => "Its holders can unseal it now. Nothing was stored in it before.",
        (CeremonyStage.Completed, CeremonyKind.Rekey) => "The vault answered all the time, and no data was encrypted anew.",
        (CeremonyStage.Completed, CeremonyKind.Migrate) => Ceremony.Target is ShareTarget.Recovery
            ? $"{char.ToUpperInvariant(CeremonyWords.Seal(Ceremony.SealType)[0])}{CeremonyWords.Seal(Ceremony.SealType)[1..]} opens it from now on. The holders keep their shares, which are recovery shares now."
            : "The holders open it from now on, with the shares that they have.",
        (CeremonyStage.Completed, CeremonyKind.GenerateRoot) => $"{Ceremony.StartedByName} alone can collect and decode it. The shares stay as they are.",
        (CeremonyStage.Completed, _) => "It stays open until it is sealed or restarted.",
        (_, CeremonyKind.Initialise) when Ceremony.SwitchesWhenProved => $"{Because}The vault stays, and opens by itself. Recovery shares collected here authorise nothing; destroy them.",
        (_, CeremonyKind.GenerateRoot) => $"{Because}No token was made, and the shares stay as they are.",
        (_, CeremonyKind.Migrate) => $"{Because}The vault is sealed as it was, and the shares are good for what they were.",
        (_, CeremonyKind.Initialise) => $"{Because}The vault is not initialised. Shares collected here open nothing; destroy them.",
        _ => $"{Because}The current shares stay valid. New shares collected here open nothing; destroy them.",
    };

    private string Because => Ceremony.Stage is CeremonyStage.Cancelled ? $"Reason: {Ceremony.EndReason?.TrimEnd('.')}. " : "";

    private string Submitters
    {
        get
        {
            List<string> names = [.. Ceremony.Of(Part.Submitter).Where(p => p.SubmittedAt is not null).Select(p => p.Name)];
            return $"{CeremonyWords.InWords(names)}, {names.Count} of {Ceremony.CurrentScheme!.Shares} shares";
        }
    }
}
