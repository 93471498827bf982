using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Backup;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>The backups of encrypted shares that there are, for administrators. Nothing is read before a click.</summary>
public sealed partial class BackupCard(ReadBackup backup, StepUp stepUp, AuthenticationStateProvider authentication) : ComponentBase
{
    private readonly List<ShareTarget> _there = [];
    private IReadOnlyList<BackupMessage>? _messages;
    private ShareTarget? _shown;
    private ShareTarget? _deleting;
    private Refusal? _refusal;

    protected override async Task OnInitializedAsync()
    {
        foreach (ShareTarget target in Enum.GetValues<ShareTarget>())
        {
            if (await backup.ExistsAsync(target, CancellationToken.None))
            {
                _there.Add(target);
            }
        }
    }

    private string Id(BackupMessage message) => $"backup-{_messages!.ToList().IndexOf(message)}";

    private async Task ShowAsync(ShareTarget target)
    {
        (await stepUp.RunAsync(async () => await backup.RunAsync(await authentication.PersonIdAsync(), target, CancellationToken.None))).TryGet(out _messages, out _refusal);
        _shown = target;
    }

    private async Task DeleteAsync(ShareTarget target)
    {
        _refusal = (await stepUp.RunAsync(async () => await backup.DeleteAsync(await authentication.PersonIdAsync(), target, CancellationToken.None))).Refusal;
        if (_refusal is null)
        {
            _there.Remove(target);
        }

        _deleting = null;
    }
}
