using KeyCeremonyConsole.Ceremonies;
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
    public bool IsAdministrator { get; set; }

    private string Headline => (Ceremony.Stage, Ceremony.Kind) switch
    {
        (CeremonyStage.Completed, CeremonyKind.Initialise) => "The vault is initialised",
        (CeremonyStage.Completed, CeremonyKind.Rekey) => "The new shares are in force",
        (CeremonyStage.Completed, _) => "The vault was opened",
        (CeremonyStage.Cancelled, _) => $"Cancelled by {Ceremony.EndedByName}",
        _ => "Its time was over",
    };

    private string Meaning => (Ceremony.Stage, Ceremony.Kind) switch
    {
        (CeremonyStage.Completed, CeremonyKind.Initialise) => "Its holders can unseal it now. Nothing was stored in it before.",
        (CeremonyStage.Completed, CeremonyKind.Rekey) => "The vault answered all the time, and no data was encrypted anew.",
        (CeremonyStage.Completed, _) => "It stays open until it is sealed or restarted.",
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
