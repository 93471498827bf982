using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Web.Tests.Seals;

/// <summary>A seal provider that can be away.</summary>
internal sealed class AwaySeal : IAutoSeal
{
    internal const string Words = "The provider is away. Look for it.";

    private readonly StaticSeal _seal = new("test-key", SecretBytes.Random(StaticSeal.KeyLength));

    internal bool Down { get; set; }

    public string Type => _seal.Type;

    public Task<SealedBlob> EncryptAsync(SecretBytes plaintext, CancellationToken ct) =>
        Down ? throw new SealProviderException(Words) : _seal.EncryptAsync(plaintext, ct);

    public Task<SecretBytes> DecryptAsync(SealedBlob blob, CancellationToken ct) =>
        Down ? throw new SealProviderException(Words) : _seal.DecryptAsync(blob, ct);

    public void Dispose() => _seal.Dispose();
}
