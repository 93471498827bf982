using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Quorum;

/// <summary>Reads whether the holders of the current set can be counted on. Any signed-in person may see it, as a ceremony's people.</summary>
public sealed class ReadReadiness(IConsoleStore store, SealEngine engine, TimeProvider clock)
{
    /// <summary>Null before there are shares whose holders are known.</summary>
    public async Task<Readiness?> RunAsync(CancellationToken ct)
    {
        if ((await engine.ReadStatusAsync(ct)).Current is not { } set
            || await store.ListRosterAsync(set.Id, ct) is not { Count: > 0 } roster
            || roster.Any(entry => Bearers.Is(entry.Person)))
        {
            return null;
        }

        ProofPolicy policy = ProofPolicy.Of(await store.FindSettingAsync(ProofPolicy.Key, ct));
        DateTimeOffset oldest = clock.GetUtcNow() - TimeSpan.FromDays(policy.Days);
        Dictionary<int, ShareProof> proofs = (await store.ListProofsAsync(set.Id, ct)).ToDictionary(p => p.Number);
        Dictionary<int, HolderAbsence> absences = (await store.ListAbsencesAsync(set.Id, ct)).ToDictionary(a => a.Number);
        HashSet<PersonId> able =
        [
            .. (await store.ListPeopleAsync(ct)).Where(p => p.State is not PersonState.Removed && p.Roles.HasFlag(Roles.Holder)).Select(p => p.Id),
        ];
        return new Readiness(set, [.. roster.Select(Stand)], policy);

        HolderStanding Stand(RosterEntry entry)
        {
            ShareProof? proof = proofs.GetValueOrDefault(entry.Number);
            return new HolderStanding(
                entry, proof, absences.GetValueOrDefault(entry.Number), !able.Contains(entry.Person), IsDue: proof is null || proof.At <= oldest);
        }
    }
}
