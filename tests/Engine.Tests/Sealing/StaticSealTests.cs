using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class StaticSealTests
{
    // The same key, nonce and plaintext as in the stored keys of the specification; there nonce and ciphertext stand in
    // a row in field 1, here the nonce is field 2 and the key's name field 3 of field 5.
    private const string Known =
        "0a40bd3a397f009947ed2737c2814228858c35fe1c42d7e5073ed95c63d43af93053972402adea70166f1ace419a4c47"
        + "a1a4867ac63681ddf90b06ce13f5450b560c" + "120ca0a1a2a3a4a5a6a7a8a9aaab" + "2a0a1a08746573742d6b6579";

    private static readonly byte[] Nonce = [.. Enumerable.Range(0xA0, 12).Select(i => (byte)i)];

    [Fact]
    public async Task The_record_of_a_known_key_is_written_and_read()
    {
        using StaticSeal seal = Of(TestSeal.KeyId, 0);
        using SecretBytes rootKey = Bytes.Secret([.. Enumerable.Repeat((byte)0x11, 32)]);
        using SecretBytes json = StoredKeys.Json(rootKey);

        byte[] record = BlobInfo.Write(seal.Encrypt(json, Nonce));
        using SecretBytes read = await ProviderRecords.UnwrapRootKeyAsync(seal, Convert.FromHexString(Known), Ct);

        Assert.Equal(Known, Convert.ToHexStringLower(record));
        Assert.True(read.Matches(rootKey));
    }

    [Fact]
    public async Task The_previous_key_still_opens_and_the_new_one_wraps()
    {
        using StaticSeal old = Of("2025", 1);
        using var seal = new StaticSeal("2026", Key(2), ("2025", Key(1)));
        using SecretBytes secret = SecretBytes.Random(32);

        using SecretBytes read = await seal.DecryptAsync(await old.EncryptAsync(secret, Ct), Ct);

        Assert.True(read.Matches(secret));
        Assert.Equal("2026", (await seal.EncryptAsync(secret, Ct)).KeyId);
    }

    [Fact]
    public async Task A_key_of_another_name_and_another_key_of_the_same_name_are_told_apart()
    {
        using StaticSeal seal = Of("2026", 2);
        using StaticSeal older = Of("2025", 1);
        using StaticSeal impostor = Of("2026", 3);
        using SecretBytes secret = SecretBytes.Random(32);

        SealProviderException unknown = await Assert.ThrowsAsync<SealProviderException>(async () => await seal.DecryptAsync(await older.EncryptAsync(secret, Ct), Ct));
        SealProviderException wrong = await Assert.ThrowsAsync<SealProviderException>(async () => await seal.DecryptAsync(await impostor.EncryptAsync(secret, Ct), Ct));

        Assert.Contains("'2025' is not configured; '2026' is", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("another key under the same name", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blob_with_every_field_is_framed_as_protobuf_does()
    {
        var blob = new SealedBlob([1, 2]) { Iv = [3], KeyId = "k", WrappedKey = [4, 5] };

        byte[] message = BlobInfo.Write(blob);

        Assert.Equal("0a020102" + "120103" + "2a071a016b2a020405", Convert.ToHexStringLower(message));
        SealedBlob read = BlobInfo.Read(message);
        Assert.Equal((blob.KeyId, 2, 1, 2), (read.KeyId, read.Ciphertext.Length, read.Iv.Length, read.WrappedKey.Length));
    }

    [Fact]
    public void A_seal_that_names_no_key_writes_no_key_info() =>
        Assert.Equal("0a0101120102", Convert.ToHexStringLower(BlobInfo.Write(new SealedBlob([1]) { Iv = [2] })));

    private static StaticSeal Of(string keyId, byte first) => new(keyId, first == 0 ? Bytes.Secret([.. TestSeal.Key]) : Key(first));

    private static SecretBytes Key(byte value) => Bytes.Secret([.. Enumerable.Repeat(value, 32)]);
}
