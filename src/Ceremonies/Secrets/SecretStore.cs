using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Secrets;

/// <summary>
/// What the console's page of secrets does: the current versions at <see cref="Mounts.Console"/>, the same that programs
/// read and write through the API.
/// </summary>
public sealed class SecretStore(CeremonyRoom room, VersionedSecrets secrets, Permissions permissions)
{
    private static readonly Refusal EmptyValue = Refusal.Invalid(
        "bad-value", "A secret is a set of names with values, at most 256 KiB, and not empty.");

    private static readonly Refusal Damaged = Refusal.Conflict(
        "secret-damaged", "The stored record was altered or damaged and does not open. Restore it from a backup.");

    /// <summary>All paths that the caller may list, in order: folder by folder, as the API lists them.</summary>
    public Task<Outcome<IReadOnlyList<SecretPath>>> ListAsync(PersonId caller, CancellationToken ct) =>
        WhileOpenAsync<IReadOnlyList<SecretPath>>(caller, ConsoleActs.ListSecrets, "", async _ =>
        {
            if (!(await secrets.ListAsync(caller, Mounts.Console, folder: "", ct)).TryGet(out IReadOnlyList<string>? paths, out Refusal? refusal))
            {
                return refusal;
            }

            Rights rights = await permissions.OfAsync(caller, ct);
            return paths.Where(path => FoldersOf(path).All(folder => rights.May(ConsoleActs.ListSecrets(Mounts.Console, folder)))).Select(SecretPath.Of).ToList();
        }, ct);

    /// <summary>The JSON object at the path; owned by the caller. The read is in the audit log before it is handed out.</summary>
    public Task<Outcome<SecretBytes>> ReadAsync(PersonId caller, string path, CancellationToken ct) =>
        WhileOpenAsync<SecretBytes>(caller, ConsoleActs.ReadSecret, path, async at =>
            !(await secrets.ReadAsync(caller, Mounts.Console, at, version: 0, ct)).TryGet(out SecretRead? read, out Refusal? refusal) ? refusal
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
            return await WhileOpenAsync<SecretPath>(caller, ConsoleActs.UpdateSecret, path, async at =>
                value.Borrow().IndexOf((byte)'"') < 0 ? await RefuseAsync(caller, ConsoleActs.UpdateSecret, at, EmptyValue, ct)
                : (await secrets.WriteAsync(caller, Mounts.Console, at, value, cas: null, ct)).Refusal is { } refusal ? refusal
                : SecretPath.TryParse(at, out SecretPath parsed, out Refusal? bad) ? parsed : bad, ct);
        }
    }

    /// <summary>Removes a secret with all its versions.</summary>
    public Task<Outcome<Done>> DeleteAsync(PersonId caller, string path, CancellationToken ct) =>
        WhileOpenAsync<Done>(caller, ConsoleActs.RemoveSecret, path, async at =>
            SecretPath.TryParse(at, out _, out _) && !await secrets.AnyAsync(Mounts.Console, at, ct)
                ? await RefuseAsync(caller, ConsoleActs.RemoveSecret, at, VersionedSecrets.NoSuchSecret, ct)
                : (await secrets.RemoveAsync(caller, Mounts.Console, at, ct)).Refusal is { } refusal ? refusal : Done.It, ct);

    private async Task<Outcome<T>> WhileOpenAsync<T>(
        PersonId caller, Func<Mount, string, Act> act, string path, Func<string, Task<Outcome<T>>> run, CancellationToken ct)
    {
        string at = SecretPath.Typed(path);
        try
        {
            return await run(at);
        }
        catch (EngineException refused) when (refused.Fault is EngineFault.Sealed)
        {
            return await RefuseAsync(caller, act, at, Refusals.Sealed, ct);
        }
        catch (EngineException refused) when (refused.Fault is EngineFault.Damaged)
        {
            return await RefuseAsync(caller, act, at, Damaged, ct);
        }
    }

    private async Task<Refusal> RefuseAsync(PersonId caller, Func<Mount, string, Act> act, string path, Refusal refusal, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(caller, act(Mounts.Console, path), path.Length > Limits.SecretPath ? path[..Limits.SecretPath] : path, ct);
        return entry.TryGet(out Scribe? scribe, out Refusal? notAllowed) ? await scribe.RefuseAsync(refusal) : notAllowed;
    }

    private static IEnumerable<string> FoldersOf(string path) =>
        Enumerable.Range(0, path.Length).Where(i => path[i] == '/').Select(i => path[..(i + 1)]);
}
