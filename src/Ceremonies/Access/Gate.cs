using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>What a program asks for.</summary>
/// <param name="Path">Behind <c>/v1/</c>.</param>
/// <param name="Needed">The verb's capability, with sudo where the path asks for it.</param>
/// <param name="Reads">Whether it only reads: then the gate writes it down, for no trip does.</param>
public sealed record Request(string Path, Capabilities Needed, bool Reads);

/// <summary>Lets a token through to one path, or not: the only way from a token to a <see cref="Grant"/>.</summary>
public sealed class Gate(IConsoleStore store, TokenStore tokens, PolicyStore policies, SealEngine engine, TimeProvider clock)
{
    /// <param name="token">As it was sent; stays the caller's. Null when none was.</param>
    /// <param name="request">What for.</param>
    /// <param name="ct">Gives up before anything is counted.</param>
    public async Task<Outcome<Grant>> EnterAsync(SecretBytes? token, Request request, CancellationToken ct)
    {
        try
        {
            return engine.IsSealed ? Refusals.Sealed
                : token is null ? await Nobody(request).RefuseAsync(AccessRefusals.NoToken).ConfigureAwait(false)
                : await tokens.FindAsync(token, clock.GetUtcNow(), ct).ConfigureAwait(false) is { } found ? await CountAsync(found, request, ct).ConfigureAwait(false)
                : await Nobody(request).RefuseAsync(AccessRefusals.UnknownToken).ConfigureAwait(false);
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return Refusals.Sealed;
        }
    }

    /// <summary>What a good token may do, where none is needed: it allows nothing and counts for nothing. Null for a bad one.</summary>
    public async Task<Grant?> LookAsync(SecretBytes token, string path, CancellationToken ct) =>
        await tokens.FindAsync(token, clock.GetUtcNow(), ct).ConfigureAwait(false) is { } found
            ? await AdmitAsync(found.Entry, path, ct).ConfigureAwait(false)
            : null;

    /// <summary>What a token may do, for somebody else who may know that.</summary>
    public async Task<Acl> AclOfAsync(TokenEntry token, CancellationToken ct) =>
        (await AdmitAsync(token, "", ct).ConfigureAwait(false))?.Acl ?? new Acl([]);

    /// <summary>For paths that the operator opened to everybody: leave without a token, which allows nothing else.</summary>
    public static Grant ForAnybody(string path) => new(
        new TokenEntry
        {
            Id = "",
            Accessor = "none",
            Policies = [],
            DisplayName = "of nobody",
            Path = path,
            Created = default,
            Ttl = TimeSpan.Zero,
            Expires = null,
        },
        person: null, path, policies: [], new Acl([]));

    // A use counts whether or not the path is allowed, as upstream has it.
    private async Task<Outcome<Grant>> CountAsync(TokenStore.Found first, Request request, CancellationToken ct)
    {
        if (await AdmitAsync(first.Entry, request.Path, ct).ConfigureAwait(false) is not { } grant)
        {
            return await Nobody(request).RefuseAsync(AccessRefusals.UnknownToken).ConfigureAwait(false); // Its person is gone.
        }

        bool allowed = grant.Acl.Allows(request.Path, request.Needed);
        Scribe scribe = Scribe.For(store, clock, grant, "api.request", request.Path);
        bool found = true;
        await BarrierRecords.SaveAsync(scribe, async () =>
        {
            IReadOnlyList<RecordChange>? use = await UseAsync(first, ct).ConfigureAwait(false);
            found = use is not null;
            return found && (use!.Count > 0 || request.Reads || !allowed)
                ? new Commit(allowed ? scribe.Note(Verb(request)) : scribe.Note(AccessRefusals.Denied)) { Records = use! }
                : null;
        }).ConfigureAwait(false);
        return !found ? AccessRefusals.UnknownToken : allowed ? grant : AccessRefusals.Denied;
    }

    // Null when its last use went to somebody else meanwhile.
    private async Task<IReadOnlyList<RecordChange>?> UseAsync(TokenStore.Found first, CancellationToken ct)
    {
        if (first.Entry.UsesLeft == 0)
        {
            return [];
        }

        if (await tokens.FindByHashAsync(first.Entry.Id, clock.GetUtcNow(), ct).ConfigureAwait(false) is not { } now)
        {
            return null;
        }

        return now.Entry.UsesLeft == 1
            ? await LastUseAsync(now, ct).ConfigureAwait(false)
            : [await tokens.ChangeAsync(now, now.Entry with { UsesLeft = now.Entry.UsesLeft - 1 }, ct).ConfigureAwait(false)];
    }

    private async Task<IReadOnlyList<RecordChange>> LastUseAsync(TokenStore.Found now, CancellationToken ct)
    {
        IReadOnlyList<RecordChange> end = await tokens.EndAsync(now.Entry, ct).ConfigureAwait(false);
        return [end[0] with { Replaces = now.Stored }, .. end.Skip(1)]; // Of two at once only one is the last.
    }

    /// <summary>The token with what it may do; null when its person can no longer act here.</summary>
    private async Task<Grant?> AdmitAsync(TokenEntry token, string path, CancellationToken ct)
    {
        Person? person = token.Person is { } id ? await store.FindPersonAsync(new PersonId(id), ct).ConfigureAwait(false) : null;
        if (token.Person is not null && person?.State is not PersonState.Active)
        {
            return null;
        }

        IReadOnlyList<string> names = person is null ? token.Policies : PolicyStore.Of(person.Roles);
        return new Grant(token, person, path, names, await policies.AclOfAsync(names, ct).ConfigureAwait(false));
    }

    private Scribe Nobody(Request request) => new(store, clock, actor: null, "api.request", request.Path);

    private static string Verb(Request request) => $"Allowed: {string.Join(", ", CapabilityNames.In(request.Needed))}.";
}
