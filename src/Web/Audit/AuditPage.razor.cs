using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Audit;

/// <summary>The log, newest first. What is shown stands in the address.</summary>
public sealed partial class AuditPage(ReadAudit audit, AuthenticationStateProvider signedIn, NavigationManager navigation) : ComponentBase
{
    private AuditFilter _filter = AuditFilter.Parse(null, null, null, null, null);
    private IReadOnlyList<AuditEntry>? _entries;
    private Refusal? _refusal;
    private bool _more;

    // Text, not numbers: a mistyped address shows the newest page, not an error.
    [SupplyParameterFromQuery]
    public string? Act { get; set; }

    [SupplyParameterFromQuery]
    public string? Refused { get; set; }

    [SupplyParameterFromQuery]
    public string? Subject { get; set; }

    [SupplyParameterFromQuery]
    public string? Before { get; set; }

    [SupplyParameterFromQuery]
    public string? Back { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        _filter = AuditFilter.Parse(Act, Refused, Subject, Before, Back);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        AuditFilter filter = _filter;
        Outcome<IReadOnlyList<AuditEntry>> outcome =
            await audit.PageAsync(await signedIn.PersonIdAsync(), filter.Query, CancellationToken.None);

        // The address has changed meanwhile, and its own read is on its way.
        if (filter != _filter)
        {
            return;
        }

        outcome.TryGet(out IReadOnlyList<AuditEntry>? read, out _refusal);
        _more = read?.Count > AuditFilter.PageSize;
        _entries = read is null ? null : [.. read.Take(AuditFilter.PageSize)];
    }

    private void ChooseAct(ChangeEventArgs change) =>
        Go(_filter with { Act = change.Value as string is { Length: > 0 } act ? act : null });

    private void ChooseRefused(ChangeEventArgs change) => Go(_filter with { RefusedOnly = change.Value is true });

    private void Go(AuditFilter filter) => navigation.NavigateTo(filter.Newest.Address);

    private async Task<Outcome<ChainCheck>> VerifyAsync(CancellationToken ct)
    {
        PersonId me = await signedIn.PersonIdAsync();

        // On a thread of its own: a million hashes would hold up everything else on this page.
        return await Task.Run(() => audit.VerifyAsync(me, ct), ct);
    }
}
