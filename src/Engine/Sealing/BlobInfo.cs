//
//  Upstream's protobuf message BlobInfo, framed by hand.
//
//    1  bytes    ciphertext
//    2  bytes    iv
//    5  message  key_info:  1 varint mechanism (not used here), 3 string key_id, 5 bytes wrapped_key
//
//  As Go writes it: fields in the order of their numbers, empty ones left out. Unknown fields are passed over.
//  Source: openbao/go-kms-wrapping, github.com.openbao.go.kms.wrapping.v2.types.proto.
//
using System.Text;

namespace KeyCeremonyConsole.Engine.Sealing;

internal static class BlobInfo
{
    private const int CiphertextField = 1;
    private const int IvField = 2;
    private const int KeyInfoField = 5;
    private const int KeyIdField = 3;
    private const int WrappedKeyField = 5;

    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    /// <summary>What the Shamir seal writes: the key_info is there, and empty.</summary>
    internal static byte[] Write(ReadOnlySpan<byte> ciphertext) => Write(new SealedBlob(ciphertext.ToArray()) { KeyId = "" });

    internal static byte[] Write(SealedBlob blob)
    {
        var message = new List<byte>(blob.Ciphertext.Length + blob.WrappedKey.Length + 64);
        Append(message, CiphertextField, blob.Ciphertext);
        Append(message, IvField, blob.Iv);
        if (blob.KeyId is not null || blob.WrappedKey.Length > 0)
        {
            var info = new List<byte>();
            Append(info, KeyIdField, Encoding.UTF8.GetBytes(blob.KeyId ?? ""));
            Append(info, WrappedKeyField, blob.WrappedKey);
            message.Add((KeyInfoField << 3) | LengthDelimited);
            AppendVarint(message, info.Count);
            message.AddRange(info);
        }

        return [.. message];
    }

    /// <exception cref="EngineException">Damaged: it is no such message.</exception>
    internal static SealedBlob Read(ReadOnlySpan<byte> message)
    {
        SealedBlob blob = new([]);
        while (message.Length > 0)
        {
            ulong tag = ReadVarint(ref message);
            ReadOnlySpan<byte> field = ReadField(ref message, (int)(tag & 7));
            blob = tag switch
            {
                (CiphertextField << 3) | LengthDelimited => blob with { Ciphertext = field.ToArray() },
                (IvField << 3) | LengthDelimited => blob with { Iv = field.ToArray() },
                (KeyInfoField << 3) | LengthDelimited => WithKeyInfo(blob, field),
                _ => blob,
            };
        }

        return blob.Ciphertext.Length > 0 ? blob : throw Unreadable();
    }

    /// <exception cref="EngineException">Damaged: it is no such message.</exception>
    internal static ReadOnlySpan<byte> Ciphertext(ReadOnlySpan<byte> message) => Read(message).Ciphertext;

    private static SealedBlob WithKeyInfo(SealedBlob blob, ReadOnlySpan<byte> info)
    {
        blob = blob with { KeyId = blob.KeyId ?? "" };
        while (info.Length > 0)
        {
            ulong tag = ReadVarint(ref info);
            ReadOnlySpan<byte> field = ReadField(ref info, (int)(tag & 7));
            blob = tag switch
            {
                (KeyIdField << 3) | LengthDelimited => blob with { KeyId = Encoding.UTF8.GetString(field) },
                (WrappedKeyField << 3) | LengthDelimited => blob with { WrappedKey = field.ToArray() },
                _ => blob,
            };
        }

        return blob;
    }

    private static void Append(List<byte> message, int field, byte[] value)
    {
        if (value.Length > 0)
        {
            message.Add((byte)((field << 3) | LengthDelimited));
            AppendVarint(message, value.Length);
            message.AddRange(value);
        }
    }

    private static void AppendVarint(List<byte> message, int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            message.Add((byte)(value | 0x80));
        }

        message.Add((byte)value);
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
