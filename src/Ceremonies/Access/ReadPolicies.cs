using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>A policy in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBuiltIn">Whether it was there from the beginning and cannot be deleted.</param>
/// <param name="Roles">Whose people have it; none for one that only tokens have.</param>
public sealed record PolicyLine(string Name, bool IsBuiltIn, Roles Roles);

/// <summary>The policies as people look at them.</summary>
public sealed class ReadPolicies(CeremonyRoom room, PolicyStore policies)
{
    private static readonly Roles[] Each = [Roles.Administrator, Roles.Holder, Roles.Auditor];

    /// <summary>All of them in order; root is the last.</summary>
    public Task<Outcome<IReadOnlyList<PolicyLine>>> ListAsync(PersonId caller, CancellationToken ct) =>
        LookAsync<IReadOnlyList<PolicyLine>>(caller, ConsoleActs.ListPolicies, async () => (await policies.ListAsync(ct)).Select(Line).ToList(), ct);

    /// <summary>One with its text; root has none.</summary>
    public Task<Outcome<AccessPolicy>> ReadAsync(PersonId caller, string name, CancellationToken ct) =>
        LookAsync<AccessPolicy>(caller, ConsoleActs.ReadPolicy(name), async () =>
            name == AccessPolicy.Root ? new AccessPolicy(name, "", [])
            : await policies.FindAsync(name, ct) is { } policy ? policy
            : AccessRefusals.NoSuchPolicy, ct);

    /// <summary>What may be done on a path with several policies together: the capabilities by name, <c>root</c>, or <c>deny</c>.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="names">The policies; one that does not exist allows nothing.</param>
    /// <param name="path">Behind <c>/v1/</c>.</param>
    /// <param name="ct">Gives up.</param>
    public Task<Outcome<IReadOnlyList<string>>> MayAsync(PersonId caller, IReadOnlyList<string> names, string path, CancellationToken ct) =>
        LookAsync<IReadOnlyList<string>>(caller, ConsoleActs.ListPolicies, async () => (await policies.AclOfAsync(names, ct)).CapabilitiesOn(path).ToList(), ct);

    private static PolicyLine Line(string name) => new(
        name,
        name == AccessPolicy.Root || BuiltInPolicies.Find(name) is not null,
        Each.Where(role => PolicyStore.Of(role).Contains(name)).Aggregate(Roles.None, (all, role) => all | role));

    private async Task<Outcome<T>> LookAsync<T>(PersonId caller, Act act, Func<Task<Outcome<T>>> look, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(caller, act, "", ct);
        if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        try
        {
            Outcome<T> outcome = await look();
            return outcome.Refusal is { } no ? await scribe.RefuseAsync(no) : outcome;
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return await scribe.RefuseAsync(Refusals.Sealed);
        }
    }
}
