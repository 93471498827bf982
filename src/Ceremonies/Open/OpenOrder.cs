using System.Text;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Open;

/// <summary>What a program asks for when new shares are to be made.</summary>
/// <param name="Target">What the shares are for.</param>
/// <param name="Shares">N.</param>
/// <param name="Threshold">T.</param>
/// <param name="Verify">Whether T of the new shares must be given back before they take effect.</param>
public sealed record OpenOrder(ShareTarget Target, int Shares, int Threshold, bool Verify)
{
    /// <summary>How long it may stay unfinished. Upstream's lasts until somebody cancels it, and keeps others out so long.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>OpenPGP keys in base64, one for each share, number 1 first; empty for none.</summary>
    public IReadOnlyList<string> PgpKeys { get; init; } = [];

    /// <summary>Whether the encrypted shares are kept in the vault as well.</summary>
    public bool Backup { get; init; }

    /// <summary>The keys, each looked at before anything depends on it.</summary>
    internal static Outcome<IReadOnlyList<PgpKey>> ReadKeys(IOpenPgp pgp, IReadOnlyList<string> texts, int shares, DateTimeOffset now)
    {
        if (texts.Count > 0 && texts.Count != shares)
        {
            return Refusal.Invalid("pgp-keys-count", "count mismatch between number of provided PGP keys and number of shares");
        }

        var keys = new List<PgpKey>(texts.Count);
        foreach (string text in texts)
        {
            if (!pgp.Read(Encoding.UTF8.GetBytes(text), now, now).TryGet(out PgpKeyFacts? facts, out Refusal? refusal))
            {
                return Refusal.Invalid("pgp-key-bad", $"error parsing given PGP key: {refusal.Message}");
            }

            keys.Add(facts.Key);
        }

        return keys;
    }
}
