using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Mail;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.People;

/// <summary>A fresh invitation, shown to the administrator who made it and to nobody else.</summary>
public sealed partial class InvitationCard(SendMail mail, SignInMode mode, AuthenticationStateProvider session, NavigationManager navigation) : ComponentBase
{
    private string _to = "";
    private string? _sent;
    private bool _busy;
    private Refusal? _refusal;
    private string? _shown;

    [Parameter, EditorRequired]
    public required Invited Invited { get; set; }

    /// <summary>What the console is known by; null before it has a name.</summary>
    [Parameter]
    public Fingerprint? Console { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    // An account of the organisation is named in it.
    private bool IsBound => !mode.IsLocal;

    protected override void OnParametersSet()
    {
        if (_shown != Invited.Code)
        {
            (_shown, _to, _sent, _refusal) = (Invited.Code, SendMail.AddressOf(Invited.Person) ?? "", null, null);
        }
    }

    private async Task SendAsync()
    {
        if (_busy)
        {
            return; // A double click sends one letter.
        }

        _busy = true;
        _sent = null;
        try
        {
            _refusal = (await mail.InvitationAsync(await session.PersonIdAsync(), Invited.Code, _to, new Uri(Link), CancellationToken.None)).Refusal;
            _sent = _refusal is null ? $"Sent to {_to.Trim()}." : null;
        }
        finally
        {
            _busy = false;
        }
    }

    // The address that the administrator's browser uses is one that reaches this console.
    private string Link => $"{navigation.BaseUri}invitation/{Invited.Code}";
}
