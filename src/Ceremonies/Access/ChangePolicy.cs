using System.Text;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>A policy is written or deleted. It counts with the next request of everybody who has it.</summary>
public sealed class ChangePolicy(IConsoleStore store, PolicyStore policies, TimeProvider clock)
{
    /// <param name="by">Who.</param>
    /// <param name="name">Lower case.</param>
    /// <param name="text">HCL or JSON, or either in base64.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<AccessPolicy>> WriteAsync(Grant by, string name, string text, CancellationToken ct)
    {
        Scribe scribe = Scribe.For(store, clock, by, "policy.write", Short(name));
        if (!Check(name, text).TryGet(out AccessPolicy? policy, out Refusal? refusal))
        {
            return await scribe.RefuseAsync(refusal).ConfigureAwait(false);
        }

        await BarrierRecords.SaveAsync(scribe, async () => new Commit(scribe.Note("Written."))
        {
            Records = [await policies.WriteAsync(policy, ct).ConfigureAwait(false)],
        }).ConfigureAwait(false);
        return policy;
    }

    /// <summary>Deleting one that is not there is no fault.</summary>
    public async Task<Outcome<Done>> DeleteAsync(Grant by, string name, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Scribe scribe = Scribe.For(store, clock, by, "policy.delete", Short(name));
        Refusal? refusal = name == AccessPolicy.Default ? AccessRefusals.DefaultStays
            : name == AccessPolicy.Root || BuiltInPolicies.Find(name) is not null ? AccessRefusals.CannotDelete(name)
            : !PolicyStore.IsName(name) ? AccessRefusals.BadPolicyName
            : null;
        if (refusal is not null)
        {
            return await scribe.RefuseAsync(refusal).ConfigureAwait(false);
        }

        await scribe.SaveAsync(new Commit(scribe.Note("Deleted.")) { Records = [PolicyStore.Remove(name)] }).ConfigureAwait(false);
        return Done.It;
    }

    private static Outcome<AccessPolicy> Check(string name, string text)
    {
        Refusal? refusal = name == AccessPolicy.Root ? AccessRefusals.CannotUpdate(name)
            : !PolicyStore.IsName(name) ? AccessRefusals.BadPolicyName
            : text.Length == 0 ? AccessRefusals.NoPolicyText
            : null;
        return refusal is not null ? refusal
            : AccessPolicy.TryParse(name, Plain(text), out AccessPolicy? policy, out string? problem) ? policy
            : Refusal.Invalid("policy-syntax", problem);
    }

    // Upstream takes the text in base64 as well. No policy is base64 by accident: it needs a space, a quote or a brace.
    private static string Plain(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : text;
    }

    private static string Short(string name) => name.Length > PolicyLimits.Name ? name[..PolicyLimits.Name] : name;
}
