using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>
/// Tells screen readers what moved. Belongs on the page from its first render, empty: a region that comes with its
/// message is often not read. Says the latest message only, and at most one every few seconds.
/// </summary>
public sealed partial class Liveness(TimeProvider time) : ComponentBase, IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    private ITimer? _timer;
    private DateTimeOffset _next;
    private string? _said;

    /// <summary>What to say: "2 of 3 shares submitted". Null says nothing.</summary>
    [Parameter, EditorRequired]
    public string? Message { get; set; }

    public void Dispose() => _timer?.Dispose();

    protected override void OnParametersSet()
    {
        if (Message == _said || _timer is not null)
        {
            return;
        }

        TimeSpan wait = _next - time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            Say();
        }
        else
        {
            _timer = time.CreateTimer(_ => _ = InvokeAsync(SayLater), null, wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void Say()
    {
        _said = Message;
        _next = time.GetUtcNow() + Quiet;
    }

    private void SayLater()
    {
        _timer?.Dispose();
        _timer = null;
        Say();
        StateHasChanged();
    }
}
