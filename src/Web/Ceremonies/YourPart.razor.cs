using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>What the ceremony wants from the person who looks, now.</summary>
public sealed partial class YourPart : ComponentBase
{
    [Parameter, EditorRequired]
    public required CeremonyView View { get; set; }

    [Parameter, EditorRequired]
    public required PersonId Me { get; set; }

    [Parameter]
    public bool VaultSealed { get; set; }

    [Parameter]
    public string? UnsealHref { get; set; }

    private Ceremony C => View.Ceremony;

    private Participant? Submitter => C.Find(Me, Part.Submitter);

    private Participant? Recipient => C.Find(Me, Part.Recipient);

    private bool IsSubmitting => C.Stage is CeremonyStage.Collecting && Submitter is not null;

    // Also after the switch: a share can be collected late, and one on the screen must stay there.
    private bool IsReceiving => C.Stage is CeremonyStage.Delivering or CeremonyStage.Completed && Recipient is not null;

    private (string Title, string Text)? Words => (C.Stage, Submitter, Recipient) switch
    {
        (_, { OddAt: not null }, _) =>
            ("The share that you gave is not one of this vault's.", "It was left out, and the others were enough. Look for the right one, or for a slip of the pen, before it is needed again."),
        _ when IsReceiving || !C.IsOpen => null,
        (_, null, null) => ("You are watching.", "Nothing is asked of you here."),
        (CeremonyStage.Collecting, _, { } to) =>
            ($"You will hold new share {to.ShareNumber} of {C.NewScheme!.Shares}.", "You can collect it on this page as soon as enough current holders have submitted."),
        (CeremonyStage.Delivering, { SubmittedAt: not null }, null) => ("Thank you, your share was used.", "You get no new share. Keep the old one until the switch."),
        (CeremonyStage.Delivering, _, null) => ("Enough others have submitted.", "Nothing more is asked of you. Keep your share until the switch."),
        _ => null,
    };

    /// <summary>Whether the fingerprint stands in the person's own part, to be ticked there.</summary>
    public static bool ShowsFingerprint(CeremonyView view, PersonId me, bool vaultSealed) =>
        view.Ceremony.Stage is CeremonyStage.Collecting
        && !SubmitterPart.MustWait(view.Ceremony, vaultSealed)
        && view.Ceremony.Find(me, Part.Submitter) is { SubmittedAt: null, DeclinedAt: null };
}
