namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The two fields of the protobuf message BlobInfo that a Shamir seal uses, framed by hand.</summary>
internal static class BlobInfo
{
    // Field number times eight, plus wire type.
    private const byte CiphertextTag = (1 << 3) | LengthDelimited;
    private const byte KeyInfoTag = (5 << 3) | LengthDelimited;
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    internal static byte[] Write(ReadOnlySpan<byte> ciphertext)
    {
        var message = new List<byte>(ciphertext.Length + 8) { CiphertextTag };
        int length = ciphertext.Length;
        for (; length >= 0x80; length >>= 7)
        {
            message.Add((byte)(length | 0x80));
        }

        message.Add((byte)length);
        message.AddRange(ciphertext);
        message.AddRange([KeyInfoTag, 0]);
        return [.. message];
    }

    /// <exception cref="EngineException">Damaged: it is no such message.</exception>
    internal static ReadOnlySpan<byte> Ciphertext(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> ciphertext = default;
        while (message.Length > 0)
        {
            ulong tag = ReadVarint(ref message);
            ReadOnlySpan<byte> field = ReadField(ref message, (int)(tag & 7));
            if (tag == CiphertextTag)
            {
                ciphertext = field;
            }
        }

        return ciphertext.Length > 0 ? ciphertext : throw Unreadable();
    }

    private static ReadOnlySpan<byte> ReadField(scoped ref ReadOnlySpan<byte> message, int wireType)
    {
        if (wireType == Varint)
        {
            ReadVarint(ref message);
            return default;
        }

        ulong length = wireType switch
        {
            Fixed64 => 8,
            LengthDelimited => ReadVarint(ref message),
            Fixed32 => 4,
            _ => throw Unreadable(),
        };
        if (length > (ulong)message.Length)
        {
            throw Unreadable();
        }

        ReadOnlySpan<byte> field = message[..(int)length];
        message = message[(int)length..];
        return field;
    }

    private static ulong ReadVarint(scoped ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (int i = 0; i < Math.Min(message.Length, 10); i++)
        {
            value |= (ulong)(message[i] & 0x7F) << (7 * i);
            if (message[i] < 0x80)
            {
                message = message[(i + 1)..];
                return value;
            }
        }

        throw Unreadable();
    }

    private static EngineException Unreadable() => EngineException.Damaged("the stored keys are unreadable");
}
