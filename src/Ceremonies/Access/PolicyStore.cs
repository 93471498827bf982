using System.Collections.Concurrent;
using System.Text;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>Finds policies: those that somebody wrote, inside the barrier at <c>sys/policy/</c>, and the built-in ones.</summary>
public sealed class PolicyStore(BarrierReader records)
{
    private const string Folder = "sys/policy/";

    private static readonly ConcurrentDictionary<Roles, Acl> BuiltIns = [];

    /// <summary>The policy that counts now; null when there is none, and for root, which has no text.</summary>
    /// <exception cref="EngineException">Sealed; Damaged.</exception>
    public async Task<AccessPolicy?> FindAsync(string name, CancellationToken ct)
    {
        if (!IsName(name))
        {
            return null;
        }

        using BarrierRecord? record = await records.FindAsync(Folder + name, ct).ConfigureAwait(false);
        return record is null ? BuiltInPolicies.Find(name)
            : AccessPolicy.TryParse(name, Encoding.UTF8.GetString(record.Value.Borrow()), out AccessPolicy? policy, out string? problem) ? policy
            : throw new EngineException(EngineFault.Damaged, $"{Folder}{name}: {problem}");
    }

    /// <summary>All names in order; root is the last, as upstream has it.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct) =>
    [
        .. (await records.ListAsync(Folder, ct).ConfigureAwait(false)).Select(path => path[Folder.Length..])
            .Union(BuiltInPolicies.Names).Order(StringComparer.Ordinal),
        AccessPolicy.Root,
    ];

    /// <summary>What a holder of these policies may do. One that does not exist any more allows nothing.</summary>
    /// <exception cref="EngineException">Sealed; Damaged.</exception>
    internal async Task<Acl> AclOfAsync(IReadOnlyList<string> names, CancellationToken ct) =>
        new(await FindAllAsync(names.Where(n => n != AccessPolicy.Root), ct).ConfigureAwait(false), names.Contains(AccessPolicy.Root));

    /// <summary>
    /// What people of these roles may do now. While the vault is sealed nothing that was written inside it can be read: the
    /// built-in texts decide then, see ADR 0031.
    /// </summary>
    /// <exception cref="EngineException">Damaged.</exception>
    internal async Task<Acl> AclOfAsync(Roles roles, CancellationToken ct)
    {
        if (records.IsSealed)
        {
            return BuiltIn(roles);
        }

        try
        {
            List<AccessPolicy> policies = await FindAllAsync(Of(roles), ct).ConfigureAwait(false);
            return policies.TrueForAll(p => p == BuiltInPolicies.Find(p.Name)) ? BuiltIn(roles) : new Acl(policies);
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return BuiltIn(roles);
        }
    }

    private async Task<List<AccessPolicy>> FindAllAsync(IEnumerable<string> names, CancellationToken ct)
    {
        var policies = new List<AccessPolicy>();
        foreach (string name in names)
        {
            if (await FindAsync(name, ct).ConfigureAwait(false) is { } policy)
            {
                policies.Add(policy);
            }
        }

        return policies;
    }

    // One for everybody: each open page keeps several of them.
    private static Acl BuiltIn(Roles roles) =>
        BuiltIns.GetOrAdd(roles, static r => new Acl(Of(r).Select(BuiltInPolicies.Find).OfType<AccessPolicy>()));

    /// <summary>The policies of a person, by their roles.</summary>
    public static IReadOnlyList<string> Of(Roles roles) =>
    [
        .. new[]
        {
            (Roles.Auditor, BuiltInPolicies.Auditor), (Roles.Administrator, BuiltInPolicies.CeremonyAdmin), (Roles.Holder, BuiltInPolicies.Holder),
        }.Where(r => roles.HasFlag(r.Item1)).Select(r => r.Item2).Append(AccessPolicy.Default).Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Whether every administrator, whatever other roles they have, could still put the built-in policies right if this one were
    /// written: of roles that are joined, each can take away what another gives.
    /// </summary>
    /// <exception cref="EngineException">Sealed; Damaged.</exception>
    internal async Task<bool> LeavesAdministratorsAsync(AccessPolicy written, CancellationToken ct)
    {
        foreach (Roles besides in new[] { Roles.None, Roles.Holder, Roles.Auditor, Roles.Holder | Roles.Auditor })
        {
            var policies = new List<AccessPolicy>();
            foreach (string name in Of(Roles.Administrator | besides))
            {
                policies.Add(name == written.Name ? written : (await FindAsync(name, ct).ConfigureAwait(false))!);
            }

            var acl = new Acl(policies);
            if (!ConsoleActs.ListPolicies.IsAllowedBy(acl)
                || !BuiltInPolicies.Names.All(name => ConsoleActs.ReadPolicy(name).IsAllowedBy(acl) && ConsoleActs.WritePolicy(name).IsAllowedBy(acl)))
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="EngineException">Sealed.</exception>
    internal void RequireOpen() => records.RequireOpen();

    /// <summary>Where the policy lies.</summary>
    internal static string PathOf(string name) => Folder + name;

    /// <summary>Whether it can name a policy; it becomes part of a record's path.</summary>
    internal static bool IsName(string name) =>
        name.Length is > 0 and <= PolicyLimits.Name && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.' or '/' or '@' or ':')
        && !name.Split('/').Any(part => part is "" or "." or "..");
}
