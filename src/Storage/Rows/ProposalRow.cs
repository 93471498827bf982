using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.FourEyes;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class ProposalRow
{
    public required string Id { get; init; }

    /// <summary>See <see cref="ProposedAct.ToJson"/>.</summary>
    public required string Act { get; init; }

    public required string Sentence { get; init; }

    /// <summary>A JSON array of names and values.</summary>
    public required string Facts { get; init; }

    public required string By { get; init; }
    public required string ByName { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public required string? Why { get; init; }
    public required ProposalState State { get; init; }
    public required string? DecidedBy { get; init; }
    public required string? DecidedByName { get; init; }
    public required DateTimeOffset? DecidedAt { get; init; }
    public required string? Answer { get; init; }

    public static ProposalRow Of(Proposal p) => new()
    {
        Id = p.Id.Value,
        Act = p.What.Act.ToJson(),
        Sentence = p.What.Sentence,
        Facts = JsonSerializer.Serialize(p.What.Facts),
        By = p.By.Value,
        ByName = p.ByName,
        At = p.At,
        Expires = p.Expires,
        Why = p.Why,
        State = p.State,
        DecidedBy = p.DecidedBy?.Value,
        DecidedByName = p.DecidedByName,
        DecidedAt = p.DecidedAt,
        Answer = p.Answer,
    };

    public Proposal ToProposal() => new(
        new ProposalId(Id),
        new Proposed(ProposedAct.Of(Act), Sentence, JsonSerializer.Deserialize<IReadOnlyList<ProposedFact>>(Facts)!),
        new PersonId(By),
        ByName,
        At,
        Expires)
    {
        Why = Why,
        State = State,
        DecidedBy = DecidedBy is null ? null : new PersonId(DecidedBy),
        DecidedByName = DecidedByName,
        DecidedAt = DecidedAt,
        Answer = Answer,
    };
}
