using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>One data key. Successive keyrings share it; the last one to let go wipes it.</summary>
internal sealed class TermKey : IDisposable
{
    internal const int KeyLength = 32;

    private readonly SecretBytes _value;
    private readonly CipherPool _ciphers;
    private int _owners = 1;

    internal TermKey(int term, SecretBytes value, DateTimeOffset installTime, EncryptionCount count)
    {
        Term = term;
        _value = value;
        InstallTime = installTime;
        Count = count;
        _ciphers = new CipherPool(value);
    }

    internal int Term { get; }

    internal DateTimeOffset InstallTime { get; }

    internal EncryptionCount Count { get; }

    internal ReadOnlySpan<byte> Borrow() => _value.Borrow();

    internal TermKey Share()
    {
        Interlocked.Increment(ref _owners);
        return this;
    }

    internal byte[] Encrypt(string path, ReadOnlySpan<byte> plaintext)
    {
        Span<byte> nonce = stackalloc byte[BarrierRecord.NonceLength];
        RentedCipher rented = _ciphers.Rent();
        try
        {
            rented.DrawNonce(nonce);
            return BarrierRecord.Encrypt(rented.Cipher, Term, path, plaintext, nonce);
        }
        finally
        {
            _ciphers.Return(rented);
        }
    }

    internal SecretBytes Decrypt(string path, ReadOnlySpan<byte> record)
    {
        RentedCipher rented = _ciphers.Rent();
        try
        {
            return BarrierRecord.Decrypt(rented.Cipher, path, record);
        }
        finally
        {
            _ciphers.Return(rented);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
        {
            _ciphers.Dispose();
            _value.Dispose();
        }
    }
}
