using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace KeyCeremonyConsole.Storage;

/// <summary>
/// A moment as its UTC ticks: sortable, and exact to the tick. EF's own DateTimeOffsetToBinaryConverter drops the
/// last three digits, and an audit entry read back would no longer match its hash.
/// </summary>
internal sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
    moment => moment.UtcTicks,
    ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
