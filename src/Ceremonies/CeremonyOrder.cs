using System.Globalization;
using System.Text;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>What an administrator asks for when new shares are to be made.</summary>
/// <param name="Shares">N, how many shares.</param>
/// <param name="Threshold">T, how many of them are needed.</param>
/// <param name="Holders">Who holds share 1, 2, … N; each person once.</param>
/// <param name="Verification">Who must prove their share before the set takes effect.</param>
/// <param name="OpenFor">How long the ceremony stays open.</param>
/// <param name="Reason">Why, for the holders and the record.</param>
public sealed record CeremonyOrder(
    int Shares,
    int Threshold,
    IReadOnlyList<PersonId> Holders,
    VerificationPolicy Verification,
    TimeSpan OpenFor,
    string Reason)
{
    /// <summary>What the shares are for. At the initialisation this also chooses the seal: recovery shares belong to a seal provider.</summary>
    public ShareTarget Target { get; init; }

    /// <summary>Which of the holders get their share encrypted to the OpenPGP key that is kept with them.</summary>
    public IReadOnlyCollection<PersonId> ToPgp { get; init; } = [];

    /// <summary>Whether those messages are also kept in the vault, for a holder who loses theirs.</summary>
    public bool Backup { get; init; }

    /// <summary>A vault behind a seal provider may begin without recovery shares.</summary>
    internal bool IsWithoutShares => Target is ShareTarget.Recovery && Shares == 0 && Holders.Count == 0;

    /// <summary>The order with its scheme and people, or the first thing that is wrong with it.</summary>
    internal async Task<Outcome<CheckedOrder>> CheckAsync(IConsoleStore store, IOpenPgp pgp, DateTimeOffset now, CancellationToken ct)
    {
        if (!ShareScheme.TryCreate(Shares, Threshold, out ShareScheme? scheme, out string? problem))
        {
            return Refusal.Invalid("bad-scheme", $"{char.ToUpperInvariant(problem[0])}{problem[1..]}. Choose other numbers.");
        }

        if (!Enum.IsDefined(Verification))
        {
            return Refusal.Invalid("bad-verification", "Choose who must prove their new share.");
        }

        if (!CeremonyTerms.Check(OpenFor, Reason).TryGet(out string? reason, out Refusal? bad))
        {
            return bad;
        }

        Outcome<IReadOnlyList<Person>> holders = await CheckHoldersAsync(store, ct).ConfigureAwait(false);
        return holders.TryGet(out IReadOnlyList<Person>? people, out Refusal? refusal) && (refusal = CheckKeys(people, pgp, now)) is null
            ? new CheckedOrder(this with { Reason = reason }, scheme, people)
            : refusal;
    }

    // Now, and not with the last share, when what was collected would be lost.
    private Refusal? CheckKeys(IReadOnlyList<Person> people, IOpenPgp pgp, DateTimeOffset now)
    {
        if (ToPgp.Any(id => !Holders.Contains(id)))
        {
            return Refusal.Invalid("pgp-not-a-holder", "A key was chosen for somebody who gets no share. Look at the holders again.");
        }

        if (Backup && ToPgp.Count == 0)
        {
            return Refusal.Invalid("backup-without-pgp", "Only shares that are encrypted to OpenPGP keys can be kept as a backup. Choose holders with a key, or no backup.");
        }

        foreach (Person person in people.Where(p => ToPgp.Contains(p.Id)))
        {
            if (person.Pgp is not { } key)
            {
                return Refusal.Invalid("no-pgp-key", $"{person.Name} has no OpenPGP key here. They add it on the page of their account, or you do it for them.");
            }

            if (pgp.Read(Encoding.ASCII.GetBytes(key.Base64), now, now + OpenFor).Refusal is { } bad)
            {
                return bad with { Message = $"{person.Name}'s OpenPGP key: {bad.Message}" };
            }
        }

        return null;
    }

    private async Task<Outcome<IReadOnlyList<Person>>> CheckHoldersAsync(IConsoleStore store, CancellationToken ct)
    {
        if (Holders.Count != Shares)
        {
            return Refusal.Invalid("holders-missing", string.Create(
                CultureInfo.InvariantCulture,
                $"Name one holder for each share: {Shares} shares need {Shares} people, {Holders.Count} are named."));
        }

        var people = new List<Person>(Holders.Count);
        foreach (PersonId id in Holders)
        {
            Person? person = await store.FindPersonAsync(id, ct).ConfigureAwait(false);
            if (person is null || person.State is PersonState.Removed || !person.Roles.HasFlag(Roles.Holder))
            {
                return Refusal.Invalid(
                    "not-a-holder", $"{person?.Name ?? "Somebody named here"} is not a key holder. Give them the role first, or choose another person.");
            }

            if (people.Any(p => p.Id == id))
            {
                return Refusal.Invalid("holder-twice", $"{person.Name} is named for two shares. Each share needs its own holder.");
            }

            people.Add(person);
        }

        return await FindWithoutDeviceAsync(store, people.Where(p => !ToPgp.Contains(p.Id)), ct).ConfigureAwait(false) is { Count: > 0 } without ? DeviceBook.Without(without)
            : people;
    }

    private static async Task<IReadOnlyList<string>> FindWithoutDeviceAsync(IConsoleStore store, IEnumerable<Person> people, CancellationToken ct)
    {
        var without = new List<string>();
        foreach (Person person in people)
        {
            if ((await store.ListDevicesAsync(person.Id, ct).ConfigureAwait(false)).Count == 0)
            {
                without.Add(person.Name);
            }
        }

        return without;
    }
}

/// <summary>An order that can be carried out.</summary>
internal sealed record CheckedOrder(CeremonyOrder Order, ShareScheme Scheme, IReadOnlyList<Person> Holders)
{
    /// <summary>A row for each new share, numbered from 1.</summary>
    public IEnumerable<Participant> Recipients() =>
        Holders.Select((p, i) => new Participant(p.Id, p.Name, Part.Recipient, i + 1)
        {
            Pgp = Order.ToPgp.Contains(p.Id) ? p.Pgp : null,
        });
}
