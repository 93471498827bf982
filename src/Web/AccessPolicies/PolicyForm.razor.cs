using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.AccessPolicies;

/// <summary>Where a policy is written. What is wrong with it is said beside the field, and what was typed stays.</summary>
public sealed partial class PolicyForm(ChangePolicy change, StepUp stepUp, AuthenticationStateProvider signedIn) : ComponentBase
{
    /// <summary>Characters that a text may have here: a message of the circuit holds 32 KiB, and a character is up to three bytes.</summary>
    internal const int Longest = 10_000;

    private ElementReference _title;
    private string _name = "";
    private string _text = "";
    private Refusal? _refusal;
    private bool _busy;

    /// <summary>The policy to change; null for a new one.</summary>
    [Parameter]
    public AccessPolicy? Policy { get; set; }

    /// <summary>Told the name.</summary>
    [Parameter]
    public EventCallback<string> OnSaved { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    private string? NameProblem => _refusal is { } no && Policy is null && PolicyWords.IsAboutName(no) ? PolicyWords.Of(no) : null;

    private string? TextProblem => _refusal is { Code: "policy-syntax" or "no-policy" } no ? PolicyWords.Of(no) : null;

    private string? Original => Policy is null ? null : BuiltInPolicies.Find(Policy.Name)?.Text;

    protected override void OnInitialized() => _text = Policy?.Text ?? "";

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _title.FocusAsync(preventScroll: true);
        }
    }

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            string name = Policy?.Name ?? _name.Trim();
            Outcome<AccessPolicy> outcome = await stepUp.RunAsync(async () =>
                await change.WriteAsync(await signedIn.PersonIdAsync(), name, _text, CancellationToken.None, seen: Policy?.Text ?? ""));
            _refusal = outcome.Refusal;
            if (_refusal is null)
            {
                await OnSaved.InvokeAsync(name);
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
