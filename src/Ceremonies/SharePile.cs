using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>Accepted shares of one attempt, at most one for each holder, in memory only; wiped on dispose.</summary>
/// <remarks>Every collecting ceremony uses this one pile. It owns what it is given.</remarks>
public sealed class SharePile(CeremonyNonce nonce) : IDisposable
{
    private readonly Dictionary<PersonId, SecretBytes> _shares = [];

    /// <summary>The attempt these shares were given for.</summary>
    public CeremonyNonce Nonce { get; } = nonce;

    public int Count => _shares.Count;

    /// <summary>Takes ownership of <paramref name="share"/>, also when it is refused: then it is wiped at once.</summary>
    public bool TryAdd(PersonId holder, SecretBytes share)
    {
        bool fresh = !_shares.ContainsKey(holder) && !_shares.Values.Any(share.Matches);
        if (fresh)
        {
            _shares.Add(holder, share);
        }
        else
        {
            share.Dispose();
        }

        return fresh;
    }

    /// <summary>Takes back and wipes a share whose acceptance could not be stored.</summary>
    public void Remove(PersonId holder)
    {
        if (_shares.Remove(holder, out SecretBytes? share))
        {
            share.Dispose();
        }
    }

    /// <summary>Who gave them, in the order of <see cref="Lend"/>.</summary>
    public IReadOnlyList<PersonId> Holders => [.. _shares.Keys];

    /// <summary>Another pile with copies of some of them, by their positions in <see cref="Lend"/>; the caller disposes it.</summary>
    public SharePile Only(IReadOnlyList<int> positions)
    {
        var some = new SharePile(Nonce);
        foreach (PersonId holder in Holders.Where((_, i) => positions.Contains(i)))
        {
            some._shares.Add(holder, _shares[holder].Copy());
        }

        return some;
    }

    /// <summary>The shares, for one call of the engine; they stay the pile's.</summary>
    public IReadOnlyList<SecretBytes> Lend() => [.. _shares.Values];

    public void Dispose()
    {
        foreach (SecretBytes share in _shares.Values)
        {
            share.Dispose();
        }

        _shares.Clear();
    }
}
