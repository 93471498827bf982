using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>A seal provider that can be away.</summary>
internal sealed class TestSeal : IAutoSeal
{
    internal const string Away = "The provider is away.";

    private readonly StaticSeal _seal = new("test-key", SecretBytes.Take([.. Enumerable.Repeat((byte)7, StaticSeal.KeyLength)]));

    internal bool Down { get; set; }

    internal int Calls { get; private set; }

    public string Type => _seal.Type;

    /// <summary>As another process would have it.</summary>
    internal TestSeal Again() => new() { Down = Down };

    public Task<SealedBlob> EncryptAsync(SecretBytes plaintext, CancellationToken ct)
    {
        Answer();
        return _seal.EncryptAsync(plaintext, ct);
    }

    public Task<SecretBytes> DecryptAsync(SealedBlob blob, CancellationToken ct)
    {
        Answer();
        return _seal.DecryptAsync(blob, ct);
    }

    public void Dispose() => _seal.Dispose();

    private void Answer()
    {
        Calls++;
        if (Down)
        {
            throw new SealProviderException(Away);
        }
    }
}
