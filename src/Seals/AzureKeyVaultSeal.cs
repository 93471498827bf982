using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Seals;

//
//  Envelope encryption, as upstream's azurekeyvault seal: a fresh AES-256 key for each blob, wrapped by an RSA key of
//  the key vault (RSA-OAEP-256), AES-GCM without additional data around the secret.
//    GET  /keys/<name>?api-version=7.4                     → key.kid, whose last part is the newest version
//    POST /keys/<name>/<version>/wrapkey, …/unwrapkey      {"alg","value"} → value, in base64url
//  Blob: ciphertext with tag, iv, key_info { key_id: version, wrapped_key }.
//
//  Seal:VaultUri, Seal:KeyName; Seal:TenantId, Seal:ClientId and Seal:ClientSecretFile (or …Variable) for an
//  application, else whatever identity the machine has.
//

/// <summary>A key of Azure Key Vault or Managed HSM.</summary>
internal sealed class AzureKeyVaultSeal(HttpClient http, TokenCredential credential, Uri vault, string key) : IAutoSeal
{
    public const string TypeName = "azurekeyvault";

    private const string Version = "?api-version=7.4";
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly JsonCalls _calls = new(http, $"The key vault {vault.Authority}");

    public string Type => TypeName;

    public static AzureKeyVaultSeal Of(SealSettings settings)
    {
        Uri vault = HttpAddress.Of(settings, "VaultUri", "the address of the key vault, https://NAME.vault.azure.net");
        return new AzureKeyVaultSeal(
            new HttpClient { Timeout = TimeSpan.FromSeconds(10) }, Credential(settings), vault, settings.Required("KeyName", "the name of an RSA key there"));
    }

    public async Task<SealedBlob> EncryptAsync(SecretBytes plaintext, CancellationToken ct)
    {
        string version = await NewestAsync(ct).ConfigureAwait(false);
        using SecretBytes dataKey = SecretBytes.Random(32);
        byte[] wrapped = await _calls.SendAsync(
            await RequestAsync(HttpMethod.Post, $"keys/{key}/{version}/wrapkey", ct).ConfigureAwait(false),
            Body(dataKey.Borrow()),
            WrappedIn,
            ct).ConfigureAwait(false);
        byte[] iv = RandomNumberGenerator.GetBytes(NonceLength);
        byte[] body = new byte[plaintext.Length + TagLength];
        using var cipher = new AesGcm(dataKey.Borrow(), TagLength);
        cipher.Encrypt(iv, plaintext.Borrow(), body.AsSpan(0, plaintext.Length), body.AsSpan(plaintext.Length));
        return new SealedBlob(body) { Iv = iv, KeyId = version, WrappedKey = wrapped };
    }

    public async Task<SecretBytes> DecryptAsync(SealedBlob blob, CancellationToken ct)
    {
        using SecretBytes dataKey = await _calls.SendAsync(
            await RequestAsync(HttpMethod.Post, $"keys/{key}/{blob.KeyId}/unwrapkey", ct).ConfigureAwait(false),
            Body(Wrapped(blob)),
            answer => SecretJson.Base64(answer, url: true, "value"),
            ct).ConfigureAwait(false);
        SecretBytes plaintext = SecretBytes.Allocate(Math.Max(0, blob.Ciphertext.Length - TagLength));
        try
        {
            using var cipher = new AesGcm(dataKey.Borrow(), TagLength);
            cipher.Decrypt(blob.Iv, blob.Ciphertext.AsSpan(0, plaintext.Length), blob.Ciphertext.AsSpan(plaintext.Length), plaintext.Fill());
            return plaintext;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            plaintext.Dispose();
            throw new SealProviderException("What the key vault unwrapped does not open the vault: the stored record was changed. Restore the data folder from a backup.", e);
        }
    }

    public void Dispose() => http.Dispose();

    private static TokenCredential Credential(SealSettings settings)
    {
        (string? tenant, string? client) = (settings.Optional("TenantId"), settings.Optional("ClientId"));
        using SecretBytes? secret = SecretText.Optional(settings, "ClientSecret");
        return (tenant, client, secret) switch
        {
            ({ }, { }, { }) => new ClientSecretCredential(tenant, client, Encoding.UTF8.GetString(secret.Borrow())), // The library wants text.
            (null, _, null) => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = client }),
            _ => throw new SealSettingsException("For an application give all of Seal:TenantId, Seal:ClientId and Seal:ClientSecretFile; for the machine's own identity none but Seal:ClientId."),
        };
    }

    private static byte[] WrappedIn(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer.AsMemory());
        return Base64Url.DecodeFromChars(json.RootElement.GetProperty("value").GetString());
    }

    // Older upstream versions kept the wrapped key as base64url text.
    private static byte[] Wrapped(SealedBlob blob) => Base64Url.IsValid(blob.WrappedKey) ? Base64Url.DecodeFromUtf8(blob.WrappedKey) : blob.WrappedKey;

    private static byte[] Body(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> before = "{\"alg\":\"RSA-OAEP-256\",\"value\":\""u8;
        byte[] body = new byte[before.Length + Base64Url.GetEncodedLength(value.Length) + 2];
        before.CopyTo(body);
        Base64Url.EncodeToUtf8(value, body.AsSpan(before.Length));
        "\"}"u8.CopyTo(body.AsSpan(body.Length - 2));
        return body;
    }

    private async Task<string> NewestAsync(CancellationToken ct) => await _calls.SendAsync(
        await RequestAsync(HttpMethod.Get, $"keys/{key}", ct).ConfigureAwait(false),
        body: null,
        answer =>
        {
            using var json = JsonDocument.Parse(answer.AsMemory());
            return new Uri(json.RootElement.GetProperty("key").GetProperty("kid").GetString()!).Segments[^1];
        },
        ct).ConfigureAwait(false);

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, CancellationToken ct)
    {
        try
        {
            string domain = string.Join('.', vault.Host.Split('.').Skip(1)); // vault.azure.net, managedhsm.azure.net, …
            string scope = vault.IsLoopback ? "https://vault.azure.net/.default" : string.Create(CultureInfo.InvariantCulture, $"https://{domain}/.default");
            AccessToken token = await credential.GetTokenAsync(new TokenRequestContext([scope]), ct).ConfigureAwait(false);
            var request = new HttpRequestMessage(method, new Uri(vault, path + Version));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
            return request;
        }
        catch (AuthenticationFailedException e)
        {
            throw new SealProviderException($"The console cannot sign in to Azure ({e.Message.Split('\n')[0].TrimEnd('.', '\r')}). Look at Seal:TenantId, Seal:ClientId and their secret.", e);
        }
    }
}
