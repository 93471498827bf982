using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KeyCeremonyConsole.Engine.Tests.Doubles;

/// <summary>Stored records by path, wherever they lie.</summary>
internal interface IPlainRecords
{
    byte[] this[string path] { get; }
}

/// <summary>
/// Opens a store with nothing of the engine's: its own field, its own framing, AesGcm, System.Text.Json.
/// If this reads what the engine wrote, the format is the one that is written down, not merely its own.
/// The project tests/Reader compiles it without the engine, so that this cannot change unnoticed.
/// </summary>
internal sealed class PlainReader
{
    private readonly IPlainRecords _store;
    private readonly Dictionary<uint, byte[]> _keys = [];

    /// <summary>A vault with a Shamir seal.</summary>
    internal PlainReader(IPlainRecords store, params IEnumerable<byte[]> shares)
    {
        _store = store;
        using JsonDocument config = JsonDocument.Parse(store["core/seal-config"]);
        Threshold = config.RootElement.GetProperty("secret_threshold").GetInt32();
        Require(config.RootElement.GetProperty("type").GetString() == "shamir", "the seal is no Shamir seal");
        byte[][] some = [.. shares.Take(Threshold)];
        Require(some.Length == Threshold, $"{Threshold} shares are needed");
        bool one = config.RootElement.GetProperty("secret_shares").GetInt32() == 1;
        Kek = one ? some[0] : Combine(some);
        using JsonDocument stored = JsonDocument.Parse(Open(Kek, BytesOf(store["core/hsm/barrier-unseal-keys"], field: 1), null));
        RootKey = stored.RootElement[0].GetBytesFromBase64();
        Keyring = ReadKeyring();
    }

    /// <summary>A vault behind the static seal. Kek is the recovery key then, if there is one.</summary>
    internal PlainReader(IPlainRecords store, byte[] sealKey, string keyId)
    {
        _store = store;
        using JsonDocument config = JsonDocument.Parse(store["core/seal-config"]);
        Require(config.RootElement.GetProperty("type").GetString() == "static", "the seal is no static seal");
        using JsonDocument recovery = JsonDocument.Parse(store["core/recovery-config"]);
        Threshold = recovery.RootElement.GetProperty("secret_threshold").GetInt32();
        Kek = Threshold == 0 ? [] : OpenBlob(sealKey, keyId, store["core/recovery-key"]);
        using JsonDocument stored = JsonDocument.Parse(OpenBlob(sealKey, keyId, store["core/hsm/barrier-unseal-keys"]));
        RootKey = stored.RootElement[0].GetBytesFromBase64();
        Keyring = ReadKeyring();
    }

    internal int Threshold { get; }

    internal byte[] Kek { get; }

    internal byte[] RootKey { get; }

    internal JsonElement Keyring { get; }

    /// <summary>Whether a record lies under a term's key. The others are plaintext, or lie under the root key or the KEK.</summary>
    internal static bool IsEncrypted(string path) => path is not (
        "core/seal-config" or "core/hsm/barrier-unseal-keys" or "core/keyring" or "core/recovery-config" or "core/recovery-key"
        or "console/share-sets");

    internal static uint TermOf(byte[] record) => BinaryPrimitives.ReadUInt32BigEndian(record);

    internal byte[] Read(string path)
    {
        byte[] record = _store[path];
        Require(record.Length > 5 && record[4] == 2, $"{path} is no record of version 2");
        Require(_keys.TryGetValue(TermOf(record), out byte[]? key), $"the keyring has no key for {path}");
        return Open(key!, record.AsSpan(5), path);
    }

    internal string ReadText(string path) => Encoding.UTF8.GetString(Read(path));

    internal long Encryptions(int term) => Keyring.GetProperty("Keys").EnumerateArray()
        .Where(key => key.GetProperty("Term").GetInt32() == term)
        .Select(key => key.TryGetProperty("encryptions", out JsonElement count) ? count.GetInt64() : 0)
        .Single();

    internal static byte[] Combine(IReadOnlyList<byte[]> shares)
    {
        byte[] secret = new byte[shares[0].Length - 1];
        foreach (byte[] share in shares)
        {
            int weight = shares.Where(other => other != share)
                .Aggregate(1, (w, other) => SlowField.Times(w, SlowField.Over(other[^1], other[^1] ^ share[^1])));
            for (int i = 0; i < secret.Length; i++)
            {
                secret[i] ^= (byte)SlowField.Times(weight, share[i]);
            }
        }

        return secret;
    }

    private JsonElement ReadKeyring()
    {
        byte[] record = _store["core/keyring"];
        JsonElement keyring = JsonDocument.Parse(Open(RootKey, record.AsSpan(5), "core/keyring")).RootElement;
        foreach (JsonElement key in keyring.GetProperty("Keys").EnumerateArray())
        {
            _keys.Add(key.GetProperty("Term").GetUInt32(), key.GetProperty("Value").GetBytesFromBase64());
        }

        return keyring;
    }

    // Ciphertext with tag (field 1), nonce (field 2), and the key's name (field 3 of field 5).
    private static byte[] OpenBlob(byte[] key, string keyId, byte[] blob)
    {
        string name = Encoding.UTF8.GetString(BytesOf(BytesOf(blob, field: 5), field: 3));
        Require(name == keyId, $"it is wrapped with the key '{name}'");
        return Open(key, [.. BytesOf(blob, field: 2), .. BytesOf(blob, field: 1)], null);
    }

    // Protocol buffers, as developers.google.com/protocol-buffers/docs/encoding has them; only what has a length.
    private static byte[] BytesOf(byte[] message, int field)
    {
        for (int at = 0; at < message.Length;)
        {
            int tag = Varint(message, ref at);
            Require((tag & 7) == 2, "a field has no length");
            int length = Varint(message, ref at);
            Require(at + length <= message.Length, "a field is cut off");
            if (tag >> 3 == field)
            {
                return message[at..(at + length)];
            }

            at += length;
        }

        throw new InvalidDataException($"the message has no field {field}");
    }

    private static int Varint(byte[] message, ref int at)
    {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7)
        {
            Require(at < message.Length, "a number is cut off");
            byte part = message[at++];
            value |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is too long");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }

    private static byte[] Open(byte[] key, ReadOnlySpan<byte> record, string? path)
    {
        byte[] plaintext = new byte[record.Length - 28];
        using var cipher = new AesGcm(key, 16);
        byte[] bound = path is null ? [] : Encoding.UTF8.GetBytes(path);
        cipher.Decrypt(record[..12], record[12..^16], record[^16..], plaintext, bound);
        return plaintext;
    }
}
