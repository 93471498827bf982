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
        byte[] record = store["core/keyring"];
        Keyring = JsonDocument.Parse(Open(RootKey, record.AsSpan(5), "core/keyring")).RootElement;
        foreach (JsonElement key in Keyring.GetProperty("Keys").EnumerateArray())
        {
            _keys.Add(key.GetProperty("Term").GetUInt32(), key.GetProperty("Value").GetBytesFromBase64());
        }
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

    private static byte[] Open(byte[] key, ReadOnlySpan<byte> record, string? path)
    {
        byte[] plaintext = new byte[record.Length - 28];
        using var cipher = new AesGcm(key, 16);
        byte[] bound = path is null ? [] : Encoding.UTF8.GetBytes(path);
        cipher.Decrypt(record[..12], record[12..^16], record[^16..], plaintext, bound);
        return plaintext;
    }
}
