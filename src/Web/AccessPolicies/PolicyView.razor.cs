using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.AccessPolicies;

/// <summary>A policy with its text; whoever may changes it, and deletes it unless it is built in.</summary>
public sealed partial class PolicyView(ReadPolicies policies, ChangePolicy change, StepUp stepUp, IDialogService dialogs, AuthenticationStateProvider signedIn)
    : ComponentBase
{
    private AccessPolicy? _policy;
    private Refusal? _refusal;
    private bool _writing;

    [Parameter, EditorRequired]
    public required PolicyLine Line { get; set; }

    /// <summary>What the reader may do.</summary>
    [Parameter, EditorRequired]
    public required Rights Rights { get; set; }

    /// <summary>Told the name, as the next.</summary>
    [Parameter]
    public EventCallback<string> OnSaved { get; set; }

    [Parameter]
    public EventCallback<string> OnDeleted { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    private bool MayWrite => Rights.May(ConsoleActs.WritePolicy(Line.Name));

    private bool IsChanged => _policy is not null && BuiltInPolicies.Find(Line.Name) is { } original && original.Text != _policy.Text;

    protected override async Task OnInitializedAsync() =>
        (await policies.ReadAsync(await signedIn.PersonIdAsync(), Line.Name, CancellationToken.None)).TryGet(out _policy, out _refusal);

    private async Task DeleteAsync()
    {
        bool sure = await dialogs.ShowMessageBoxAsync(
            "Delete this policy?",
            $"Tokens that were made with {Line.Name} may then do nothing by it, from their next request on. Its text is kept nowhere.",
            yesText: "Delete the policy",
            cancelText: "Keep it") == true;
        if (!sure)
        {
            return;
        }

        Outcome<Done> outcome = await stepUp.RunAsync(async () => await change.DeleteAsync(await signedIn.PersonIdAsync(), Line.Name, CancellationToken.None));
        _refusal = outcome.Refusal;
        if (_refusal is null)
        {
            await OnDeleted.InvokeAsync(Line.Name);
        }
    }
}
