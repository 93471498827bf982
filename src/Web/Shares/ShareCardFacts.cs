using System.Globalization;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>What stands on a card besides the share. No secrets: the server knows all of it.</summary>
/// <param name="Set">The share set.</param>
/// <param name="Holder">The name of whom the share is for.</param>
/// <param name="Number">Which share of the set, 1 to N.</param>
/// <param name="Address">The console's, as the holder's browser knows it.</param>
public sealed record ShareCardFacts(ShareSet Set, string Holder, int Number, Uri Address)
{
    /// <summary>The set as people read it, and as it stands in the share's text.</summary>
    public string SetStart => Set.Id.Length > ShareLabel.SetDigits ? Set.Id[..ShareLabel.SetDigits] : Set.Id;

    /// <summary>"Share 2 of 5".</summary>
    public string Title => string.Create(CultureInfo.InvariantCulture, $"{(Set.Target is ShareTarget.Recovery ? "Recovery share" : "Key share")} {Number} of {Set.Scheme.Shares}");

    /// <summary>What it is good for, in a sentence.</summary>
    public string Means => (Set.Target, Set.Scheme) switch
    {
        (ShareTarget.Recovery, { Shares: 1 }) => "It alone authorises a change of the vault's keys.",
        (ShareTarget.Recovery, { } scheme) => $"Any {scheme.Threshold} of the {scheme.Shares} shares authorise a change of the vault's keys. One alone tells nothing.",
        (_, { Shares: 1 }) => "It alone opens the vault.",
        (_, { } scheme) => $"Any {scheme.Threshold} of the {scheme.Shares} shares open the vault. One alone tells nothing.",
    };

    /// <summary>When it was made: "22 November 2026".</summary>
    public string Made => Set.Created.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The first line of a file: everything in one.</summary>
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{Title}, held by {Holder}. Set {SetStart}, generation {Set.Generation}, made on {Made}. Console: {Address}");

    /// <summary>Of a ceremony's recipient; null when the set is neither in force nor about to be.</summary>
    public static ShareCardFacts? Of(Ceremony ceremony, Participant me, SealStatus status, Uri address) =>
        new[] { status.Current, status.Pending }.FirstOrDefault(set => set is not null && set.Id == ceremony.NewSet) is { } set
            ? new ShareCardFacts(set, me.Name, me.ShareNumber, address)
            : null;
}
