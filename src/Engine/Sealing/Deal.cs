using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>New shares, wiped unless they are handed over.</summary>
internal sealed class Deal : IDisposable
{
    private IReadOnlyList<SecretBytes> _shares;

    /// <exception cref="System.Security.Cryptography.CryptographicException">The self-test failed.</exception>
    internal Deal(SecretBytes kek, ShareScheme scheme)
    {
        _shares = ShamirSharing.Split(kek, scheme);
        SelfTest.SharesGive(kek, _shares, scheme);
    }

    internal IReadOnlyList<SecretBytes> Shares => _shares;

    /// <summary>The shares, whose owner is the caller from now on.</summary>
    internal IReadOnlyList<SecretBytes> HandOver()
    {
        IReadOnlyList<SecretBytes> shares = _shares;
        _shares = [];
        return shares;
    }

    public void Dispose()
    {
        foreach (SecretBytes share in _shares)
        {
            share.Dispose();
        }
    }
}
