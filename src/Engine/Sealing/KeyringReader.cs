using System.Text.Json;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Reads what <see cref="KeyringJson"/> or a Vault wrote.</summary>
internal sealed class KeyringReader : IDisposable
{
    private readonly SortedDictionary<int, TermKey> _terms = [];
    private SecretBytes? _rootKey;
    private RotationConfig _rotation = new(Enabled: true, 0, TimeSpan.Zero);

    private KeyringReader()
    {
    }

    /// <summary>The keyring, which the caller disposes.</summary>
    /// <exception cref="EngineException">Damaged: it is no keyring.</exception>
    internal static Keyring Read(ReadOnlySpan<byte> json)
    {
        using var reading = new KeyringReader();
        try
        {
            reading.ReadAll(json);
            return reading.Finish();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // The cause is not passed on: its message may quote the text.
            throw EngineException.Damaged("the keyring is unreadable");
        }
    }

    /// <summary>Wipes what did not become part of a keyring.</summary>
    public void Dispose()
    {
        _rootKey?.Dispose();
        foreach (TermKey key in _terms.Values)
        {
            key.Dispose();
        }
    }

    private void ReadAll(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("MasterKey"u8))
            {
                reader.Read();
                _rootKey?.Dispose();
                _rootKey = SecretJson.Base64(ref reader);
            }
            else if (reader.ValueTextEquals("Keys"u8))
            {
                ReadKeys(ref reader);
            }
            else if (reader.ValueTextEquals("RotationConfig"u8))
            {
                ReadRotation(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        Expect(!reader.Read());
    }

    private Keyring Finish()
    {
        Expect(_rootKey is not null && _terms.Count > 0);
        var keyring = new Keyring(_rootKey!, [.. _terms.Values], _rotation);
        _rootKey = null;
        _terms.Clear();
        return keyring;
    }

    private void ReadKeys(ref Utf8JsonReader reader)
    {
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            TermKey key = ReadKey(ref reader);
            if (!_terms.TryAdd(key.Term, key))
            {
                key.Dispose();
                throw new JsonException("a term stands twice");
            }
        }

        Expect(reader.TokenType == JsonTokenType.EndArray);
    }

    private static TermKey ReadKey(ref Utf8JsonReader reader)
    {
        int term = 0;
        long encryptions = 0;
        DateTimeOffset installed = DateTimeOffset.MinValue;
        SecretBytes? value = null;
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("Value"u8))
                {
                    reader.Read();
                    value?.Dispose();
                    value = null;
                    value = SecretJson.Base64(ref reader);
                }
                else if (reader.ValueTextEquals("Term"u8))
                {
                    reader.Read();
                    term = reader.GetInt32();
                }
                else if (reader.ValueTextEquals("encryptions"u8))
                {
                    reader.Read();
                    encryptions = reader.GetInt64();
                }
                else if (reader.ValueTextEquals("InstallTime"u8))
                {
                    reader.Read();
                    installed = reader.GetDateTimeOffset();
                }
                else
                {
                    reader.Skip();
                }
            }

            Expect(term > 0 && encryptions >= 0 && value?.Length is 16 or 24 or 32);
            var key = new TermKey(term, value!, installed, new EncryptionCount(encryptions, encryptions));
            value = null;
            return key;
        }
        finally
        {
            value?.Dispose();
        }
    }

    private void ReadRotation(ref Utf8JsonReader reader)
    {
        Expect(reader.Read() && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null);
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Disabled"u8))
            {
                reader.Read();
                _rotation = _rotation with { Enabled = !reader.GetBoolean() };
            }
            else if (reader.ValueTextEquals("MaxOperations"u8))
            {
                reader.Read();
                _rotation = _rotation with { MaxOperations = reader.GetInt64() };
            }
            else if (reader.ValueTextEquals("Interval"u8))
            {
                reader.Read();
                _rotation = _rotation with { Interval = TimeSpan.FromTicks(reader.GetInt64() / TimeSpan.NanosecondsPerTick) };
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void Expect(bool condition)
    {
        if (!condition)
        {
            throw new JsonException();
        }
    }
}
