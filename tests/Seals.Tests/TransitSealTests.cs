using System.Text;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Seals.Tests;

public sealed class TransitSealTests : IDisposable
{
    private readonly StandIn _server;

    // What the other server would do: its ciphertext says only which of these it is.
    private readonly List<string> _kept = [];

    public TransitSealTests() => _server = new StandIn(call => call.Line switch
    {
        "POST /v1/transit/encrypt/console" => Keep(call.Body.GetProperty("plaintext").GetString()!),
        "POST /v1/transit/decrypt/console" => new { data = new { plaintext = _kept[int.Parse(call.Body.GetProperty("ciphertext").GetString()!.Split(':')[2], null)] } },
        _ => null,
    });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_vault_behind_it_opens_again()
    {
        RecordStore store;
        using (TransitSeal seal = Seal())
        {
            store = await RecordStore.InitialiseAsync(seal);
        }

        using TransitSeal again = Seal();
        await store.OpenAsync(again);

        Assert.All(_server.Calls, call => Assert.Equal("the-token", call.Credential));
    }

    [Fact]
    public async Task Its_blob_is_the_text_of_the_other_server_with_the_version_as_key_id()
    {
        using TransitSeal seal = Seal();
        using SecretBytes secret = SecretBytes.Random(32);

        SealedBlob blob = await seal.EncryptAsync(secret, Ct);

        Assert.Equal(("vault:v3:0", "v3"), (Encoding.ASCII.GetString(blob.Ciphertext), blob.KeyId));
        Assert.Equal(Convert.ToBase64String(secret.Borrow()), _kept[0]);
        using SecretBytes opened = await seal.DecryptAsync(blob, Ct);
        Assert.True(opened.Matches(secret));
    }

    [Theory]
    [InlineData(403, "Look at the credentials")]
    [InlineData(503, "It may be sealed itself")]
    [InlineData(500, "Its own log says why")]
    public async Task A_refusal_is_told_with_what_to_look_at(int status, string advice)
    {
        using TransitSeal seal = Seal();
        using SecretBytes secret = SecretBytes.Random(32);
        _server.Status = status;

        SealProviderException refused = await Assert.ThrowsAsync<SealProviderException>(() => seal.EncryptAsync(secret, Ct));

        Assert.Contains($"refuses with status {status}. {advice}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-token", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_as_such()
    {
        using TransitSeal seal = Seal();
        using SecretBytes secret = SecretBytes.Random(32);
        _server.Dispose();

        SealProviderException away = await Assert.ThrowsAsync<SealProviderException>(() => seal.EncryptAsync(secret, Ct));

        Assert.Contains("cannot be reached", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nonsense_is_told_as_such()
    {
        using var other = new StandIn(_ => new { data = new { ciphertext = "hello", plaintext = "***" } });
        using TransitSeal seal = Seal(other.Address);
        using SecretBytes secret = SecretBytes.Random(32);

        await Assert.ThrowsAsync<SealProviderException>(() => seal.EncryptAsync(secret, Ct));
        await Assert.ThrowsAsync<SealProviderException>(() => seal.DecryptAsync(new SealedBlob("vault:v1:0"u8.ToArray()), Ct));
    }

    private TransitSeal Seal(Uri? address = null) => new(
        new HttpClient(), address ?? _server.Address, "transit", "console", SecretBytes.Take("the-token"u8.ToArray()), null);

    private object Keep(string plaintext)
    {
        _kept.Add(plaintext);
        return new { data = new { ciphertext = $"vault:v3:{_kept.Count - 1}", key_version = 3 } };
    }
}
