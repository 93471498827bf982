using System.Collections.Frozen;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The root key and all data keys. Never changes: a rotation or a rekey makes another one.</summary>
/// <remarks>Owns its root key, and holds on to its data keys together with the keyrings it was made from.</remarks>
internal sealed class Keyring : IDisposable
{
    private readonly TermKey[] _terms;

    /// <param name="rootKey">Becomes the keyring's own.</param>
    /// <param name="terms">At least one, ascending; they become the keyring's own.</param>
    /// <param name="rotation">When it rotates by itself, as stored; the bounds may be others today.</param>
    /// <param name="retired">The terms that decrypt nothing any more; none when left out.</param>
    internal Keyring(SecretBytes rootKey, TermKey[] terms, RotationConfig rotation, IReadOnlySet<int>? retired = null)
    {
        RootKey = rootKey;
        _terms = terms;
        Rotation = rotation;
        Retired = retired ?? FrozenSet<int>.Empty;
    }

    internal SecretBytes RootKey { get; }

    internal RotationConfig Rotation { get; }

    internal IReadOnlySet<int> Retired { get; }

    internal IReadOnlyList<TermKey> Terms => _terms;

    /// <summary>The highest term; new records use it.</summary>
    internal TermKey Active => _terms[^1];

    /// <summary>With one more data key, which becomes its own.</summary>
    internal Keyring With(TermKey next) =>
        new(RootKey.Copy(), [.. SharedTerms(), next], Rotation, Retired);

    /// <summary>With another root key, which becomes its own.</summary>
    internal Keyring With(SecretBytes rootKey) => new(rootKey, [.. SharedTerms()], Rotation, Retired);

    internal Keyring With(RotationConfig rotation) => new(RootKey.Copy(), [.. SharedTerms()], rotation, Retired);

    internal Keyring With(IReadOnlySet<int> retired) => new(RootKey.Copy(), [.. SharedTerms()], Rotation, retired);

    /// <summary>Without a data key; its bytes are wiped when the last keyring that has it goes.</summary>
    internal Keyring Without(TermKey gone, IReadOnlySet<int> retired) =>
        new(RootKey.Copy(), [.. _terms.Where(key => key != gone).Select(key => key.Share())], Rotation, retired);

    /// <summary>The key of a record.</summary>
    /// <exception cref="EngineException">Damaged: there is no such term, or it is retired.</exception>
    internal TermKey Find(uint term)
    {
        TermKey found = TryFind(term) ?? throw EngineException.Damaged($"no decryption key available for term {term}");
        return Retired.Count > 0 && Retired.Contains(found.Term)
            ? throw EngineException.Damaged($"term {term} is retired, yet a record needs it")
            : found;
    }

    internal TermKey? TryFind(uint term)
    {
        // Terms are consecutive in what we write; a keyring that Vault pruned is not.
        if (term == (uint)Active.Term)
        {
            return Active;
        }

        int low = 0;
        int high = _terms.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = ((uint)_terms[middle].Term).CompareTo(term);
            if (order == 0)
            {
                return _terms[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    public void Dispose()
    {
        RootKey.Dispose();
        foreach (TermKey key in _terms)
        {
            key.Dispose();
        }
    }

    private IEnumerable<TermKey> SharedTerms() => _terms.Select(key => key.Share());
}
