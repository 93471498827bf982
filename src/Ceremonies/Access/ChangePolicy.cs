using System.Text;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>A policy is written or deleted, by a token that may, or by an administrator. It counts with the next request of everybody who has it.</summary>
public sealed class ChangePolicy(CeremonyRoom room, PolicyStore policies, SealEngine engine)
{
    /// <param name="by">Who.</param>
    /// <param name="name">Lower case.</param>
    /// <param name="text">HCL or JSON, or either in base64.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    /// <param name="seen">The text that the writer had before them, which must still be the policy's; empty when there was none. Null: whatever is there is replaced.</param>
    public Task<Outcome<AccessPolicy>> WriteAsync(Caller by, string name, string text, CancellationToken ct, string? seen = null) =>
        StepAsync<AccessPolicy>(by, ConsoleActs.WritePolicy(Short(name)), name, async scribe =>
        {
            if (!Check(name, text).TryGet(out AccessPolicy? policy, out Refusal? refusal))
            {
                return refusal;
            }

            string? now = await FindTextAsync(name, ct);
            refusal = seen is null || seen == (now ?? "") ? null : seen.Length == 0 ? AccessRefusals.PolicyExists : AccessRefusals.PolicyMoved;
            if (refusal is not null || (refusal = await LocksOutAsync(policy, ct)) is not null
                || (refusal = await scribe.SecondAsync(ProposedSights.Write(name, now, policy.Text), ct)) is not null)
            {
                return refusal;
            }

            using SecretBytes plain = SecretBytes.Take(Encoding.UTF8.GetBytes(policy.Text));
            RecordChange record = await engine.EncryptAsync(scribe, PolicyStore.PathOf(name), plain);
            await scribe.SaveAsync(new Commit(scribe.Note("Written.")) { Records = [record] });
            return policy;
        }, ct);

    /// <summary>Deleting one that is not there is no fault.</summary>
    public Task<Outcome<Done>> DeleteAsync(Caller by, string name, CancellationToken ct) =>
        StepAsync<Done>(by, ConsoleActs.DeletePolicy(Short(name)), name, async scribe =>
        {
            Refusal? refusal = name == AccessPolicy.Default ? AccessRefusals.DefaultStays
                : name == AccessPolicy.Root || BuiltInPolicies.Find(name) is not null ? AccessRefusals.CannotDelete(name)
                : !PolicyStore.IsName(name) ? AccessRefusals.BadPolicyName
                : null;
            if (refusal is not null)
            {
                return refusal;
            }

            policies.RequireOpen();
            refusal = await scribe.SecondAsync(ProposedSights.Delete(name, await FindTextAsync(name, ct)), ct);
            if (refusal is not null)
            {
                return refusal;
            }

            await scribe.SaveAsync(new Commit(scribe.Note("Deleted.")) { Records = [new RecordChange(PolicyStore.PathOf(name), null)] });
            return Done.It;
        }, ct);

    // One at a time, in the room: whether a policy locks people out depends on the others.
    private Task<Outcome<T>> StepAsync<T>(Caller by, Act act, string name, Func<Scribe, Task<Outcome<T>>> step, CancellationToken ct) =>
        room.StepAsync<T>(by, act, Short(name), async visit =>
        {
            try
            {
                return await step(visit.Scribe);
            }
            catch (EngineException sealedNow) when (by.Grant is null && sealedNow.Fault is EngineFault.Sealed)
            {
                return Refusals.Sealed; // Programs are told by their own door that the vault is sealed.
            }
        }, ct);

    // A damaged one can be written anew; that repairs it.
    private async Task<string?> FindTextAsync(string name, CancellationToken ct)
    {
        try
        {
            return (await policies.FindAsync(name, ct))?.Text;
        }
        catch (EngineException damaged) when (damaged.Fault is EngineFault.Damaged)
        {
            return null;
        }
    }

    private async Task<Refusal?> LocksOutAsync(AccessPolicy policy, CancellationToken ct)
    {
        try
        {
            return BuiltInPolicies.Find(policy.Name) is null || await policies.LeavesAdministratorsAsync(policy, ct) ? null : AccessRefusals.LocksOut;
        }
        catch (EngineException damaged) when (damaged.Fault is EngineFault.Damaged)
        {
            return null; // Another one is damaged, and all are locked out already: one after the other is repaired.
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
