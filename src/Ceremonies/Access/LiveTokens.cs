using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>A token that counts now; the token itself is not known here.</summary>
/// <param name="Accessor">Names it without being able to use it.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Policies">What counts for it at this moment, in order. Of a person's own token: those of the person's roles.</param>
/// <param name="Owner">The person who made it for themselves; null for any other.</param>
/// <param name="Maker">The person, or the token, that made it; null when that is not known any more, or there was none.</param>
/// <param name="Path">Where it was made, e.g. <c>auth/token/create</c>.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it ends by itself; null for never.</param>
public sealed record LiveToken(
    string Accessor, string Name, IReadOnlyList<string> Policies, string? Owner, string? Maker, string Path, DateTimeOffset Created, DateTimeOffset? Expires);

/// <summary>People see the tokens that act for them, and end one that they no longer trust; whoever may sees all that there are.</summary>
public sealed class LiveTokens(CeremonyRoom room, IConsoleStore store, TokenStore tokens)
{
    private static readonly Refusal NotYours = Refusal.Missing(
        "no-such-own-token", "This token is not among yours. It may have ended meanwhile; load the page again to see those that count.");

    private static readonly Refusal Gone = Refusal.Missing(
        "no-such-live-token", "This token counts no more: it has ended meanwhile. The list is as it is now.");

    /// <summary>The caller's own, newest first.</summary>
    public Task<Outcome<IReadOnlyList<LiveToken>>> ListOwnAsync(PersonId caller, CancellationToken ct) =>
        ListAsync(caller, ConsoleActs.ListOwnTokens, t => t.Person == caller.Value, ct);

    /// <summary>All of them, newest first.</summary>
    public Task<Outcome<IReadOnlyList<LiveToken>>> ListAsync(PersonId caller, CancellationToken ct) =>
        ListAsync(caller, ConsoleActs.ListTokens, _ => true, ct);

    /// <summary>Ends one of the caller's own, with all that were made with it. A program that has it is refused from its next request on.</summary>
    /// <param name="caller">Whose it must be.</param>
    /// <param name="accessor">Which.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public Task<Outcome<Done>> EndOwnAsync(PersonId caller, string accessor, CancellationToken ct) =>
        EndAsync(caller, ConsoleActs.EndOwnToken, accessor, t => t.Person == caller.Value, NotYours, ct);

    /// <summary>Ends any, with all that were made with it.</summary>
    public Task<Outcome<Done>> EndAsync(PersonId caller, string accessor, CancellationToken ct) =>
        EndAsync(caller, ConsoleActs.EndToken, accessor, _ => true, Gone, ct);

    private async Task<Outcome<IReadOnlyList<LiveToken>>> ListAsync(PersonId caller, Act act, Func<TokenEntry, bool> which, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(caller, act, "", ct).ConfigureAwait(false);
        if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        try
        {
            IReadOnlyList<TokenEntry> all = await tokens.ListAsync(t => !t.IsExpired(scribe.Now), ct).ConfigureAwait(false);
            Dictionary<string, Person> people = (await store.ListPeopleAsync(ct).ConfigureAwait(false)).ToDictionary(p => p.Id.Value);
            Dictionary<string, TokenEntry> byId = all.ToDictionary(t => t.Id);
            return all.Where(which).OrderByDescending(t => t.Created).Select(t => Live(t, people, byId)).ToList();
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return Refusals.Sealed; // Not written down: everybody's page of their account asks, sealed or not.
        }
    }

    private static LiveToken Live(TokenEntry token, Dictionary<string, Person> people, Dictionary<string, TokenEntry> byId)
    {
        Person? owner = token.Person is { } id ? people.GetValueOrDefault(id) : null;
        TokenEntry? parent = token.Parent is { } hash ? byId.GetValueOrDefault(hash) : null;
        IReadOnlyList<string> policies = token.Person is null ? token.Policies : owner?.State is PersonState.Active ? PolicyStore.Of(owner.Roles) : [];
        string? maker = owner?.Name ?? (parent is null ? null
            : parent.Person is { } of && people.GetValueOrDefault(of) is { } person ? $"{person.Name}, with the token {parent.DisplayName}"
            : $"the token {parent.DisplayName}");
        return new LiveToken(token.Accessor, token.DisplayName, policies, owner?.Name, maker, token.Path, token.Created, token.Expires);
    }

    private async Task<Outcome<Done>> EndAsync(
        PersonId caller, Act act, string accessor, Func<TokenEntry, bool> which, Refusal unknown, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(caller, act, "", ct).ConfigureAwait(false);
        if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        try
        {
            bool ended = false;
            await BarrierRecords.SaveAsync(scribe, async () =>
            {
                TokenStore.Found? found = await tokens.FindByAccessorAsync(accessor, scribe.Now, ct).ConfigureAwait(false);
                ended = found is not null && which(found.Entry);
                return !ended ? null : new Commit(scribe.Note($"The token '{found!.Entry.DisplayName}' has ended, and those made with it.", found.Entry.Accessor))
                {
                    Records = await tokens.EndAsync(found.Entry, ct).ConfigureAwait(false),
                };
            }).ConfigureAwait(false);
            return ended ? Done.It : await scribe.RefuseAsync(unknown).ConfigureAwait(false);
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return await scribe.RefuseAsync(Refusals.Sealed).ConfigureAwait(false);
        }
    }
}
