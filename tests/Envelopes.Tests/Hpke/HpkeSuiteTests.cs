using System.Security.Cryptography;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Envelopes.Tests.Hpke;

/// <summary>The suite against the RFC's and its authors' vectors, and against whatever an attacker may do to an envelope.</summary>
public sealed class HpkeSuiteTests
{
    private static readonly JsonElement Vectors = Read();
    private static readonly byte[] Info = Bytes(Vectors, "info");
    private static readonly byte[] Aad = Bytes(Vectors, "aad");
    private static readonly byte[] Message = Bytes(Vectors, "message");

    [Theory]
    [InlineData("aes128")]
    [InlineData("aes256")]
    public void What_the_vectors_sealed_is_opened(string name)
    {
        JsonElement vector = Vectors.GetProperty("suites").GetProperty(name);
        using ECDiffieHellman receiver = Key(vector, "receiver");
        Assert.Equal(Bytes(vector, "receiverPublic"), P256.PointOf(receiver));

        using SecretBytes opened = Suite(name).Open(receiver, [.. Bytes(vector, "enc"), .. Bytes(vector, "ciphertext")], Info, Aad);

        Assert.Equal(Message, opened.Borrow().ToArray());
    }

    [Fact]
    public void With_the_ephemeral_key_of_the_vector_every_byte_is_the_vector_s()
    {
        JsonElement vector = Vectors.GetProperty("suites").GetProperty("aes128");
        using ECDiffieHellman ephemeral = Key(vector, "ephemeral");

        byte[] envelope = HpkeSuite.Aes128.Seal(ephemeral, Bytes(vector, "receiverPublic"), Info, Aad, Message);

        Assert.Equal([.. Bytes(vector, "enc"), .. Bytes(vector, "ciphertext")], envelope);
    }

    [Fact]
    public void What_is_sealed_here_opens_here_and_never_looks_the_same_twice()
    {
        using ECDiffieHellman receiver = NewKey();

        byte[][] envelopes = [.. Enumerable.Range(0, 50).Select(_ => HpkeSuite.Aes256.Seal(P256.PointOf(receiver), Info, Aad, Message))];

        Assert.Equal(envelopes.Length, envelopes.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(envelopes, envelope =>
        {
            using SecretBytes opened = HpkeSuite.Aes256.Open(receiver, envelope, Info, Aad);
            Assert.Equal(Message, opened.Borrow().ToArray());
        });
    }

    [Fact]
    public void Any_bit_changed_and_it_stays_closed()
    {
        using ECDiffieHellman receiver = NewKey();
        byte[] envelope = HpkeSuite.Aes256.Seal(P256.PointOf(receiver), Info, Aad, Message);

        for (int bit = 0; bit < envelope.Length * 8; bit++)
        {
            byte[] altered = [.. envelope];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsAny<CryptographicException>(() => HpkeSuite.Aes256.Open(receiver, altered, Info, Aad));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(81)]
    [InlineData(109)]
    public void Cut_short_it_stays_closed(int length)
    {
        using ECDiffieHellman receiver = NewKey();
        byte[] envelope = HpkeSuite.Aes256.Seal(P256.PointOf(receiver), Info, Aad, Message);
        Assert.Equal(110, envelope.Length);

        Assert.ThrowsAny<CryptographicException>(() => HpkeSuite.Aes256.Open(receiver, envelope.AsSpan(0, length), Info, Aad));
    }

    [Fact]
    public void Another_key_another_purpose_or_other_data_and_it_stays_closed()
    {
        using ECDiffieHellman receiver = NewKey();
        using ECDiffieHellman other = NewKey();
        byte[] envelope = HpkeSuite.Aes256.Seal(P256.PointOf(receiver), Info, Aad, Message);

        Assert.ThrowsAny<CryptographicException>(() => HpkeSuite.Aes256.Open(other, envelope, Info, Aad));
        Assert.ThrowsAny<CryptographicException>(() => HpkeSuite.Aes256.Open(receiver, envelope, [.. Info, 0], Aad));
        Assert.ThrowsAny<CryptographicException>(() => HpkeSuite.Aes256.Open(receiver, envelope, Info, [.. Aad, 0]));
        Assert.ThrowsAny<CryptographicException>(() => HpkeSuite.Aes128.Open(receiver, envelope, Info, Aad));
    }

    // An invalid curve attack would send such points and learn the private key from what comes back.
    [Fact]
    public void What_is_no_point_of_the_curve_is_no_key()
    {
        using ECDiffieHellman receiver = NewKey();
        byte[] key = P256.PointOf(receiver);
        byte[] off = [.. key];
        off[^1] ^= 1;

        foreach (byte[] point in new byte[][] { off, new byte[65], [4, .. new byte[64]], [2, .. key.AsSpan(1, 32)], [], [5, .. key.AsSpan(1)] })
        {
            Assert.False(P256.IsPoint(point));
            Assert.ThrowsAny<CryptographicException>(() => HpkeSuite.Aes256.Seal(point, Info, Aad, Message));
        }

        Assert.True(P256.IsPoint(P256.PointOf(receiver)));
    }

    private static HpkeSuite Suite(string name) => name == "aes128" ? HpkeSuite.Aes128 : HpkeSuite.Aes256;

    private static ECDiffieHellman NewKey() => ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    private static ECDiffieHellman Key(JsonElement vector, string name) =>
        ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Bytes(vector, name) });

    private static byte[] Bytes(JsonElement json, string name) => Convert.FromHexString(json.GetProperty(name).GetString()!);

    private static JsonElement Read()
    {
        using Stream file = typeof(HpkeSuiteTests).Assembly.GetManifestResourceStream("vectors.json")!;
        return JsonDocument.Parse(file).RootElement;
    }
}
