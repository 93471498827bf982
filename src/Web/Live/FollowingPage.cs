using KeyCeremonyConsole.Ceremonies.Live;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>A page that looks again whenever something moved that it shows, as long as it is open.</summary>
public abstract class FollowingPage(IConsoleFeed feed) : ComponentBase, IDisposable
{
    private IDisposable? _subscription;

    public void Dispose()
    {
        _subscription?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task OnInitializedAsync()
    {
        _subscription = feed.Subscribe(OnMoved); // Before the first look, so that nothing falls between the two.
        await LookAsync();
    }

    /// <summary>Reads what is shown.</summary>
    protected abstract Task LookAsync();

    /// <summary>The same, because something moved.</summary>
    protected virtual Task LookAgainAsync() => LookAsync();

    /// <summary>Whether it is shown here.</summary>
    protected virtual bool Concerns(ConsoleEvent moved) => moved is VaultMoved;

    /// <summary>Called by whoever moved something, on their thread.</summary>
    protected virtual void OnMoved(ConsoleEvent moved)
    {
        if (Concerns(moved))
        {
            _ = InvokeAsync(FollowAsync);
        }
    }

    /// <summary>Looks again and shows it; a failure is the page's, as that of a click.</summary>
    protected async Task FollowAsync()
    {
        try
        {
            await LookAgainAsync();
            StateHasChanged();
        }
        catch (Exception failed) when (failed is not ObjectDisposedException)
        {
            await DispatchExceptionAsync(failed);
        }
    }
}
