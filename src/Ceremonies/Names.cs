using System.Security.Cryptography;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>A person known to this console. Opaque; the same in cookies, rows and audit entries.</summary>
public readonly record struct PersonId(string Value)
{
    public static PersonId New() => new(RandomName.New());

    public override string ToString() => Value;
}

/// <summary>One ceremony, for ever. It stands in links.</summary>
public readonly record struct CeremonyId(string Value)
{
    public static CeremonyId New() => new(RandomName.New());

    public override string ToString() => Value;
}

/// <summary>The public name of one attempt at a ceremony; a restart begins a new attempt under a new nonce.</summary>
public readonly record struct CeremonyNonce(string Value)
{
    public static CeremonyNonce New() => new(RandomName.New());

    public override string ToString() => Value;
}

/// <summary>Random UUIDs (RFC 9562, version 4) as text, the form Vault's clients expect of a nonce.</summary>
internal static class RandomName
{
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
