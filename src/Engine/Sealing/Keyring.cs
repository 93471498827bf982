using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The root key and all data keys. Never changes: a rotation or a rekey makes another one.</summary>
/// <remarks>Owns its root key, and holds on to its data keys together with the keyrings it was made from.</remarks>
internal sealed class Keyring : IDisposable
{
    private readonly TermKey[] _terms;

    /// <param name="rootKey">Becomes the keyring's own.</param>
    /// <param name="terms">At least one, ascending; they become the keyring's own.</param>
    /// <param name="rotation">Carried along.</param>
    internal Keyring(SecretBytes rootKey, TermKey[] terms, RotationConfig rotation)
    {
        RootKey = rootKey;
        _terms = terms;
        Rotation = rotation;
    }

    internal SecretBytes RootKey { get; }

    internal RotationConfig Rotation { get; }

    internal IReadOnlyList<TermKey> Terms => _terms;

    /// <summary>The highest term; new records use it.</summary>
    internal TermKey Active => _terms[^1];

    /// <summary>With one more data key, which becomes its own.</summary>
    internal Keyring With(TermKey next) =>
        new(RootKey.Copy(), [.. SharedTerms(), next], Rotation);

    /// <summary>With another root key, which becomes its own.</summary>
    internal Keyring With(SecretBytes rootKey) => new(rootKey, [.. SharedTerms()], Rotation);

    /// <exception cref="EngineException">There is no such term.</exception>
    internal TermKey Find(uint term)
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

        throw EngineException.Damaged($"no decryption key available for term {term}");
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
