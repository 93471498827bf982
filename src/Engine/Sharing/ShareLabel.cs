using System.Globalization;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>What stands on a share besides the share itself. No secret: it tells whose it is and of which set.</summary>
/// <param name="SetStart">The first 32 bits of the share set's id, big endian.</param>
/// <param name="Generation">That of the set, 1 to <see cref="GroupedText.MaxGeneration"/>.</param>
/// <param name="Number">Which share of the set, 1 to 255.</param>
public readonly record struct ShareLabel(uint SetStart, int Generation, int Number)
{
    /// <summary>How many hexadecimal digits of a set's id stand on a share.</summary>
    public const int SetDigits = 8;

    /// <summary>The label of a share.</summary>
    /// <param name="setId">In hexadecimal, as in <see cref="Sealing.ShareSet.Id"/>.</param>
    /// <param name="generation">See <see cref="Generation"/>.</param>
    /// <param name="number">See <see cref="Number"/>.</param>
    /// <exception cref="FormatException">The id does not begin with eight hexadecimal digits.</exception>
    public static ShareLabel Of(string setId, int generation, int number)
    {
        ArgumentNullException.ThrowIfNull(setId);
        string start = setId.Length >= SetDigits ? setId[..SetDigits] : setId;
        return start.Length == SetDigits
            ? new ShareLabel(uint.Parse(start, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), generation, number)
            : throw new FormatException("a set's id has eight hexadecimal digits and more");
    }

    /// <summary>The set as people read it: the first eight hexadecimal digits of its id.</summary>
    public string Set => SetStart.ToString("x8", CultureInfo.InvariantCulture);
}
