using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.SignIn;

/// <summary>Where the organisation's sign-in ends when this console lets somebody not in.</summary>
public sealed partial class NotAllowedPage : ComponentBase
{
    /// <summary>A code; the words are ours, so that nobody can put theirs into a link.</summary>
    [SupplyParameterFromQuery]
    public string? Reason { get; set; }

    private (string Title, string Text) Words => Reason switch
    {
        "no-role" => ("You have no role here yet", "Your organisation knows you, but gave you no role for this console. Ask whoever manages its applications for the role administrator, holder or auditor."),
        "removed" => ("You were removed from this console", "An administrator of this console has removed you. Ask them if you think that is a mistake."),
        "sign-in-name-taken" => ("Your name is taken here", "A local account of this console has your sign-in name. Ask an administrator of this console to remove that account first."),
        "other-person" => ("That was somebody else", "The proof must be of the person who is signed in here. Close this window, and try again with your own account."),
        "not-fresh" => ("That was no fresh proof", "Your organisation let you through without asking you. Close this window and try again; if it fails again, ask your operator to look into the provider's settings."),
        "cancelled" => ("You are not signed in", "The sign-in was cancelled before it was complete."),
        _ => ("The sign-in did not work", "Your organisation's answer could not be used. Try again; if it fails again, ask your operator to look into the log."),
    };
}
