using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Seals.Tests;

/// <summary>Against a real SoftHSM token.</summary>
public sealed class Pkcs11SealTests(SoftToken token) : IClassFixture<SoftToken>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_vault_behind_it_opens_again()
    {
        Assert.NotNull(token);
        RecordStore store;
        using (Pkcs11Seal seal = SoftToken.Open(SoftToken.Pin))
        {
            store = await RecordStore.InitialiseAsync(seal);
        }

        using Pkcs11Seal again = SoftToken.Open(SoftToken.Pin);
        await store.OpenAsync(again);
    }

    [Fact]
    public async Task Its_blob_has_the_nonce_apart_and_names_no_key()
    {
        using Pkcs11Seal seal = SoftToken.Open(SoftToken.Pin);
        using SecretBytes secret = SecretBytes.Random(44);

        SealedBlob blob = await seal.EncryptAsync(secret, Ct);

        Assert.Equal((44 + 16, 12, null), (blob.Ciphertext.Length, blob.Iv.Length, blob.KeyId));
    }

    [Fact]
    public async Task What_was_changed_does_not_open_and_the_next_try_works()
    {
        using Pkcs11Seal seal = SoftToken.Open(SoftToken.Pin);
        RecordStore store = await RecordStore.InitialiseAsync(seal);
        using SecretBytes secret = SecretBytes.Random(32);
        SealedBlob blob = await seal.EncryptAsync(secret, Ct);
        store.SpoilStoredKeys();

        await Assert.ThrowsAsync<SealProviderException>(() => store.OpenAsync(seal));

        using SecretBytes opened = await seal.DecryptAsync(blob, Ct);
        Assert.True(opened.Matches(secret));
    }

    [Fact]
    public async Task A_wrong_pin_is_tried_once_so_that_the_token_does_not_lock()
    {
        using (Pkcs11Seal seal = SoftToken.Open("4321"))
        {
            using SecretBytes secret = SecretBytes.Random(32);
            for (int i = 0; i < 20; i++)
            {
                SealProviderException refused = await Assert.ThrowsAsync<SealProviderException>(() => seal.EncryptAsync(secret, Ct));
                Assert.Contains("refuses the PIN", refused.Message, StringComparison.Ordinal);
                Assert.Equal(i == 0, refused.InnerException is not null);
            }
        }

        using Pkcs11Seal good = SoftToken.Open(SoftToken.Pin);
        await RecordStore.InitialiseAsync(good);
    }

    [Theory]
    [InlineData("another", SoftToken.KeyLabel, "There is no token 'another'")]
    [InlineData(SoftToken.Label, "another", "has 0 secret keys called 'another'")]
    public async Task What_is_not_there_is_named(string label, string key, string said)
    {
        using var seal = new Pkcs11Seal(SoftToken.Library, label, key, SecretBytes.Take(System.Text.Encoding.ASCII.GetBytes(SoftToken.Pin)));
        using SecretBytes secret = SecretBytes.Random(32);

        SealProviderException missing = await Assert.ThrowsAsync<SealProviderException>(() => seal.EncryptAsync(secret, Ct));

        Assert.Contains(said, missing.Message, StringComparison.Ordinal);
    }
}
