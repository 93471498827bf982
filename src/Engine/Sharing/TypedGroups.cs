namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>What somebody typed, cut into groups, and what is wrong with them.</summary>
/// <remarks>
/// Reading takes the same steps for every symbol. Only what does not fit is looked at more closely, to name the slip: then
/// the values of groups decide, which tell nothing of a share but that it was mistyped.
/// </remarks>
internal ref struct TypedGroups
{
    private const int Size = GroupedText.GroupLength;

    // The form's name and the label; the length is in the last of them.
    private const int LabelGroups = 4;

    private readonly ReadOnlySpan<byte> _symbols;
    private readonly int _count;
    private readonly bool _tooLong;

    // The first character that is no symbol: after how many symbols, and which.
    private readonly int _strangeAt = -1;
    private readonly byte _strange;

    // As its writer separated it: how many parts, and which one alone does not have five characters.
    private readonly int _parts;
    private readonly int _oddParts;
    private readonly int _oddPart;
    private readonly int _oddLength;

    /// <param name="symbols">Takes the symbols; room for the most groups there can be.</param>
    /// <param name="ascii">As typed.</param>
    internal TypedGroups(Span<byte> symbols, ReadOnlySpan<byte> ascii)
    {
        int part = 0;
        for (int i = 0; i <= ascii.Length; i++)
        {
            if (i == ascii.Length || GroupedText.IsSeparator(ascii[i]))
            {
                if (part > 0)
                {
                    _parts++;
                    if (part != Size)
                    {
                        (_oddParts, _oddPart, _oddLength) = (_oddParts + 1, _parts, part);
                    }
                }

                part = 0;
                continue;
            }

            if (_count == symbols.Length)
            {
                _tooLong = true;
                break;
            }

            byte symbol = Base32.SymbolOf(ascii[i]);
            if (symbol == Base32.None && _strangeAt < 0)
            {
                (_strangeAt, _strange) = (_count, ascii[i]);
            }

            symbols[_count++] = symbol;
            part++;
        }

        _symbols = symbols[.._count];
    }

    private readonly int Whole => _count / Size;

    /// <summary>What is wrong with the groups there are; null when each of them, and the label, is right.</summary>
    internal readonly GroupedTextProblem? Problem()
    {
        if (_tooLong || Whole == 0)
        {
            return At(GroupedTextFault.Foreign);
        }

        // Where somebody separated groups, a part of another length is the one that they mistyped.
        if (_parts > 1 && _oddParts == 1 && _oddLength % Size != 0)
        {
            return new GroupedTextProblem(GroupedTextFault.Length, [_oddPart], Length: _oddLength);
        }

        if (_strangeAt >= 0)
        {
            char upper = char.IsAscii((char)_strange) ? char.ToUpperInvariant((char)_strange) : ' ';
            return new GroupedTextProblem(GroupedTextFault.Character, [(_strangeAt / Size) + 1], Character: upper);
        }

        if (ValueOf(0) == 0 && IsPrefix(GroupedText.Prefix.Length - 1) && !IsPrefix(GroupedText.Prefix.Length))
        {
            return At(GroupedTextFault.Version);
        }

        List<int> wrong = Wrong();
        return wrong.Count == 0 ? ProblemOfForm() : ProblemOf(wrong);
    }

    /// <summary>What is wrong with their number, once it is known.</summary>
    internal readonly GroupedTextProblem? Problem(int groups) =>
        Whole < groups ? At(GroupedTextFault.Missing, Whole + 1)
        : Whole > groups ? At(GroupedTextFault.Surplus, groups + 1)
        : null;

    // Each group fits: is it the right form, and long enough to say how long it is?
    private readonly GroupedTextProblem? ProblemOfForm()
    {
        return !IsPrefix(GroupedText.Prefix.Length) ? At(GroupedTextFault.Mistyped, 1)
            : _count % Size != 0 ? At(GroupedTextFault.Shifted, Whole + 1)
            : Whole < LabelGroups ? At(GroupedTextFault.Missing, Whole + 1)
            : null;
    }

    private readonly GroupedTextProblem ProblemOf(List<int> wrong)
    {
        int first = wrong[0];
        return !IsPrefix(GroupedText.Prefix.Length) && 2 * wrong.Count > Whole && !IsShifted(first, 1) ? At(GroupedTextFault.Foreign)
            : _count % Size != 0 ? At(GroupedTextFault.Shifted, first + 1)
            : IsShifted(first, 1) && MayHave(first, Whole + 1) ? At(GroupedTextFault.Missing, first + 1)
            : IsShifted(first, -1) && MayHave(first, Whole - 1) ? At(GroupedTextFault.Repeated, first)
            : wrong.Count == 2 && ValueOf(first) == wrong[1] && ValueOf(wrong[1]) == first ? At(GroupedTextFault.Swapped, first + 1, wrong[1] + 1)
            : new GroupedTextProblem(GroupedTextFault.Mistyped, [.. wrong.Select(group => group + 1)]);
    }

    private readonly List<int> Wrong()
    {
        List<int> wrong = [];
        for (int group = 0; group < Whole; group++)
        {
            if (ValueOf(group) != group)
            {
                wrong.Add(group);
            }
        }

        return wrong;
    }

    // From here on every group is right for a place further on, or further back.
    private readonly bool IsShifted(int from, int by)
    {
        for (int group = from; group < Whole; group++)
        {
            if (ValueOf(group) != group + by)
            {
                return false;
            }
        }

        return true;
    }

    // The label tells how many groups there should be, if it is right itself. Otherwise many groups were shifted: no chance.
    private readonly bool MayHave(int firstWrong, int groups) => firstWrong < LabelGroups || GroupedText.GroupsOf(_symbols) == groups;

    private readonly int ValueOf(int group)
    {
        int value = 0;
        foreach (byte symbol in _symbols.Slice(group * Size, Size))
        {
            value = Base32.TimesAlpha(value) ^ symbol;
        }

        return value;
    }

    private readonly bool IsPrefix(int length)
    {
        int differ = 0;
        for (int i = 0; i < length; i++)
        {
            differ |= _symbols[i] ^ Base32.SymbolOf(GroupedText.Prefix[i]);
        }

        return differ == 0;
    }

    private static GroupedTextProblem At(GroupedTextFault fault, params int[] groups) => new(fault, groups);
}
