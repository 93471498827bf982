using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>The people of one part of a ceremony: who is missing stands first, one's own row is marked.</summary>
public sealed partial class PeopleTable(TimeProvider clock) : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required Part Part { get; set; }

    [Parameter, EditorRequired]
    public required CeremonyView View { get; set; }

    /// <summary>Who is looking.</summary>
    [Parameter, EditorRequired]
    public required PersonId Me { get; set; }

    /// <summary>Whether refused tries are shown; they are for administrators.</summary>
    [Parameter]
    public bool ShowTries { get; set; }

    // Within a rank the share number decides, so that nobody's row jumps because someone came or went.
    private IEnumerable<(Participant Person, Standing Standing)> Rows =>
        View.Ceremony.Of(Part)
            .Select(p => (Person: p, Standing: Standing.Of(p, View, clock.GetUtcNow())))
            .OrderBy(row => row.Standing.Rank)
            .ThenBy(row => row.Person.ShareNumber);

    private string Class(Participant person, Standing standing) =>
        string.Join(' ', new[] { person.Person == Me ? "you" : null, standing.IsOut ? "out" : null }.OfType<string>());

    private string Detail(Participant person, Standing standing) =>
        string.Join(" · ", new[] { person.ShareNumber == 0 ? "" : $"Share {person.ShareNumber}", standing.Detail, Tries(person), Key(person) }.Where(words => words.Length > 0));

    private static string Key(Participant person) => person.Pgp is { } key ? $"to OpenPGP key {key.Grouped}" : "";

    private string Tries(Participant person) => (ShowTries, person.RefusedTries) switch
    {
        (false, _) or (_, 0) => "",
        (_, 1) => "1 refused try",
        (_, int tries) => $"{tries} refused tries",
    };
}
