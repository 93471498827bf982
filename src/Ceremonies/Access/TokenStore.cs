using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Access;

//
//  Tokens inside the barrier, laid out as upstream does.
//
//    sys/token/salt                    32 random bytes, made with the first token
//    sys/token/id/<hash>               TokenEntry, as JSON; the token itself is stored nowhere
//    sys/token/accessor/<accessor>     the hash
//    sys/token/parent/<hash>/<hash>    empty: the second ends with the first
//

/// <summary>Finds tokens, and says what must be stored of them.</summary>
public sealed class TokenStore(BarrierRecords records)
{
    internal const string Salt = "sys/token/salt";
    private const string Ids = "sys/token/id/";
    private const string Accessors = "sys/token/accessor/";
    private const string Parents = "sys/token/parent/";

    /// <summary>A token as it was found.</summary>
    /// <param name="Entry">What is known of it.</param>
    /// <param name="Stored">Its record, for a change that must not undo another one.</param>
    internal sealed record Found(TokenEntry Entry, byte[] Stored);

    /// <summary>The token with that secret text; null when there is none, or not any more.</summary>
    /// <exception cref="EngineException">Sealed; Damaged.</exception>
    internal async Task<Found?> FindAsync(SecretBytes token, DateTimeOffset now, CancellationToken ct)
    {
        if (token.Length is 0 or > TokenText.Longest)
        {
            return null;
        }

        using BarrierRecord? salt = await records.FindAsync(Salt, ct).ConfigureAwait(false);
        return salt is null ? null : await FindByHashAsync(TokenHash.Of(salt.Value.Borrow(), token.Borrow()), now, ct).ConfigureAwait(false);
    }

    /// <summary>The token that the accessor names.</summary>
    /// <exception cref="EngineException">Sealed; Damaged.</exception>
    internal async Task<Found?> FindByAccessorAsync(string accessor, DateTimeOffset now, CancellationToken ct)
    {
        if (accessor.Length is 0 or > 64 || !accessor.All(char.IsAsciiLetterOrDigit))
        {
            return null;
        }

        using BarrierRecord? record = await records.FindAsync(Accessors + accessor, ct).ConfigureAwait(false);
        return record is null ? null : await FindByHashAsync(Encoding.ASCII.GetString(record.Value.Borrow()), now, ct).ConfigureAwait(false);
    }

    internal async Task<IReadOnlyList<string>> ListAccessorsAsync(CancellationToken ct) =>
        [.. (await records.ListAsync(Accessors, ct).ConfigureAwait(false)).Select(path => path[Accessors.Length..])];

    internal async Task<Found?> FindByHashAsync(string hash, DateTimeOffset now, CancellationToken ct) =>
        await FindAlsoExpiredAsync(hash, ct).ConfigureAwait(false) is { } found && !found.Entry.IsExpired(now) ? found : null;

    /// <summary>The store's salt, owned by the caller; made when there is none yet.</summary>
    internal Task<SecretBytes> TakeSaltAsync(CancellationToken ct) => records.TakeRandomAsync(Salt, TokenHash.SaltLength, ct);

    /// <summary>What a new token needs stored, not yet encrypted.</summary>
    /// <returns>Owned by the caller.</returns>
    internal static IReadOnlyList<PlainRecord> NewRecords(TokenEntry entry)
    {
        List<PlainRecord> all =
        [
            new(Ids + entry.Id, SecretBytes.Take(entry.ToJson())),
            new(Accessors + entry.Accessor, SecretBytes.Take(Encoding.ASCII.GetBytes(entry.Id))),
        ];
        if (entry.Parent is { } parent)
        {
            all.Add(new PlainRecord($"{Parents}{parent}/{entry.Id}", SecretBytes.Allocate(0)));
        }

        return all;
    }

    internal async Task<IReadOnlyList<RecordChange>> AddAsync(TokenEntry entry, CancellationToken ct)
    {
        var changes = new List<RecordChange>();
        foreach (PlainRecord plain in NewRecords(entry))
        {
            using (plain.Value)
            {
                changes.Add(await records.EncryptAsync(plain.Path, plain.Value, ct).ConfigureAwait(false));
            }
        }

        return changes;
    }

    internal async Task<RecordChange> ChangeAsync(Found found, TokenEntry changed, CancellationToken ct)
    {
        using SecretBytes json = SecretBytes.Take(changed.ToJson());
        return await records.EncryptAsync(Ids + changed.Id, json, ct, found.Stored).ConfigureAwait(false);
    }

    /// <summary>The end of a token, and of all that were made with it, and with those.</summary>
    internal async Task<IReadOnlyList<RecordChange>> EndAsync(TokenEntry entry, CancellationToken ct)
    {
        var changes = new List<RecordChange>();
        var left = new Queue<TokenEntry>([entry]);
        while (left.TryDequeue(out TokenEntry? next))
        {
            changes.Add(new RecordChange(Ids + next.Id, null));
            changes.Add(new RecordChange(Accessors + next.Accessor, null));
            if (next.Parent is { } parent)
            {
                changes.Add(new RecordChange($"{Parents}{parent}/{next.Id}", null));
            }

            foreach (string child in await ListChildrenAsync(next.Id, ct).ConfigureAwait(false))
            {
                if (await FindAlsoExpiredAsync(child, ct).ConfigureAwait(false) is { } found)
                {
                    left.Enqueue(found.Entry);
                }
            }
        }

        return changes;
    }

    /// <summary>Every token that is wanted, those whose time is over included. It reads all that there are.</summary>
    internal async Task<IReadOnlyList<TokenEntry>> ListAsync(Func<TokenEntry, bool> wanted, CancellationToken ct)
    {
        var all = new List<TokenEntry>();
        foreach (string path in await records.ListAsync(Ids, ct).ConfigureAwait(false))
        {
            if (await FindAlsoExpiredAsync(path[Ids.Length..], ct).ConfigureAwait(false) is { } found && wanted(found.Entry))
            {
                all.Add(found.Entry);
            }
        }

        return all;
    }

    private async Task<IReadOnlyList<string>> ListChildrenAsync(string hash, CancellationToken ct)
    {
        string folder = $"{Parents}{hash}/";
        return [.. (await records.ListAsync(folder, ct).ConfigureAwait(false)).Select(path => path[folder.Length..])];
    }

    // The record was found by its name in an index; that it is the one is then asked in time that tells nothing.
    private async Task<Found?> FindAlsoExpiredAsync(string hash, CancellationToken ct)
    {
        using BarrierRecord? record = await records.FindAsync(Ids + hash, ct).ConfigureAwait(false);
        return record is not null
            && TokenEntry.FromJson(record.Value.Borrow()) is { } entry
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(entry.Id), Encoding.ASCII.GetBytes(hash))
                ? new Found(entry, record.Stored)
                : null;
    }
}
