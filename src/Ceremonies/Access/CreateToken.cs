using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>What a new token should be.</summary>
public sealed record TokenOrder
{
    /// <summary>Null: the same as its maker's.</summary>
    public IReadOnlyList<string>? Policies { get; init; }

    public bool NoDefaultPolicy { get; init; }

    /// <summary>Null: as long as tokens live; with the root policy, for ever.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>No renewal reaches beyond; null or zero for no such end.</summary>
    public TimeSpan? ExplicitMaxTtl { get; init; }

    /// <summary>Zero: as often as one likes.</summary>
    public int Uses { get; init; }

    public string DisplayName { get; init; } = "";

    public bool Renewable { get; init; } = true;

    /// <summary>It does not end with its maker.</summary>
    public bool Orphan { get; init; }

    public string Path { get; init; } = "auth/token/create";

    public IReadOnlyDictionary<string, string>? Meta { get; init; }
}

/// <summary>A new token: the only moment when its text is known here.</summary>
/// <param name="Text">What the client carries, ASCII; the receiver wipes it.</param>
/// <param name="Entry">What is kept of it.</param>
/// <param name="Warnings">For its maker.</param>
public sealed record NewToken(SecretBytes Text, TokenEntry Entry, IReadOnlyList<string> Warnings) : IDisposable
{
    public void Dispose() => Text.Dispose();
}

/// <summary>Makes tokens: with another token, for a person, and the root token that a new vault begins with.</summary>
public sealed class CreateToken(CeremonyRoom room, IConsoleStore store, TokenStore tokens, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36525);

    private static readonly TimeSpan PersonalLife = TimeSpan.FromDays(90);

    /// <summary>A token makes another one, which may do no more than itself.</summary>
    /// <param name="maker">Let through to the path of the making.</param>
    /// <param name="order">What is wanted.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<NewToken>> RunAsync(Grant maker, TokenOrder order, CancellationToken ct)
    {
        Scribe scribe = Scribe.For(store, clock, maker, "token.create", "");
        IReadOnlyList<string> names = Policies(maker, order);
        if (Check(maker, order, names) is { } refusal)
        {
            return await scribe.RefuseAsync(refusal).ConfigureAwait(false);
        }

        List<string> warnings = [];
        foreach (string name in names.Where(n => n != AccessPolicy.Root && BuiltInPolicies.Find(n) is null))
        {
            if (!PolicyStore.IsName(name))
            {
                return await scribe.RefuseAsync(AccessRefusals.BadPolicyName).ConfigureAwait(false);
            }
        }

        TokenEntry draft = Draft(order, names, scribe.Now) with { Parent = order.Orphan ? null : maker.Token.Id };
        if (order.Ttl > TokenEntry.LongestLife && !draft.IsRoot)
        {
            warnings.Add("TTL of \"" + Format(order.Ttl.Value) + "\" exceeded the effective max_ttl of \"" + Format(TokenEntry.LongestLife) + "\"; TTL value is capped accordingly");
        }

        return await SaveAsync(scribe, draft, warnings, ct).ConfigureAwait(false);
    }

    /// <summary>A person makes a token for themselves: with it they may do what they may do in the console.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="name">What they call it.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<NewToken>> ForPersonAsync(PersonId caller, string name, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(caller, ConsoleActs.MakeOwnToken, caller.Value, ct).ConfigureAwait(false);
        if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        string called = name.Trim();
        if (called.Length is 0 or > Limits.Name)
        {
            return await scribe.RefuseAsync(Refusal.Invalid("bad-token-name", "Give the token a name by which you will know it, at most 100 characters.")).ConfigureAwait(false);
        }

        Person person = scribe.Actor!;
        var order = new TokenOrder { DisplayName = called, Ttl = PersonalLife, Renewable = false, Path = "console/account" };
        TokenEntry draft = Draft(order, PolicyStore.Of(person.Roles), scribe.Now) with
        {
            Person = person.Id.Value,
            DisplayName = called,
            Expires = scribe.Now + PersonalLife,
        };
        try
        {
            return await SaveAsync(scribe, draft, [], ct).ConfigureAwait(false);
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return await scribe.RefuseAsync(Refusals.Sealed).ConfigureAwait(false);
        }
    }

    /// <summary>The root token of a vault that is just being made, under a salt of its own.</summary>
    /// <param name="now">When.</param>
    /// <returns>The token, and what the vault must hold of it from its beginning; the caller disposes all of it.</returns>
    internal static (NewToken Token, IReadOnlyList<PlainRecord> Records) ForNewVault(DateTimeOffset now)
    {
        SecretBytes salt = SecretBytes.Random(TokenHash.SaltLength);
        NewToken root = Root(now, salt, "auth/token/root");
        return (root, [new PlainRecord(TokenStore.Salt, salt), .. TokenStore.NewRecords(root.Entry)]);
    }

    /// <summary>A new root token; not stored yet.</summary>
    internal static NewToken Root(DateTimeOffset now, SecretBytes salt, string path)
    {
        var order = new TokenOrder { Path = path, Renewable = false };
        return Finish(Draft(order, [AccessPolicy.Root], now) with { DisplayName = AccessPolicy.Root }, salt, []);
    }

    private async Task<NewToken> SaveAsync(Scribe scribe, TokenEntry draft, IReadOnlyList<string> warnings, CancellationToken ct)
    {
        using SecretBytes salt = await tokens.TakeSaltAsync(ct).ConfigureAwait(false);
        NewToken made = Finish(draft, salt, warnings);
        try
        {
            await BarrierRecords.SaveAsync(scribe, async () => new Commit(scribe.Note(
                $"Made the token '{made.Entry.DisplayName}' with {string.Join(", ", made.Entry.Policies)}.", made.Entry.Accessor))
            {
                Records = await tokens.AddAsync(made.Entry, ct).ConfigureAwait(false),
            }).ConfigureAwait(false);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    private static NewToken Finish(TokenEntry draft, SecretBytes salt, IReadOnlyList<string> warnings)
    {
        SecretBytes text = SecretBytes.Allocate(TokenText.Length);
        TokenText.Draw(text.Fill());
        return new NewToken(text, draft with { Id = TokenHash.Of(salt.Borrow(), text.Borrow()) }, warnings);
    }

    private static IReadOnlyList<string> Policies(Grant maker, TokenOrder order)
    {
        IEnumerable<string> asked = order.Policies is { Count: > 0 } some ? some.Select(p => p.Trim().ToLowerInvariant()).Where(p => p.Length > 0) : maker.Policies;
        return asked.Contains(AccessPolicy.Root) ? [AccessPolicy.Root]
            : [.. asked.Concat(order.NoDefaultPolicy ? [] : [AccessPolicy.Default]).Distinct().Order(StringComparer.Ordinal)];
    }

    // Without sudo a token hands on what it has itself, and cannot cut the line to its parent.
    private static Refusal? Check(Grant maker, TokenOrder order, IReadOnlyList<string> names)
    {
        bool sudo = maker.Acl.Allows(maker.Path, Capabilities.Sudo);
        return maker.Token.UsesLeft > 0 ? AccessRefusals.ChildOfLimited
            : names.Contains(AccessPolicy.Root) && !maker.Acl.IsRoot ? AccessRefusals.RootNeedsRoot
            : !sudo && names.Any(n => n != AccessPolicy.Default && !maker.Policies.Contains(n)) ? AccessRefusals.MorePoliciesThanParent
            : order.Orphan && !sudo ? Refusal.Invalid("orphan-needs-sudo", "root or sudo privileges required to create orphan token")
            : order.Ttl < TimeSpan.Zero || order.Ttl > Longest || order.ExplicitMaxTtl < TimeSpan.Zero || order.ExplicitMaxTtl > Longest ? AccessRefusals.BadTtl
            : order.Uses < 0 ? AccessRefusals.BadUses
            : order.DisplayName.Length > Limits.Name ? Refusal.Invalid("bad-display-name", "display_name is longer than 100 characters")
            : null;
    }

    private static TokenEntry Draft(TokenOrder order, IReadOnlyList<string> names, DateTimeOffset now)
    {
        bool forEver = names.Contains(AccessPolicy.Root) && (order.Ttl ?? TimeSpan.Zero) == TimeSpan.Zero;
        TimeSpan asked = order.Ttl is { } ttl && ttl > TimeSpan.Zero ? ttl : TokenEntry.LongestLife;
        TimeSpan life = names.Contains(AccessPolicy.Root) || asked < TokenEntry.LongestLife ? asked : TokenEntry.LongestLife;
        DateTimeOffset? last = order.ExplicitMaxTtl is { } most && most > TimeSpan.Zero ? now + most : null;
        DateTimeOffset? expires = forEver ? last : last < now + life ? last : now + life;
        return new TokenEntry
        {
            Id = "",
            Accessor = TokenText.NewAccessor(),
            Policies = names,
            DisplayName = order.DisplayName.Length == 0 ? "token" : $"token-{order.DisplayName}",
            Path = order.Path,
            Created = now,
            Ttl = expires is { } end ? end - now : TimeSpan.Zero,
            Expires = expires,
            LastExpiry = last,
            UsesLeft = order.Uses,
            Renewable = order.Renewable && expires is not null,
            Meta = order.Meta,
        };
    }

    private static string Format(TimeSpan time) => FormattableString.Invariant($"{(long)time.TotalHours}h{time.Minutes}m{time.Seconds}s");
}
