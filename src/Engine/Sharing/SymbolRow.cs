namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>Writes bits as symbols of five, highest first.</summary>
internal ref struct SymbolRow(Span<byte> symbols)
{
    private readonly Span<byte> _symbols = symbols;
    private uint _held;
    private int _bits;
    private int _at;

    /// <param name="value">Not larger than its bits.</param>
    /// <param name="bits">At most 24.</param>
    internal void Put(uint value, int bits)
    {
        _held = (_held << bits) | value;
        _bits += bits;
        while (_bits >= Base32.Bits)
        {
            _bits -= Base32.Bits;
            _symbols[_at++] = (byte)((_held >> _bits) & 0x1F);
        }
    }
}

/// <summary>Reads bits from the data symbols of groups; their check symbols are passed over.</summary>
/// <param name="symbols">Whole groups.</param>
/// <param name="skip">How many data symbols are passed over at the beginning.</param>
internal ref struct TypedRow(ReadOnlySpan<byte> symbols, int skip)
{
    private readonly ReadOnlySpan<byte> _symbols = symbols;
    private uint _held;
    private int _bits;
    private int _at = skip;

    /// <param name="bits">At most 24.</param>
    internal uint Take(int bits)
    {
        while (_bits < bits)
        {
            int group = Math.DivRem(_at++, GroupedText.DataSymbols, out int symbol);
            _held = (_held << Base32.Bits) | _symbols[(group * GroupedText.GroupLength) + symbol];
            _bits += Base32.Bits;
        }

        _bits -= bits;
        return (_held >> _bits) & ((1u << bits) - 1);
    }
}
