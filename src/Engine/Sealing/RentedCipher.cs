using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A cipher that one thread has for itself, with nonces drawn ahead.</summary>
/// <remarks>Asking the system for twelve bytes takes longer than encrypting a small record, and hardly less than asking for a batch.</remarks>
internal sealed class RentedCipher(AesGcm cipher) : IDisposable
{
    private const int Batch = 340 * BarrierRecord.NonceLength; // As many as fit on a page.

    // None for who only decrypts.
    private SecretBytes? _nonces;
    private int _used = Batch;

    internal AesGcm Cipher => cipher;

    /// <summary>A random nonce that is given out once, and wiped where it came from.</summary>
    /// <param name="nonce">12 bytes.</param>
    internal void DrawNonce(Span<byte> nonce)
    {
        _nonces ??= SecretBytes.Allocate(Batch);
        Span<byte> batch = _nonces.Fill();
        if (_used == Batch)
        {
            RandomNumberGenerator.Fill(batch);
            _used = 0;
        }

        Span<byte> next = batch.Slice(_used, BarrierRecord.NonceLength);
        _used += BarrierRecord.NonceLength;
        next.CopyTo(nonce);
        next.Clear();
    }

    public void Dispose()
    {
        cipher.Dispose();
        _nonces?.Dispose();
    }
}
