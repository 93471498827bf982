using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Web.Ceremonies.Start;

/// <summary>A ceremony as it is being typed; everything may still be wrong.</summary>
public sealed class Draft
{
    private int _shares = 5;

    /// <summary>What the shares are for. At the initialisation this chooses the seal.</summary>
    public ShareTarget Target { get; set; }

    /// <summary>Whether a vault behind a seal provider begins without recovery shares.</summary>
    public bool WithoutShares { get; set; }

    /// <summary>Whether a root token is encrypted to the organiser's key; else it is veiled with a one-time password.</summary>
    public bool TokenToPgp { get; set; }

    /// <summary>Whether no shares are made at all, as in a migration or for a root token: then a reason is all that is asked for.</summary>
    public bool ReasonOnly { get; init; }

    private bool MakesShares => !ReasonOnly && !(WithoutShares && Target is ShareTarget.Recovery);

    /// <summary>N.</summary>
    public int Shares
    {
        get => _shares;
        set
        {
            // The only share of one needs threshold one; and one is no threshold for several.
            Threshold = value == 1 ? 1 : _shares == 1 && Threshold == 1 ? 2 : Threshold;
            _shares = value;
        }
    }

    /// <summary>T.</summary>
    public int Threshold { get; set; } = 3;

    /// <summary>Who holds share 1, 2, …</summary>
    public List<Person> Holders { get; } = [];

    /// <summary>Who of them gets theirs encrypted to their OpenPGP key.</summary>
    public HashSet<PersonId> ToPgp { get; } = [];

    /// <summary>Whether the messages to these are kept in the vault.</summary>
    public bool Backup { get; set; }

    public VerificationPolicy Verification { get; set; } = VerificationPolicy.AllHolders;

    public TimeSpan OpenFor { get; set; } = TimeSpan.FromHours(24);

    public string Reason { get; set; } = "";

    /// <summary>What the numbers mean for people, or null while they are not allowed.</summary>
    public string? Sentence => ShareScheme.TryCreate(Shares, Threshold, out _, out _)
        ? (Shares, Threshold) switch
        {
            (1, _) when Target is ShareTarget.Recovery => "One person alone can authorise changes. If that share is lost, nobody can, and the vault still opens by itself.",
            (int n, int t) when n == t && Target is ShareTarget.Recovery => $"{AllOf(n)} people are needed to authorise a change. You may lose none. It takes {CeremonyWords.All(n)} to collude.",
            (int n, int t) when Target is ShareTarget.Recovery => $"Any {t} of these {n} people can authorise a change. You may lose {n - t}. It takes {t} to collude.",
            (1, _) => "One person alone can open it. If that share is lost, so is everything in the vault.",
            (int n, int t) when n == t => $"{AllOf(n)} people are needed to open it. You may lose none. It takes {CeremonyWords.All(n)} to collude.",
            (int n, int t) => $"Any {t} of these {n} people can open it. You may lose {n - t}. It takes {t} to collude.",
        }
        : null;

    private static string AllOf(int number) => number == 2 ? "Both" : $"All {number}";

    /// <summary>What is wrong with the numbers.</summary>
    public string? SchemeProblem
    {
        get
        {
            if (!MakesShares || ShareScheme.TryCreate(Shares, Threshold, out _, out string? problem))
            {
                return null;
            }

            string sentence = $"{char.ToUpperInvariant(problem[0])}{problem[1..]}.";
            return Threshold > Shares && Shares is >= 1 and <= ShareScheme.MaxShares
                ? $"{sentence} Lower it to {Shares} at most, or make more shares."
                : $"{sentence} Choose from 1 to {ShareScheme.MaxShares}.";
        }
    }

    /// <summary>What is wrong with the choice of people.</summary>
    public string? HoldersProblem => (Shares - Holders.Count) switch
    {
        _ when !MakesShares => null,
        0 => null,
        1 => "1 more holder is needed.",
        > 1 and int missing => $"{missing} more holders are needed.",
        int spare => $"{-spare} too many: remove {(spare == -1 ? "one" : "some")}, or make {Holders.Count} shares.",
    };

    public string? ReasonProblem => Reason.Trim().Length switch
    {
        0 => "Say why; the holders read it before they take part.",
        > Limits.Reason => $"At most {Limits.Reason} characters.",
        _ => null,
    };

    public bool IsComplete => SchemeProblem is null && HoldersProblem is null && ReasonProblem is null;

    /// <summary>The number of the share a person would get; zero when they get none.</summary>
    public int NumberOf(Person person) => Holders.FindIndex(h => h.Id == person.Id) + 1;

    public void Toggle(Person person)
    {
        if (Holders.RemoveAll(h => h.Id == person.Id) == 0)
        {
            Holders.Add(person);
        }
        else
        {
            ToPgp.Remove(person.Id);
        }
    }

    /// <summary>Has a holder's share encrypted to their key, or not.</summary>
    public void Encrypt(PersonId person, bool yes)
    {
        if (yes)
        {
            ToPgp.Add(person);
        }
        else
        {
            ToPgp.Remove(person);
        }
    }

    /// <summary>The person has changed: they have a key now.</summary>
    public void Update(Person person)
    {
        int at = Holders.FindIndex(h => h.Id == person.Id);
        if (at >= 0)
        {
            Holders[at] = person;
        }
    }

    /// <summary>Gives the shares that nobody holds yet to the next people of the list.</summary>
    public void Fill(IEnumerable<Person> people) => Holders.AddRange(
        people.Where(p => NumberOf(p) == 0).Take(Math.Max(0, Shares - Holders.Count)).ToList());

    public CeremonyOrder ToOrder() => MakesShares
        ? new(Shares, Threshold, [.. Holders.Select(h => h.Id)], Verification, OpenFor, Reason)
        {
            Target = Target,
            ToPgp = [.. ToPgp],
            Backup = Backup && ToPgp.Count > 0,
        }
        : new(0, 0, [], VerificationPolicy.None, OpenFor, Reason) { Target = Target };
}
