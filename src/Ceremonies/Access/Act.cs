using KeyCeremonyConsole.Access.Policies;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>Something that people do here, and what their policies must allow for it. All of them are in <see cref="ConsoleActs"/>.</summary>
/// <param name="Name">In the audit log's words.</param>
/// <param name="Path">
/// As it stands behind <c>/v1/</c> where the API has the same act, else below <c>sys/console/</c>. Null for what every signed-in
/// person may do, about themselves: no policy takes it away.
/// </param>
/// <param name="Capability">The verb's, as the API asks for it.</param>
public sealed record Act(string Name, string? Path, Capabilities Capability)
{
    /// <summary>With sudo where the path asks for it.</summary>
    public Capabilities Needed => Path is null ? Capabilities.None : SudoPaths.Needed(Path, Capability);

    /// <summary>What is needed, for people: "update and sudo on sys/rotate".</summary>
    public string InWords => $"{string.Join(" and ", CapabilityNames.In(Needed))} on {Path}";

    internal bool IsAllowedBy(Acl acl) => Path is null || acl.Allows(Path, Needed);
}
