using System.Globalization;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.FourEyes;

/// <summary>Proposed acts as the second person reads them: nothing that they would agree to is left out.</summary>
internal static class ProposedSights
{
    /// <param name="act">Which start.</param>
    /// <param name="c">The ceremony as it would begin now.</param>
    public static Proposed Start(ProposedAct act, Ceremony c) => new(act, Sentence(c),
    [
        .. Fact("Shares today", Scheme(c.CurrentScheme)),
        .. Fact("Share set", c.CurrentSet),
        .. Fact("New shares", Scheme(c.NewScheme)),
        .. Fact("They are", c.NewScheme is null ? null : c.Target is ShareTarget.Recovery ? "recovery shares: they authorise changes, and open nothing" : "unseal shares: they open the vault"),
        .. Fact("Sealed by", c.SealType),
        .. Fact("New holders", Names(c, Part.Recipient)),
        .. c.Of(Part.Recipient).Where(p => p.Pgp is not null).Select(p => new ProposedFact($"{p.Name}'s OpenPGP key", p.Pgp!.Grouped)),
        .. Fact("Root token for", c.Kind is CeremonyKind.GenerateRoot ? $"{c.StartedByName}, encrypted to the OpenPGP key {c.TokenKey?.Grouped}" : null),
        .. Fact("Asked to submit", Names(c, Part.Submitter)),
        .. Fact("Who proves a new share", c.NewScheme is null ? null : Proves(c.Verification)),
        .. Fact("Backup", c.Backup ? "the encrypted shares, kept in the vault" : null),
        .. Fact("Stays open for", Span(c.ExpiresAt - c.StartedAt)),
        new("Reason", c.Reason),
    ]);

    public static Proposed Cancel(Ceremony c, string reason) => new(
        new ProposedAct.Cancel(c.Id, reason),
        $"Cancel the {Kind(c)} that {c.StartedByName} started.",
        [
            new("Ceremony", c.Id.Value),
            new("Stands at", c.Stage is CeremonyStage.Collecting ? "collecting current shares" : "delivering new shares"),
            new("What it is for", c.Reason),
            new("Reason", reason),
        ]);

    public static Proposed Write(string name, string? before, string text) => new(
        new ProposedAct.WritePolicy(name, text),
        before is null ? $"Write a new policy \"{name}\"." : $"Change the policy \"{name}\".",
        [.. Fact("Its text now", before), new("Its new text", text)]);

    public static Proposed Delete(string name, string? before) => new(
        new ProposedAct.DeletePolicy(name), $"Delete the policy \"{name}\".", [new("Its text now", before ?? "There is no such policy.")]);

    public static Proposed Rotate(RotationConfig now, RotationConfig wanted, Func<RotationConfig, string> sentence) => new(
        new ProposedAct.Rotation(wanted), "Change when the encryption key rotates by itself.", [new("Now", sentence(now)), new("From then on", sentence(wanted))]);

    public static Proposed Remind(int now, int wanted) => new(
        new ProposedAct.ProofDays(wanted),
        "Change when holders are reminded to show their shares.",
        [new("Now", Days(now)), new("From then on", Days(wanted))]);

    public static Proposed Roles(Person person, Roles wanted, Func<Roles, string> words) => new(
        new ProposedAct.ChangeRoles(person.Id, wanted),
        $"Change what {person.Name} may do.",
        [new("Person", Who(person)), new("Now", words(person.Roles)), new("From then on", words(wanted))]);

    public static Proposed Remove(Person person, Func<Roles, string> words) => new(
        new ProposedAct.RemovePerson(person.Id),
        $"Remove {person.Name}.",
        [new("Person", Who(person)), new("Roles", words(person.Roles))]);

    public static Proposed SwitchOff() => new(
        new ProposedAct.SwitchOff(), "Let one administrator be enough again.", [new("From then on", "one administrator starts, cancels and changes policies alone")]);

    private static string Sentence(Ceremony c) => (c.Kind, c.CurrentScheme) switch
    {
        (CeremonyKind.Initialise, _) => c.NewScheme is null ? "Initialise the vault, without recovery shares." : $"Initialise the vault with {Scheme(c.NewScheme)}.",
        (CeremonyKind.Rekey, null) => $"Make the first recovery shares, {Scheme(c.NewScheme)}.",
        (CeremonyKind.Rekey, _) => $"Replace the shares, {Scheme(c.CurrentScheme)}, with {Scheme(c.NewScheme)}.",
        (CeremonyKind.Migrate, _) => c.Target is ShareTarget.Recovery ? $"Let the seal provider '{c.SealType}' open the vault." : "Let the holders open the vault.",
        _ => $"Make a root token for {c.StartedByName}.",
    };

    private static string Kind(Ceremony c) => c.Kind switch
    {
        CeremonyKind.Initialise => "initialisation",
        CeremonyKind.Migrate => "migration of the seal",
        CeremonyKind.GenerateRoot => "ceremony for a root token",
        _ => "rekey",
    };

    private static string? Scheme(ShareScheme? scheme) =>
        scheme is null ? null : string.Create(CultureInfo.InvariantCulture, $"{scheme.Threshold} of {scheme.Shares}");

    private static string? Names(Ceremony c, Part part) =>
        c.Of(part).Any() ? string.Join(", ", c.Of(part).Select(p => p.ShareNumber > 0 ? string.Create(CultureInfo.InvariantCulture, $"{p.Name} ({p.ShareNumber})") : p.Name)) : null;

    private static string Proves(VerificationPolicy policy) => policy switch
    {
        VerificationPolicy.AllHolders => "every new holder",
        VerificationPolicy.Threshold => "as many new holders as are needed",
        _ => "nobody: the shares take effect at once",
    };

    private static string? Span(TimeSpan? span) => span is not { } s ? null
        : s.TotalDays >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{s.TotalDays:0.#} days")
        : string.Create(CultureInfo.InvariantCulture, $"{s.TotalHours:0.##} hours");

    private static string Who(Person person) => $"{person.Name}, {person.SignInName}{(person.State is PersonState.Invited ? ", who has not accepted the invitation yet" : "")}";

    private static string Days(int days) => string.Create(CultureInfo.InvariantCulture, $"when the last proof is older than {days} days");

    private static IEnumerable<ProposedFact> Fact(string name, string? value) => value is null ? [] : [new(name, value)];
}
