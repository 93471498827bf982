using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

/// <summary>An <see cref="AesGcm"/> has a copy of the key in memory that is not ours: it must go with the key.</summary>
public sealed class CipherPoolTests : IDisposable
{
    private readonly SecretBytes _key = SecretBytes.Random(32);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_cipher_that_came_back_is_given_out_again_and_never_to_two()
    {
        using var pool = new CipherPool(_key);
        RentedCipher first = pool.Rent();
        pool.Return(first);

        Assert.Same(first, pool.Rent());
        RentedCipher second = pool.Rent();
        Assert.NotSame(first, second);

        pool.Return(first);
        pool.Return(second);
    }

    [Fact]
    public void None_waits_that_has_no_place_to_wait()
    {
        using var pool = new CipherPool(_key);
        RentedCipher[] all = [.. Enumerable.Range(0, 64 * Environment.ProcessorCount).Select(_ => pool.Rent())];

        Array.ForEach(all, pool.Return);

        int waiting = all.Count(cipher => !IsGone(cipher));
        Assert.InRange(waiting, Environment.ProcessorCount, 2 * Environment.ProcessorCount);
    }

    [Fact]
    public void All_that_wait_go_with_the_pool()
    {
        var pool = new CipherPool(_key);
        RentedCipher[] all = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => pool.Rent())];
        Array.ForEach(all, pool.Return);

        pool.Dispose();

        Assert.All(all, cipher => Assert.True(IsGone(cipher)));
    }

    private static bool IsGone(RentedCipher rented) => Record.Exception(() => rented.Cipher.Encrypt(
        new byte[BarrierRecord.NonceLength], Array.Empty<byte>(), Array.Empty<byte>(), new byte[BarrierRecord.TagLength])) is ObjectDisposedException;
}
