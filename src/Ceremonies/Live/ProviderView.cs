namespace KeyCeremonyConsole.Ceremonies.Live;

/// <summary>What anyone signed in sees of the seal provider. Holds no secrets.</summary>
/// <param name="Type">Its name: <c>static</c>, <c>transit</c>, …</param>
public sealed record ProviderView(string Type)
{
    /// <summary>When it last did what it was asked to; null when it has not yet since the start.</summary>
    public DateTimeOffset? LastAnswer { get; init; }

    /// <summary>Since when it does not; null while it does.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>When it is asked again, if that is not left to an administrator.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>What went wrong the last time, in a sentence; null when nothing did.</summary>
    public string? Problem { get; init; }

    /// <summary>How many tries failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Somebody sealed the vault on purpose: it stays so until an administrator, or a restart, opens it.</summary>
    public bool Held { get; init; }
}

/// <summary>The seal provider as it was last seen; null inside when none is configured.</summary>
public sealed class ProviderWatch
{
    private readonly Lock _lock = new();
    private ProviderView? _now;

    public ProviderView? Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    internal void Change(Func<ProviderView?, ProviderView> change)
    {
        lock (_lock)
        {
            _now = change(_now);
        }
    }
}
