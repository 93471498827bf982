using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Seals;

//
//  Another Vault or OpenBao wraps the root key with its transit engine:
//    POST /v1/<mount>/encrypt/<key>  {"plaintext":"<base64>"}        → data.ciphertext "vault:v<version>:…"
//    POST /v1/<mount>/decrypt/<key>  {"ciphertext":"vault:v1:…"}     → data.plaintext
//  The blob's ciphertext is that text, its key id the version, as upstream's transit seal has it.
//
//  Seal:Address, Seal:KeyName, Seal:MountPath (transit), Seal:Namespace, Seal:TokenFile or Seal:TokenVariable
//

/// <summary>The seal of another Vault-compatible server.</summary>
internal sealed class TransitSeal(HttpClient http, Uri address, string mount, string key, SecretBytes token, string? @namespace) : IAutoSeal
{
    public const string TypeName = "transit";

    private readonly JsonCalls _calls = new(http, $"The transit server {address.Authority}");

    public string Type => TypeName;

    public static TransitSeal Of(SealSettings settings)
    {
        Uri address = HttpAddress.Of(settings, "Address", "the https address of the other server");
        string key = settings.Required("KeyName", "the name of the key there");
        SecretBytes token = SecretText.Required(settings, "Token");
        return new TransitSeal(
            new HttpClient { Timeout = TimeSpan.FromSeconds(10) }, address, settings.Optional("MountPath")?.Trim('/') ?? "transit", key, token, settings.Optional("Namespace"));
    }

    public Task<SealedBlob> EncryptAsync(SecretBytes plaintext, CancellationToken ct)
    {
        byte[] body = Body("{\"plaintext\":\""u8, plaintext.Borrow());
        return _calls.SendAsync(Request("encrypt"), body, Sealed, ct);
    }

    public Task<SecretBytes> DecryptAsync(SealedBlob blob, CancellationToken ct)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["ciphertext"] = Encoding.ASCII.GetString(blob.Ciphertext) });
        return _calls.SendAsync(Request("decrypt"), body, answer => SecretJson.Base64(answer, url: false, "data", "plaintext"), ct);
    }

    public void Dispose()
    {
        http.Dispose();
        token.Dispose();
    }

    private static SealedBlob Sealed(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer.AsMemory());
        string text = json.RootElement.GetProperty("data").GetProperty("ciphertext").GetString() ?? "";
        string[] parts = text.Split(':');
        return parts.Length == 3
            ? new SealedBlob(Encoding.ASCII.GetBytes(text)) { KeyId = parts[1] }
            : throw new FormatException("not a transit ciphertext");
    }

    private HttpRequestMessage Request(string act)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"v1/{mount}/{act}/{Uri.EscapeDataString(key)}"));
        request.Headers.Add("X-Vault-Token", Encoding.UTF8.GetString(token.Borrow())); // The header is text, there is no other way.
        if (@namespace is not null)
        {
            request.Headers.Add("X-Vault-Namespace", @namespace);
        }

        return request;
    }

    private static byte[] Body(ReadOnlySpan<byte> before, ReadOnlySpan<byte> secret)
    {
        byte[] body = new byte[before.Length + Base64.GetMaxEncodedToUtf8Length(secret.Length) + 2];
        before.CopyTo(body);
        Base64.EncodeToUtf8(secret, body.AsSpan(before.Length), out _, out _);
        "\"}"u8.CopyTo(body.AsSpan(body.Length - 2));
        return body;
    }
}
