using System.Globalization;
using System.Text;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;

namespace KeyCeremonyConsole.Ceremonies.Tests.Whole;

/// <summary>Writes down what happens in a ceremony, a row for each act.</summary>
internal sealed class CeremonyPage(string title)
{
    private readonly StringBuilder _text = new($"# {title}\n");

    internal TestConsole Console { get; set; } = null!;

    internal CeremonyId Watched { get; private set; }

    internal void Section(string heading, CeremonyId watched)
    {
        Watched = watched;
        _text.Append(CultureInfo.InvariantCulture, $"\n## {heading}\n\n| Act | Stage after | Attempt | Received | Proved | Vault | Outcome |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    }

    internal async Task ActAsync<T>(string act, Task<Outcome<T>> doing) =>
        await RowAsync(act, (await doing).Match(_ => "done", refusal => refusal.Code));

    internal async Task RowAsync(string act, string outcome)
    {
        Ceremony c = await Console.FindAsync(Watched);
        string vault = Console.Engine.IsSealed ? "sealed" : "open";
        _text.Append(
            CultureInfo.InvariantCulture,
            $"| {act} | {c.Stage} | {c.Attempt} | {c.Received} of {c.Required} | {c.Proved} of {c.ProofsRequired} | {vault} | {outcome} |\n");
    }

    public override string ToString() => _text.ToString();
}
