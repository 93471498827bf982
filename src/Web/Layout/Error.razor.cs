using System.Diagnostics;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Layout;

/// <summary>Everything that is neither "not found" nor "not allowed". Says what to do, never what threw.</summary>
public sealed partial class Error : ComponentBase
{
    private string? _trace;

    /// <summary>The HTTP status; none when an exception led here.</summary>
    [Parameter]
    public int? Code { get; set; }

    private (string Title, string Text) Words => Code switch
    {
        400 => ("That request could not be read", "The form may have been open too long. Go back, load the page again and send it once more. Nothing was changed."),
        401 => ("Please sign in", "Your session has ended. Sign in again; what you had submitted is saved."),
        413 => ("That was too large", "Send a shorter text or a smaller file."),
        429 => ("A little too fast", "There were too many attempts in a short time. Wait a minute and try again."),
        503 => ("Not ready yet", "The console is starting or its storage does not answer. Try again in a minute."),
        _ => ("Something went wrong", "It is written down in the server's log. Whatever a page had told you has happened is saved. Look where things stand before you repeat anything; if it fails again, ask your operator."),
    };

    protected override void OnInitialized() => _trace = Activity.Current?.TraceId.ToString();
}
