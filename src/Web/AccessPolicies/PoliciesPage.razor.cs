using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.AccessPolicies;

/// <summary>All policies, who has which, and what somebody may do with them. By the built-in ones administrators write them, auditors read.</summary>
public sealed partial class PoliciesPage(ReadPolicies policies, Permissions permissions, Watch watch, IConsoleFeed feed, AuthenticationStateProvider signedIn)
    : FollowingPage(feed)
{
    private VaultView? _vault;
    private IReadOnlyList<PolicyLine> _lines = [];
    private Refusal? _refusal;
    private View _view;
    private string? _name;
    private string? _said;
    private Rights? _rights;
    private int _turn; // Each opening is a new component, so nothing of the one before is left in it.

    private enum View
    {
        None,
        Read,
        Write,
    }

    private bool IsOpen => _vault is { Initialized: true, Sealed: false };

    // Of a policy that has no name yet: whether they may write any that is not denied to them.
    private bool MayWriteNew => _rights?.May(ConsoleActs.WritePolicy("a-new-policy")) is true;

    protected override async Task LookAsync()
    {
        VaultView vault = await watch.VaultAsync(CancellationToken.None);
        IReadOnlyList<PolicyLine>? lines = null;
        Refusal? refusal = null;
        if (vault is { Initialized: true, Sealed: false })
        {
            _rights = await permissions.OfAsync(await signedIn.PersonIdAsync(), CancellationToken.None);
            (await policies.ListAsync(await signedIn.PersonIdAsync(), CancellationToken.None)).TryGet(out lines, out refusal);
        }

        (_vault, _lines, _refusal) = (vault, lines ?? _lines, refusal);
    }

    private void WriteNew() => Show(View.Write, null);

    private void Read(string name) => Show(View.Read, name);

    private void Close() => Show(View.None, null);

    private void Show(View view, string? name)
    {
        (_view, _name) = (view, name);
        _turn++;
    }

    private async Task SavedAsync(string name)
    {
        await LookAsync();
        _said = $"The policy {name} is saved.";
        Show(View.Read, name);
    }

    private async Task DeletedAsync(string name)
    {
        await LookAsync();
        _said = $"The policy {name} is deleted.";
        Close();
    }
}
