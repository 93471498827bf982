using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>Tokens are looked up, renewed and ended: by themselves, by others, and by time.</summary>
public sealed class KeepTokens(IConsoleStore store, TokenStore tokens, SealEngine engine, TimeProvider clock)
{
    /// <summary>Another token, by its text.</summary>
    public async Task<Outcome<TokenEntry>> FindAsync(Grant by, SecretBytes token, CancellationToken ct) =>
        await KnownAsync(by, await tokens.FindAsync(token, clock.GetUtcNow(), ct).ConfigureAwait(false), AccessRefusals.NoSuchToken).ConfigureAwait(false);

    /// <summary>Another token, by its accessor.</summary>
    public async Task<Outcome<TokenEntry>> FindByAccessorAsync(Grant by, string accessor, CancellationToken ct) =>
        await KnownAsync(by, await tokens.FindByAccessorAsync(accessor, clock.GetUtcNow(), ct).ConfigureAwait(false), AccessRefusals.NoSuchAccessor).ConfigureAwait(false);

    public Task<IReadOnlyList<string>> ListAccessorsAsync(CancellationToken ct) => tokens.ListAccessorsAsync(ct);

    /// <summary>Gives a token its life anew, or as much of it as its last day allows.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="hash">Which: its hash.</param>
    /// <param name="increment">Another life than its own; null or zero for its own.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<TokenEntry>> RenewAsync(Grant by, string hash, TimeSpan? increment, CancellationToken ct)
    {
        Scribe scribe = Scribe.For(store, clock, by, "token.renew", "");
        Outcome<TokenEntry> outcome = AccessRefusals.NoSuchToken;
        await BarrierRecords.SaveAsync(scribe, async () =>
        {
            TokenStore.Found? found = await tokens.FindByHashAsync(hash, scribe.Now, ct).ConfigureAwait(false);
            Refusal? refusal = found is null ? AccessRefusals.NoSuchToken : !found.Entry.Renewable ? AccessRefusals.NotRenewable : null;
            if (refusal is not null)
            {
                outcome = refusal;
                return new Commit(scribe.Note(refusal));
            }

            TokenEntry renewed = Renewed(found!.Entry, increment, scribe.Now);
            outcome = renewed;
            return new Commit(scribe.Note("Renewed.", renewed.Accessor)) { Records = [await tokens.ChangeAsync(found, renewed, ct).ConfigureAwait(false)] };
        }).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Ends a token and all that were made with it; ending one that is not there is no fault.</summary>
    public async Task EndAsync(Grant by, string hash, CancellationToken ct)
    {
        Scribe scribe = Scribe.For(store, clock, by, "token.revoke", "");
        await BarrierRecords.SaveAsync(scribe, async () =>
            await tokens.FindByHashAsync(hash, scribe.Now, ct).ConfigureAwait(false) is { } found ? await EndOfAsync(scribe, found.Entry, ct).ConfigureAwait(false) : null).ConfigureAwait(false);
    }

    /// <summary>Removes what has expired. Called by a clock, now and then: an expired token is refused without it.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        try
        {
            if (engine.IsSealed)
            {
                return;
            }

            Scribe scribe = Scribe.System(store, clock, "token.expire", "");
            DateTimeOffset now = clock.GetUtcNow();
            foreach (TokenEntry gone in await tokens.ListAsync(t => t.IsExpired(now), ct).ConfigureAwait(false))
            {
                await BarrierRecords.SaveAsync(scribe, async () => await EndOfAsync(scribe, gone, ct).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            // Sealed meanwhile: the next one goes on.
        }
    }

    private async Task<Commit?> EndOfAsync(Scribe scribe, TokenEntry entry, CancellationToken ct) =>
        new(scribe.Note($"The token '{entry.DisplayName}' has ended, and those made with it.", entry.Accessor))
        {
            Records = await tokens.EndAsync(entry, ct).ConfigureAwait(false),
        };

    private static TokenEntry Renewed(TokenEntry entry, TimeSpan? increment, DateTimeOffset now)
    {
        TimeSpan life = increment is { } asked && asked > TimeSpan.Zero ? asked : entry.Ttl;
        DateTimeOffset wanted = now + (life < TokenEntry.LongestLife ? life : TokenEntry.LongestLife);
        DateTimeOffset most = entry.LastExpiry ?? entry.Created + TokenEntry.LongestLife;
        return entry with { Expires = wanted < most ? wanted : most, LastRenewed = now };
    }

    // That somebody looked is in the record before they are told.
    private async Task<Outcome<TokenEntry>> KnownAsync(Grant by, TokenStore.Found? found, Refusal unknown)
    {
        Scribe scribe = Scribe.For(store, clock, by, "token.find", "");
        if (found is null)
        {
            return await scribe.RefuseAsync(unknown).ConfigureAwait(false);
        }

        await scribe.SaveAsync(new Commit(scribe.Note("Looked up.", found.Entry.Accessor))).ConfigureAwait(false);
        return found.Entry;
    }
}
