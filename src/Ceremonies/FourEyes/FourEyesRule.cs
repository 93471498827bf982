using System.Globalization;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.FourEyes;

/// <summary>
/// Whether a second administrator must confirm what a first one starts, cancels or changes. It is a setting; see ADR 0036 for
/// what it covers and why.
/// </summary>
public static class FourEyesRule
{
    /// <summary>Fewer could not agree on anything.</summary>
    public const int FewestAdministrators = 2;

    /// <summary>The code of the refusal with which an act is not done but proposed.</summary>
    public const string Waits = "waits-for-second";

    /// <summary>Open proposals at a time.</summary>
    public const int MostOpen = 20;

    /// <summary>Where it is stored.</summary>
    internal const string Key = "four-eyes";

    internal const string On = "on";

    internal const string Off = "off";

    public static async Task<bool> IsOnAsync(IConsoleStore store, CancellationToken ct) =>
        await store.FindSettingAsync(Key, ct).ConfigureAwait(false) == On;

    /// <summary>Who could confirm something today.</summary>
    public static IEnumerable<Person> Able(IEnumerable<Person> people) => people.Where(p => p.Is(Roles.Administrator));
}

/// <summary>What the rule says no with.</summary>
internal static class FourEyesRefusals
{
    public static readonly Refusal InTheConsole = Refusal.Forbidden(
        "second-person-needed", "Here two administrators must agree to this, and a token is only one of them. Do it in the console: there the second one confirms it, on the page Approvals.");

    public static readonly Refusal Moved = Refusal.Conflict(
        "proposal-moved", "What this would do is no longer what was proposed: something has changed since. Nothing was done. Refuse it, and propose it again as things are now.");

    public static readonly Refusal WaitsAlready = Refusal.Conflict(
        "proposal-waits", "You have proposed exactly this already, and it waits for another administrator on the page Approvals.");

    public static readonly Refusal TooMany = Refusal.Conflict("too-many-proposals", string.Create(
        CultureInfo.InvariantCulture, $"{FourEyesRule.MostOpen} proposals wait already. Decide some of them on the page Approvals first."));

    public static readonly Refusal NoPassword = Refusal.Conflict(
        "password-needs-one", "A second administrator starts this for you, so there is no moment to show you the one-time password. Choose your OpenPGP key instead.");

    public static readonly Refusal NoSuchProposal = Refusal.Missing(
        "no-such-proposal", "There is no such proposal. Look at the page again.");

    public static readonly Refusal Decided = Refusal.Conflict(
        "proposal-decided", "This proposal has been decided, or its time is over. Look at the page again.");

    public static readonly Refusal Own = Refusal.Forbidden(
        "own-proposal", "You proposed this yourself. Another administrator confirms it; you can take it back.");

    public static readonly Refusal NotOwn = Refusal.Forbidden(
        "not-own-proposal", "Somebody else proposed this. You can refuse it.");

    public static readonly Refusal OtherThanSeen = Refusal.Conflict(
        "proposal-stale", "This is not the proposal that your page showed. Read it again, and compare the words.");

    public static readonly Refusal TooFew = Refusal.Conflict(
        "too-few-administrators", "Two administrators who can sign in are needed: with one, nothing could be confirmed. Add another first.");

    public static readonly Refusal OnAlready = Refusal.Conflict("four-eyes-on", "Two administrators must agree already.");

    public static readonly Refusal OffAlready = Refusal.Conflict("four-eyes-off", "One administrator is enough already.");

    public static readonly Refusal NotAlone = Refusal.Conflict(
        "no-administrator-alone", "While two administrators must agree, one alone makes no third, nor a new way in for one: whoever has the link could agree with themselves. Invite them without the role administrator, then give it to them; another administrator confirms that.");

    /// <summary>Without this person nobody could confirm anything any more.</summary>
    public static Refusal NeedsTwo(Person person) => Refusal.Conflict(
        "four-eyes-need-two", $"Without {person.Name} only one administrator would be left, and two must agree. Add another first, or switch that off on the page Approvals.");

    public static Refusal Waits(Proposal proposal) => Refusal.Forbidden(
        "waits-for-second", string.Create(
        CultureInfo.InvariantCulture, $"Proposed: {proposal.What.Sentence} Nothing is done yet: it waits for another administrator, who finds it on the page Approvals until {proposal.Expires.UtcDateTime:yyyy-MM-dd HH:mm} UTC."));
}
