using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Ciphers of one key, kept because setting one up costs more than a small record.</summary>
/// <remarks>Several, because <see cref="AesGcm"/> may serve one thread at a time only.</remarks>
internal sealed class CipherPool(SecretBytes key) : IDisposable
{
    private readonly AesGcm?[] _idle = new AesGcm?[Environment.ProcessorCount];

    internal AesGcm Rent()
    {
        int first = Thread.GetCurrentProcessorId();
        for (int i = 0; i < _idle.Length; i++)
        {
            AesGcm? cipher = Interlocked.Exchange(ref Slot(first + i), null);
            if (cipher is not null)
            {
                return cipher;
            }
        }

        return new AesGcm(key.Borrow(), BarrierRecord.TagLength);
    }

    internal void Return(AesGcm cipher)
    {
        int first = Thread.GetCurrentProcessorId();
        for (int i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref Slot(first + i), cipher, null) is null)
            {
                return;
            }
        }

        cipher.Dispose();
    }

    public void Dispose()
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            Interlocked.Exchange(ref _idle[i], null)?.Dispose();
        }
    }

    private ref AesGcm? Slot(int index) => ref _idle[(int)((uint)index % (uint)_idle.Length)];
}
