using System.Text;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>A policy is written or deleted, by a token that may, or by an administrator. It counts with the next request of everybody who has it.</summary>
public sealed class ChangePolicy(CeremonyRoom room, PolicyStore policies)
{
    /// <param name="by">Who.</param>
    /// <param name="name">Lower case.</param>
    /// <param name="text">HCL or JSON, or either in base64.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    /// <param name="seen">The text that the writer had before them, which must still be the policy's; empty when there was none. Null: whatever is there is replaced.</param>
    public async Task<Outcome<AccessPolicy>> WriteAsync(Caller by, string name, string text, CancellationToken ct, string? seen = null)
    {
        Outcome<Scribe> entry = await room.AskAsync(by, Roles.Administrator, "policy.write", Short(name), ct).ConfigureAwait(false);
        if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        if (!Check(name, text).TryGet(out AccessPolicy? policy, out refusal))
        {
            return await scribe.RefuseAsync(refusal).ConfigureAwait(false);
        }

        return await WhileOpenAsync<AccessPolicy>(by, scribe, async () =>
        {
            Refusal? moved = null;
            await BarrierRecords.SaveAsync(scribe, async () =>
            {
                (RecordChange change, string? now) = await policies.WriteAsync(policy, ct).ConfigureAwait(false);
                moved = seen is null || seen == (now ?? "") ? null : seen.Length == 0 ? AccessRefusals.PolicyExists : AccessRefusals.PolicyMoved;
                return moved is null ? new Commit(scribe.Note("Written.")) { Records = [change] } : new Commit(scribe.Note(moved));
            }).ConfigureAwait(false);
            return moved is null ? policy : moved;
        }).ConfigureAwait(false);
    }

    /// <summary>Deleting one that is not there is no fault.</summary>
    public async Task<Outcome<Done>> DeleteAsync(Caller by, string name, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(by, Roles.Administrator, "policy.delete", Short(name), ct).ConfigureAwait(false);
        if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        ct.ThrowIfCancellationRequested();
        refusal = name == AccessPolicy.Default ? AccessRefusals.DefaultStays
            : name == AccessPolicy.Root || BuiltInPolicies.Find(name) is not null ? AccessRefusals.CannotDelete(name)
            : !PolicyStore.IsName(name) ? AccessRefusals.BadPolicyName
            : null;
        if (refusal is not null)
        {
            return await scribe.RefuseAsync(refusal).ConfigureAwait(false);
        }

        return await WhileOpenAsync<Done>(by, scribe, async () =>
        {
            await scribe.SaveAsync(new Commit(scribe.Note("Deleted.")) { Records = [policies.Remove(name)] }).ConfigureAwait(false);
            return Done.It;
        }).ConfigureAwait(false);
    }

    // Programs are told by their own door that the vault is sealed.
    private static async Task<Outcome<T>> WhileOpenAsync<T>(Caller by, Scribe scribe, Func<Task<Outcome<T>>> step)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (EngineException sealedNow) when (by.Grant is null && sealedNow.Fault is EngineFault.Sealed)
        {
            return await scribe.RefuseAsync(Refusals.Sealed).ConfigureAwait(false);
        }
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
