namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>What can be wrong with a share in groups.</summary>
public enum GroupedTextFault
{
    /// <summary>It is not this form at all.</summary>
    Foreign,

    /// <summary>It is a later version of this form.</summary>
    Version,

    /// <summary>A group has a character that the form never has.</summary>
    Character,

    /// <summary>A group, as its neighbours are separated, has more or fewer characters than five.</summary>
    Length,

    /// <summary>A character too many or too few, without separators that would tell in which group.</summary>
    Shifted,

    /// <summary>Groups whose check does not fit.</summary>
    Mistyped,

    /// <summary>A group was left out.</summary>
    Missing,

    /// <summary>A group stands there twice.</summary>
    Repeated,

    /// <summary>Two groups have changed places.</summary>
    Swapped,

    /// <summary>Something follows the last group.</summary>
    Surplus,

    /// <summary>Each group fits by itself, but not together with the others.</summary>
    Checksum,
}

/// <summary>What is wrong with a share in groups, and where. Nothing of the share is in it.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Groups">Which groups, counted from 1 as on the card; empty when no group can be named.</param>
/// <param name="Character">For <see cref="GroupedTextFault.Character"/>: which, in upper case; a space when it is not ASCII.</param>
/// <param name="Length">For <see cref="GroupedTextFault.Length"/>: how many characters the group has.</param>
public sealed record GroupedTextProblem(GroupedTextFault Fault, IReadOnlyList<int> Groups, char Character = ' ', int Length = 0)
{
    /// <summary>For the person: what is wrong, where, and what to do. <c>share-text.js</c> says the same.</summary>
    public string Sentence => Fault switch
    {
        GroupedTextFault.Foreign => "This is not a share as it stands on a card: that begins with KCS1 and has groups of five characters.",
        GroupedTextFault.Version => "This card is of a newer form than this console reads. Enter the line in base64 instead, which stands on it as well.",
        GroupedTextFault.Character => $"Group {Groups[0]} {Unknown}",
        GroupedTextFault.Length => $"Group {Groups[0]} has {Length} {(Length == 1 ? "character" : "characters")} instead of five. Compare it with your card.",
        GroupedTextFault.Shifted => $"A character is missing or too many in group {Groups[0]} or shortly before it. Compare them with your card.",
        GroupedTextFault.Mistyped when Groups.Count == 1 => $"Group {Groups[0]} is mistyped. Compare it with your card.",
        GroupedTextFault.Mistyped => $"Groups {string.Join(", ", Groups.SkipLast(1))} and {Groups[^1]} are mistyped. Compare them with your card.",
        GroupedTextFault.Missing => $"Group {Groups[0]} is missing.",
        GroupedTextFault.Repeated => $"Group {Groups[0]} stands there twice.",
        GroupedTextFault.Swapped => $"Groups {Groups[0]} and {Groups[1]} have changed places.",
        GroupedTextFault.Surplus => $"Something follows after group {Groups[0] - 1}, which is the last one of this share.",
        _ => "Each group fits by itself, but they do not fit together: groups of two cards were mixed, or several characters of a group are wrong. Compare all of them with your card.",
    };

    private string Unknown => Character switch
    {
        'O' => "has the letter O, which stands on no card. Look whether it is the digit 0.",
        'I' or 'L' => $"has the letter {Character}, which stands on no card. Look whether it is the digit 1.",
        'U' => "has the letter U, which stands on no card. Look whether it is the letter V.",
        _ => "has a character that stands on no card. Compare it with your card.",
    };
}
