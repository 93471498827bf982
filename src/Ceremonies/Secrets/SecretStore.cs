using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Secrets;

/// <summary>
/// What the console's page of secrets does: the current versions at <see cref="Mounts.Console"/>, the same that programs
/// read and write through the API.
/// </summary>
public sealed class SecretStore(VersionedSecrets secrets, IConsoleStore store, TimeProvider clock)
{
    private static readonly Refusal EmptyValue = Refusal.Invalid(
        "bad-value", "A secret is a set of names with values, at most 256 KiB, and not empty.");

    private static readonly Refusal Damaged = Refusal.Conflict(
        "secret-damaged", "The stored record was altered or damaged and does not open. Restore it from a backup.");

    /// <summary>All paths, in order.</summary>
    public Task<Outcome<IReadOnlyList<SecretPath>>> ListAsync(PersonId caller, CancellationToken ct) =>
        WhileOpenAsync<IReadOnlyList<SecretPath>>(caller, "secret.list", "", async () =>
            (await secrets.ListAsync(caller, Mounts.Console, folder: "", ct)).TryGet(out IReadOnlyList<string>? paths, out Refusal? refusal)
                ? paths.Select(SecretPath.Of).ToList()
                : refusal, ct);

    /// <summary>The JSON object at the path; owned by the caller. The read is in the audit log before it is handed out.</summary>
    public Task<Outcome<SecretBytes>> ReadAsync(PersonId caller, string path, CancellationToken ct) =>
        WhileOpenAsync<SecretBytes>(caller, "secret.read", path, async () =>
            !(await secrets.ReadAsync(caller, Mounts.Console, path, version: 0, ct)).TryGet(out SecretRead? read, out Refusal? refusal) ? refusal
            : read.Value is { } value ? value
            : VersionedSecrets.NoSuchSecret, ct);

    /// <param name="caller">Who writes.</param>
    /// <param name="path">Where.</param>
    /// <param name="value">A JSON object, UTF-8; owned by this call from here on.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<SecretPath>> WriteAsync(PersonId caller, string path, SecretBytes value, CancellationToken ct)
    {
        using (value)
        {
            return await WhileOpenAsync<SecretPath>(caller, "secret.write", path, async () =>
                value.Borrow().IndexOf((byte)'"') < 0 ? await RefuseAsync(caller, "secret.write", path, EmptyValue, ct)
                : (await secrets.WriteAsync(caller, Mounts.Console, path, value, cas: null, ct)).Refusal is { } refusal ? refusal
                : SecretPath.TryParse(path, out SecretPath at, out Refusal? bad) ? at : bad, ct);
        }
    }

    /// <summary>Removes a secret with all its versions.</summary>
    public Task<Outcome<Done>> DeleteAsync(PersonId caller, string path, CancellationToken ct) =>
        WhileOpenAsync<Done>(caller, "secret.delete", path, async () =>
            SecretPath.TryParse(path, out _, out _) && !await secrets.AnyAsync(Mounts.Console, path.Trim().Trim('/'), ct)
                ? await RefuseAsync(caller, "secret.delete", path, VersionedSecrets.NoSuchSecret, ct)
                : (await secrets.RemoveAsync(caller, Mounts.Console, path, ct)).Refusal is { } refusal ? refusal : Done.It, ct);

    private async Task<Outcome<T>> WhileOpenAsync<T>(PersonId caller, string act, string path, Func<Task<Outcome<T>>> run, CancellationToken ct)
    {
        try
        {
            return await run();
        }
        catch (EngineException refused) when (refused.Fault is EngineFault.Sealed)
        {
            return await RefuseAsync(caller, act, path, Refusals.Sealed, ct);
        }
        catch (EngineException refused) when (refused.Fault is EngineFault.Damaged)
        {
            return await RefuseAsync(caller, act, path, Damaged, ct);
        }
    }

    private async Task<Refusal> RefuseAsync(PersonId caller, string act, string path, Refusal refusal, CancellationToken ct)
    {
        Admission admission = await Admission.AskAsync(
            store, clock, caller, People.Roles.Administrator, act, path.Length > Limits.SecretPath ? path[..Limits.SecretPath] : path, ct);
        return admission.Refusal ?? await admission.Scribe.RefuseAsync(refusal);
    }
}
