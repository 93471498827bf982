namespace KeyCeremonyConsole.Engine.Sharing;

//
//  Symbols of five bits: 0123456789ABCDEFGHJKMNPQRSTVWXYZ, Douglas Crockford's base 32, which leaves out I, L, O
//  (they look like 1, 1, 0) and U. As elements of GF(2^5) with the polynomial x^5 + x^2 + 1.
//
//  No tables and no branches on a symbol: an index or a taken branch would depend on the secret.
//

/// <summary>Symbols of five bits: as characters, and as elements of GF(32).</summary>
internal static class Base32
{
    /// <summary>Bits of a symbol.</summary>
    internal const int Bits = 5;

    /// <summary>Stands for a character that is no symbol.</summary>
    internal const byte None = 0xFF;

    private const int Polynomial = 0b100101;

    /// <summary>α·a, with α = x = 2, which generates the field.</summary>
    internal static int TimesAlpha(int a) => (a << 1) ^ (-(a >> 4) & Polynomial);

    /// <summary>The character of a symbol, 0 to 31.</summary>
    internal static byte CharacterOf(int symbol) => (byte)(
        '0' + symbol + (Above(symbol, 9) & 7) - Above(symbol, 17) - Above(symbol, 19) - Above(symbol, 21) - Above(symbol, 26));

    /// <summary>The symbol of a character of either case, or <see cref="None"/>.</summary>
    internal static byte SymbolOf(byte character)
    {
        int upper = character - (Within(character, 'a', 'z') & ('a' - 'A'));
        int letter = upper - 'A' + 10 + Above(upper, 'I') + Above(upper, 'L') + Above(upper, 'O') + Above(upper, 'U');
        int isDigit = Within(upper, '0', '9');
        int isLetter = Within(upper, 'A', 'Z') & ~(Is(upper, 'I') | Is(upper, 'L') | Is(upper, 'O') | Is(upper, 'U'));
        return (byte)((isDigit & (upper - '0')) | (isLetter & letter) | ~(isDigit | isLetter));
    }

    // All ones when it holds, else zero; for small numbers.
    private static int Above(int value, int limit) => (limit - value) >> 31;

    private static int Within(int value, int first, int last) => ~((value - first) >> 31) & ~((last - value) >> 31);

    private static int Is(int value, int other) => Within(value, other, other);
}
