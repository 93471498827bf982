using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.SignIn;

/// <summary>Where the organisation's sign-in ends when this console lets somebody not in, or when a proof was none.</summary>
public sealed partial class NotAllowedPage : ComponentBase
{
    public const string Path = "/not-allowed";

    private const string SignedOut = "still-in-there";

    /// <summary>A code; the words are ours, so that nobody can put theirs into a link.</summary>
    [SupplyParameterFromQuery]
    public string? Reason { get; set; }

    /// <summary>Entra's number of the error.</summary>
    [SupplyParameterFromQuery]
    public int? Number { get; set; }

    /// <summary>The act that a proof was asked for, when this was no sign-in.</summary>
    [SupplyParameterFromQuery]
    public string? Prove { get; set; }

    // Somebody who has another account at the organisation may have better luck with it.
    private bool IsAboutTheAccount => Reason is "no-role" or "too-many-groups" or "removed" or "sign-in-name-taken" or "wrong-tenant" or "blocked" or "denied";

    private string AgainHref => Prove is null ? "/account/challenge" : $"/account/challenge?prove={Uri.EscapeDataString(Prove)}";

    private (string Title, string Text) Words => Reason switch
    {
        "no-role" => ("You have no role here yet", "Your organisation knows you, but gave you no role for this console. Ask whoever manages its applications to give you the role administrator, holder or auditor, or to put you into a group that has one."),
        "too-many-groups" => ("You are in too many groups", "Your roles here come from your groups, and you are in so many that your organisation leaves them out of what it tells this console. Ask whoever manages its applications to send only the groups that are assigned to this console, or to give you the role directly."),
        "removed" => ("You were removed from this console", "An administrator of this console has removed you. Ask them if you think that is a mistake."),
        "sign-in-name-taken" => ("Your name is taken here", "A local account of this console has your sign-in name. Ask an administrator of this console to remove that account first."),
        "wrong-tenant" => ("That account is of another organisation", "This console lets in people of one organisation only, and the account that you signed in with is not one of its own. Use the account that your organisation gave you. If you are a guest there, ask whoever manages its applications to invite you."),
        "consent" => ("Your organisation has not agreed yet", "Before people can sign in here, this console must be allowed to read their name. You did not agree, or are not allowed to: ask whoever manages your organisation's applications to grant consent to this console for everybody."),
        "denied" => ("Your organisation said no", "You declined, or your organisation has not assigned you to this console. If you declined, try again and accept. Else ask whoever manages its applications."),
        "blocked" => ("Your organisation does not allow this sign-in", "Its rules for access refuse this device, network or way of signing in. Try again from a device that your organisation manages, or ask whoever manages its rules for access."),
        "cancelled" => ("You are not signed in", "The sign-in was cancelled before it was complete."),
        "stale" => ("That sign-in was begun too long ago", "It was begun in another window, or waited for more than 15 minutes, so its answer was not taken. Try again, in this window."),
        "clock" => ("The clocks do not agree", "By this console's clock, what your organisation sent is too old or not valid yet. Ask your operator to set the clock of the console's machine, then try again."),
        "bad-token" => ("Your organisation's answer was not genuine", "It was not signed by the provider that this console trusts, or not meant for this console, so it was not taken. Try again; if it fails again, tell your operator."),
        "misconfigured" => ("This console is not set up right", "Your organisation does not accept how this console introduces itself: its id, its secret or its address. You can do nothing about it. Ask your operator to look into the log, and to compare the settings with the application's registration."),
        "unreachable" => ("Your organisation's sign-in does not answer", "This console could not reach it. Whoever is signed in stays signed in. Wait a minute, then try again; if it goes on, tell your operator."),
        SignedOut => ("You are signed out here, but not there", "Your organisation's sign-in does not answer, so you may still be signed in to it. On a shared machine, close the browser."),
        "invitation-needed" => ("Open your invitation first", "You are invited to this console, and have not come with the invitation yet. Open the link that an administrator handed you."),
        "invitation-unusable" => ("This invitation cannot be used", "It was used, replaced or revoked, or has expired. Ask an administrator of this console for a new one."),
        "invitation-of-other" => ("This invitation is for somebody else", "Your account of the organisation is known here already, as another person. Nothing was changed, and the invitation can still be used by whom it is for."),
        "other-address" => ("This invitation is for another account", "It names an address, and your organisation says that another one is yours. Nothing was changed. Open the invitation again and sign in with the account that it names, or ask whoever invited you."),
        "other-person" => ("That was somebody else", "The proof must be of the person who is signed in here. Close this window, and try again with your own account."),
        "not-fresh" => ("That was no fresh proof", "Your organisation let you through without asking you. Close this window and try again; if it fails again, ask your operator to look into the provider's settings."),
        "no-context" => ("That proof was not strong enough", "For this act your organisation asks for more than the usual sign-in, such as a passkey or a managed device, and did not say that you showed it. Try again and follow its questions; if it fails again, ask whoever manages its rules for access."),
        _ => ("The sign-in did not work", "Your organisation's answer could not be used. Try again; if it fails again, ask your operator to look into the log."),
    };

    /// <summary>This page, for that reason.</summary>
    /// <param name="reason">One of the codes above.</param>
    /// <param name="number">Entra's number of the error.</param>
    /// <param name="act">What a proof was asked for.</param>
    internal static string For(string reason, int? number = null, string? act = null) => string.Concat(
        $"{Path}?reason={Uri.EscapeDataString(reason)}",
        number is { } known ? string.Create(CultureInfo.InvariantCulture, $"&number={known}") : "",
        act is null ? "" : $"&prove={Uri.EscapeDataString(act)}");
}
