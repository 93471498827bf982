using System.Buffers.Text;
using System.Security.Cryptography;
using Azure.Core;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Seals.Tests;

/// <summary>Against a server that does with an RSA key what the key vault's wrapkey and unwrapkey do.</summary>
public sealed class AzureKeyVaultSealTests : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly StandIn _server;

    public AzureKeyVaultSealTests()
    {
        StandIn? server = null;
        server = new StandIn(call => call.Line switch
        {
            "GET /keys/console?api-version=7.4" => new { key = new { kid = $"{server!.Address}keys/console/0123abcd", kty = "RSA" } },
            "POST /keys/console/0123abcd/wrapkey?api-version=7.4" => Answer(call, value => _key.Encrypt(value, RSAEncryptionPadding.OaepSHA256)),
            "POST /keys/console/0123abcd/unwrapkey?api-version=7.4" => Answer(call, value => _key.Decrypt(value, RSAEncryptionPadding.OaepSHA256)),
            _ => null,
        });
        _server = server;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task A_vault_behind_it_opens_again()
    {
        RecordStore store;
        using (AzureKeyVaultSeal seal = Seal())
        {
            store = await RecordStore.InitialiseAsync(seal);
        }

        using AzureKeyVaultSeal again = Seal();
        await store.OpenAsync(again);

        Assert.All(_server.Calls, call => Assert.Equal("Bearer a-token", call.Credential));
    }

    [Fact]
    public async Task Its_blob_carries_the_wrapped_key_and_its_version_and_opens_without_us()
    {
        using AzureKeyVaultSeal seal = Seal();
        using SecretBytes secret = SecretBytes.Random(44);

        SealedBlob blob = await seal.EncryptAsync(secret, Ct);

        Assert.Equal("0123abcd", blob.KeyId);
        byte[] dataKey = _key.Decrypt(blob.WrappedKey, RSAEncryptionPadding.OaepSHA256);
        byte[] plaintext = new byte[44];
        using var cipher = new AesGcm(dataKey, 16);
        cipher.Decrypt(blob.Iv, blob.Ciphertext[..44], blob.Ciphertext[44..], plaintext);
        Assert.Equal(secret.Borrow().ToArray(), plaintext);
    }

    [Fact]
    public async Task A_wrapped_key_in_the_text_of_older_versions_is_read()
    {
        using AzureKeyVaultSeal seal = Seal();
        using SecretBytes secret = SecretBytes.Random(32);
        SealedBlob blob = await seal.EncryptAsync(secret, Ct);

        using SecretBytes opened = await seal.DecryptAsync(
            blob with { WrappedKey = System.Text.Encoding.ASCII.GetBytes(Base64Url.EncodeToString(blob.WrappedKey)) }, Ct);

        Assert.True(opened.Matches(secret));
    }

    [Fact]
    public async Task A_changed_blob_and_a_refusal_are_told_apart()
    {
        using AzureKeyVaultSeal seal = Seal();
        using SecretBytes secret = SecretBytes.Random(32);
        SealedBlob blob = await seal.EncryptAsync(secret, Ct);

        SealProviderException changed = await Assert.ThrowsAsync<SealProviderException>(() => seal.DecryptAsync(blob with { Iv = new byte[12] }, Ct));
        SealProviderException missing = await Assert.ThrowsAsync<SealProviderException>(() => seal.DecryptAsync(blob with { KeyId = "older" }, Ct));

        Assert.Contains("record was changed", changed.Message, StringComparison.Ordinal);
        Assert.Contains("refuses with status 404. Look at the name of the key", missing.Message, StringComparison.Ordinal);
    }

    private static object Answer(StandInCall call, Func<byte[], byte[]> act)
    {
        Assert.Equal("RSA-OAEP-256", call.Body.GetProperty("alg").GetString());
        return new { kid = "unused", value = Base64Url.EncodeToString(act(Base64Url.DecodeFromChars(call.Body.GetProperty("value").GetString()))) };
    }

    private AzureKeyVaultSeal Seal() => new(new HttpClient(), new FixedToken(), _server.Address, "console");

    private sealed class FixedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("a-token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
