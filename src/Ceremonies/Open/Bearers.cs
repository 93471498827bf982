using System.Globalization;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Open;

//
//  Shares that were handed out through the API belong to whoever has them: nobody told the console who that is. In the
//  roster and in ceremonies each of them stands under its number instead of a name, so that everything else is the same
//  for both kinds: progress, proofs, the unseal that is open whenever the vault is sealed.
//

/// <summary>Shares without a named holder.</summary>
public static class Bearers
{
    private const string Prefix = "share:";
    private const string TokenPrefix = "token:";

    /// <summary>Stands for whoever has that share.</summary>
    public static PersonId Of(int number) => new(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}"));

    /// <summary>Stands for whoever holds the token, by its accessor.</summary>
    public static PersonId OfToken(string accessor) => new(TokenPrefix + accessor);

    /// <summary>Whether it stands for whoever has a share or a token, and is no person.</summary>
    public static bool Is(PersonId person) =>
        person.Value is { } id && (id.StartsWith(Prefix, StringComparison.Ordinal) || id.StartsWith(TokenPrefix, StringComparison.Ordinal));

    /// <param name="shares">N.</param>
    /// <param name="keys">What the new shares are encrypted to, number 1 first; empty for nothing.</param>
    internal static IEnumerable<Participant> Recipients(int shares, IReadOnlyList<PgpKey> keys) =>
        Enumerable.Range(1, shares).Select(n => new Participant(Of(n), NameOf(n), Part.Recipient, n) { Pgp = keys.Count > 0 ? keys[n - 1] : null });

    internal static IReadOnlyList<RosterEntry> Roster(string set, int shares) =>
        [.. Enumerable.Range(1, shares).Select(n => new RosterEntry(set, n, Of(n), NameOf(n)))];

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"Whoever has share {number}");
}
