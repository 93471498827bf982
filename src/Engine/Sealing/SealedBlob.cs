using System.Diagnostics.CodeAnalysis;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Something wrapped by a seal: the fields of upstream's protobuf message BlobInfo that seals use.</summary>
/// <param name="Ciphertext">As the seal gave it; for AES-GCM the tag is at its end.</param>
[SuppressMessage("Performance", "CA1819", Justification = "Ciphertext is one blob to everybody but the seal that made it.")]
public sealed record SealedBlob(byte[] Ciphertext)
{
    /// <summary>The nonce, for the seals that keep it apart from the ciphertext; else empty.</summary>
    public byte[] Iv { get; init; } = [];

    /// <summary>Which of the provider's keys it was; <see langword="null"/> for the seals that do not say.</summary>
    public string? KeyId { get; init; }

    /// <summary>The key of this one blob, wrapped by the provider, for envelope encryption; else empty.</summary>
    public byte[] WrappedKey { get; init; } = [];
}
