using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KeyCeremonyConsole.Engine.Tests.Doubles;

/// <summary>
/// Opens a store with nothing of the engine's: its own field, its own framing, AesGcm, System.Text.Json.
/// If this reads what the engine wrote, the format is the one that is written down, not merely its own.
/// </summary>
internal sealed class PlainReader
{
    private readonly MemoryStore _store;
    private readonly Dictionary<uint, byte[]> _keys = [];

    /// <summary>A vault with a Shamir seal.</summary>
    internal PlainReader(MemoryStore store, params IEnumerable<byte[]> shares)
    {
        _store = store;
        using JsonDocument config = JsonDocument.Parse(store["core/seal-config"]);
        Threshold = config.RootElement.GetProperty("secret_threshold").GetInt32();
        byte[][] some = [.. shares.Take(Threshold)];
        Kek = Threshold == 1 ? some[0] : Combine(some);
        byte[] blob = store["core/hsm/barrier-unseal-keys"];
        using JsonDocument stored = JsonDocument.Parse(Open(Kek, blob.AsSpan(2, blob[1]), null));
        RootKey = stored.RootElement[0].GetBytesFromBase64();
        Keyring = ReadKeyring();
    }

    /// <summary>A vault behind the static seal. Kek is the recovery key then, if there is one.</summary>
    internal PlainReader(MemoryStore store, byte[] sealKey, string keyId)
    {
        _store = store;
        using JsonDocument config = JsonDocument.Parse(store["core/seal-config"]);
        Assert.Equal("static", config.RootElement.GetProperty("type").GetString());
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

    internal byte[] Read(string path)
    {
        byte[] record = _store[path];
        return record[4] == 2
            ? Open(_keys[BinaryPrimitives.ReadUInt32BigEndian(record)], record.AsSpan(5), path)
            : throw new InvalidDataException("not version 2");
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

    // Ciphertext with tag (field 1), nonce (field 2), and the key's name (field 3 of field 5); each shorter than 128 bytes.
    private static byte[] OpenBlob(byte[] key, string keyId, byte[] blob)
    {
        ReadOnlySpan<byte> body = blob.AsSpan(2, blob[1]);
        ReadOnlySpan<byte> rest = blob.AsSpan(2 + blob[1]);
        Assert.Equal([0x12, 12], rest[..2].ToArray());
        byte[] name = [0x2A, (byte)(keyId.Length + 2), 0x1A, (byte)keyId.Length, .. Encoding.ASCII.GetBytes(keyId)];
        Assert.Equal(name, rest[14..].ToArray());
        return Open(key, [.. rest[2..14], .. body], null);
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
