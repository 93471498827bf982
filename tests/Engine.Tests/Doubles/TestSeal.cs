using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Tests.Doubles;

/// <summary>The static seal under a known key, and two ways for a provider to go wrong.</summary>
internal sealed class TestSeal : IAutoSeal
{
    internal const string KeyId = "test-key";

    internal static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly StaticSeal _seal = new(KeyId, Bytes.Secret([.. Key]));

    internal bool Down { get; set; }

    internal bool Forgets { get; set; }

    public string Type => _seal.Type;

    public async Task<SealedBlob> EncryptAsync(SecretBytes plaintext, CancellationToken ct)
    {
        Fail();
        using SecretBytes other = SecretBytes.Random(plaintext.Length);
        return await _seal.EncryptAsync(Forgets ? other : plaintext, ct);
    }

    public Task<SecretBytes> DecryptAsync(SealedBlob blob, CancellationToken ct)
    {
        Fail();
        return _seal.DecryptAsync(blob, ct);
    }

    public void Dispose() => _seal.Dispose();

    private void Fail()
    {
        if (Down)
        {
            throw new SealProviderException("The provider is away.");
        }
    }
}
