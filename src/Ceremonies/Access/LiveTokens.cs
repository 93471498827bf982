using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>A token that a person made for themselves.</summary>
/// <param name="Accessor">Names it without being able to use it.</param>
/// <param name="Name">What they call it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it ends by itself; null for never.</param>
public sealed record OwnToken(string Accessor, string Name, DateTimeOffset Created, DateTimeOffset? Expires);

/// <summary>People see the tokens that act for them, and end one that they no longer trust.</summary>
public sealed class OwnTokens(CeremonyRoom room, TokenStore tokens)
{
    private static readonly Refusal NotYours = Refusal.Missing(
        "no-such-own-token", "This token is not among yours. It may have ended meanwhile; load the page again to see those that count.");

    /// <summary>Those that still count, newest first.</summary>
    public async Task<Outcome<IReadOnlyList<OwnToken>>> ListAsync(PersonId caller, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(caller, ConsoleActs.ListOwnTokens, "", ct).ConfigureAwait(false);
        if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        try
        {
            IReadOnlyList<TokenEntry> own = await tokens.ListAsync(t => t.Person == caller.Value && !t.IsExpired(scribe.Now), ct).ConfigureAwait(false);
            return own.OrderByDescending(t => t.Created).Select(t => new OwnToken(t.Accessor, t.DisplayName, t.Created, t.Expires)).ToList();
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return Refusals.Sealed; // Not written down: everybody's page of their account asks, sealed or not.
        }
    }

    /// <summary>Ends one, with all that were made with it. A program that has it is refused from its next request on.</summary>
    /// <param name="caller">Whose it must be.</param>
    /// <param name="accessor">Which.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Done>> EndAsync(PersonId caller, string accessor, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(caller, ConsoleActs.EndOwnToken, "", ct).ConfigureAwait(false);
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
                ended = found?.Entry.Person == caller.Value;
                return !ended ? null : new Commit(scribe.Note($"The token '{found!.Entry.DisplayName}' has ended, and those made with it.", found.Entry.Accessor))
                {
                    Records = await tokens.EndAsync(found.Entry, ct).ConfigureAwait(false),
                };
            }).ConfigureAwait(false);
            return ended ? Done.It : await scribe.RefuseAsync(NotYours).ConfigureAwait(false);
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return await scribe.RefuseAsync(Refusals.Sealed).ConfigureAwait(false);
        }
    }
}
