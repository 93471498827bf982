using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Witness;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class WitnessLinkRow
{
    public required string CodeHash { get; init; }
    public required string Ceremony { get; init; }
    public required string ByName { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public required DateTimeOffset? Opened { get; init; }
    public required DateTimeOffset? Revoked { get; init; }

    public static WitnessLinkRow Of(WitnessLink l) => new()
    {
        CodeHash = l.CodeHash,
        Ceremony = l.Ceremony.Value,
        ByName = l.ByName,
        Created = l.Created,
        Expires = l.Expires,
        Opened = l.Opened,
        Revoked = l.Revoked,
    };

    public WitnessLink ToLink() => new(CodeHash, new CeremonyId(Ceremony), ByName, Created, Expires, Opened, Revoked);
}
