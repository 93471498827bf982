using System.Text;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>Finds policies: those that somebody wrote, inside the barrier at <c>sys/policy/</c>, and the built-in ones.</summary>
public sealed class PolicyStore(BarrierRecords records)
{
    private const string Folder = "sys/policy/";

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
    internal async Task<Acl> AclOfAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var policies = new List<AccessPolicy>();
        foreach (string name in names.Where(n => n != AccessPolicy.Root))
        {
            if (await FindAsync(name, ct).ConfigureAwait(false) is { } policy)
            {
                policies.Add(policy);
            }
        }

        return new Acl(policies, names.Contains(AccessPolicy.Root));
    }

    /// <summary>The policies of a person, by their roles.</summary>
    public static IReadOnlyList<string> Of(Roles roles) =>
    [
        .. new[]
        {
            (Roles.Auditor, BuiltInPolicies.Auditor), (Roles.Administrator, BuiltInPolicies.CeremonyAdmin), (Roles.Holder, BuiltInPolicies.Holder),
        }.Where(r => roles.HasFlag(r.Item1)).Select(r => r.Item2).Append(AccessPolicy.Default).Order(StringComparer.Ordinal),
    ];

    /// <summary>What must be stored, and the text that counted until now; null when there was no such policy.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    internal async Task<(RecordChange Change, string? Before)> WriteAsync(AccessPolicy policy, CancellationToken ct)
    {
        string path = Folder + policy.Name;
        using BarrierRecord? record = await records.FindAsync(path, ct).ConfigureAwait(false);
        using SecretBytes text = SecretBytes.Take(Encoding.UTF8.GetBytes(policy.Text));
        return (
            await records.EncryptAsync(path, text, ct, record?.Stored).ConfigureAwait(false),
            record is null ? BuiltInPolicies.Find(policy.Name)?.Text : Encoding.UTF8.GetString(record.Value.Borrow()));
    }

    /// <exception cref="EngineException">Sealed.</exception>
    internal RecordChange Remove(string name)
    {
        records.RequireOpen();
        return new RecordChange(Folder + name, null);
    }

    /// <summary>Whether it can name a policy; it becomes part of a record's path.</summary>
    internal static bool IsName(string name) =>
        name.Length is > 0 and <= PolicyLimits.Name && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.' or '/' or '@' or ':')
        && !name.Split('/').Any(part => part is "" or "." or "..");
}
