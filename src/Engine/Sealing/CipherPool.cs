using System.Numerics;
using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Ciphers of one key, kept because setting one up costs more than a small record.</summary>
/// <remarks>Several, because <see cref="AesGcm"/> may serve one thread at a time only.</remarks>
internal sealed class CipherPool(SecretBytes key) : IDisposable
{
    private readonly RentedCipher?[] _idle =
        new RentedCipher?[BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)];

    internal RentedCipher Rent()
    {
        int first = Thread.GetCurrentProcessorId();
        for (int i = 0; i < _idle.Length; i++)
        {
            RentedCipher? cipher = Interlocked.Exchange(ref Slot(first + i), null);
            if (cipher is not null)
            {
                return cipher;
            }
        }

        return new RentedCipher(new AesGcm(key.Borrow(), BarrierRecord.TagLength));
    }

    internal void Return(RentedCipher cipher)
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

    private ref RentedCipher? Slot(int index) => ref _idle[index & (_idle.Length - 1)];
}
