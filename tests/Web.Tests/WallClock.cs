namespace KeyCeremonyConsole.Web.Tests;

/// <summary>Tells the time it was set to. Its timers are real ones: a week passes without the beats of a week.</summary>
public sealed class WallClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 11, 22, 14, 2, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
