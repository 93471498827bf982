using System.Security.Cryptography;
using System.Text;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>
/// What opens an account once in place of its authenticator: 80 random bits as four groups of four letters, <c>7K3M-…</c>. Only
/// its SHA-256 is stored, which with so much chance needs no salt and no slowness.
/// </summary>
public static class RecoveryCode
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's, without look-alikes.
    private const int Length = 16;
    private const int Group = 4;

    /// <summary>The stored form. Blanks, hyphens and small letters make no difference; a text that is no code has the empty one.</summary>
    public static string HashOf(string code)
    {
        string bare = new([.. code.Where(c => c is not '-' && !char.IsWhiteSpace(c)).Select(char.ToUpperInvariant).Select(Alike)]);
        return bare.Length == Length && bare.All(Letters.Contains) ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(bare))) : "";
    }

    internal static string NewStamp() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    internal static string New() => string.Join('-', RandomNumberGenerator.GetString(Letters, Length).Chunk(Group).Select(group => new string(group)));

    private static char Alike(char letter) => letter switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        _ => letter,
    };
}

/// <summary>A set of recovery codes for their owner's eyes, once.</summary>
/// <param name="Codes">In the form of <see cref="RecoveryCode"/>.</param>
public sealed record NewRecoveryCodes(IReadOnlyList<string> Codes)
{
    /// <summary>How many somebody has at a time.</summary>
    public const int Many = 10;

    internal IReadOnlyList<string> Hashed => [.. Codes.Select(RecoveryCode.HashOf)];

    internal static NewRecoveryCodes Make() => new([.. Enumerable.Range(0, Many).Select(_ => RecoveryCode.New())]);
}
