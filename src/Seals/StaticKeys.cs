using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Seals;

//
//  Seal:KeyId, and one of            Seal:PreviousKeyId, and one of
//    Seal:KeyFile                      Seal:PreviousKeyFile              a path
//    Seal:KeyVariable                  Seal:PreviousKeyVariable          the name of an environment variable
//
//  The key in there: 32 bytes as they are (files only), or as 64 hexadecimal digits or base64, as for OpenBao.
//

/// <summary>Reads the keys of a static seal from where the operator put them.</summary>
internal static class StaticKeys
{
    private const int LongestText = 128;

    /// <exception cref="SealSettingsException">A setting is missing, or what it points to is no key.</exception>
    public static StaticSeal Seal(SealSettings settings)
    {
        string id = settings.Required("KeyId", "a name for the key, which it keeps for ever");
        SecretBytes key = Read(settings, "Key") ?? throw new SealSettingsException(
            "The seal 'static' needs its key: give Seal:KeyFile a path, or Seal:KeyVariable the name of an environment variable.");
        SecretBytes? previous = Read(settings, "PreviousKey");
        string? previousId = settings.Optional("PreviousKeyId");
        try
        {
            Check(id, key, previousId, previous);
            return new StaticSeal(id, key, previous is null ? null : (previousId!, previous));
        }
        catch
        {
            key.Dispose();
            previous?.Dispose();
            throw;
        }
    }

    private static void Check(string id, SecretBytes key, string? previousId, SecretBytes? previous)
    {
        if (previous is null != previousId is null)
        {
            throw new SealSettingsException("A previous key of the seal 'static' needs both, the key and Seal:PreviousKeyId: give both, or neither.");
        }

        if (previous is not null && previous.Matches(key) != (previousId == id))
        {
            throw new SealSettingsException("The key of the seal 'static' and the previous one must be two keys with two names: look at Seal:KeyId and Seal:PreviousKeyId.");
        }
    }

    private static SecretBytes? Read(SealSettings settings, string name)
    {
        string? file = settings.Optional(name + "File");
        string? variable = settings.Optional(name + "Variable");
        return (file, variable) switch
        {
            (null, null) => null,
            ({ } path, null) => FromFile(path, name),
            (null, { } environment) => FromVariable(environment, name),
            _ => throw new SealSettingsException($"Give the seal 'static' either Seal:{name}File or Seal:{name}Variable, not both."),
        };
    }

    private static SecretBytes FromFile(string path, string name)
    {
        Span<byte> text = stackalloc byte[LongestText + 1];
        try
        {
            using FileStream file = new(path, new FileStreamOptions { BufferSize = 0 });
            int length = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            return Decode(text[..length], rawAllowed: true)
                ?? throw NoKey($"The file {path} in Seal:{name}File");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SealSettingsException($"The key file {path} in Seal:{name}File cannot be read: make it this user's, and readable by nobody else.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    // The environment is text; a file leaves fewer copies behind.
    private static SecretBytes FromVariable(string variable, string name)
    {
        string value = Environment.GetEnvironmentVariable(variable)
            ?? throw new SealSettingsException($"The environment variable {variable} in Seal:{name}Variable is not set.");
        byte[] text = Encoding.UTF8.GetBytes(value);
        try
        {
            return Decode(text, rawAllowed: false) ?? throw NoKey($"The environment variable {variable} in Seal:{name}Variable");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static SecretBytes? Decode(ReadOnlySpan<byte> text, bool rawAllowed)
    {
        if (rawAllowed && text.Length == StaticSeal.KeyLength)
        {
            return SecretBytes.Take([.. text]);
        }

        text = text.Trim(" \t\r\n"u8);
        Span<byte> key = stackalloc byte[StaticSeal.KeyLength + 2];
        try
        {
            bool decoded = text.Length switch
            {
                64 => Convert.FromHexString(text, key, out _, out _) == System.Buffers.OperationStatus.Done,
                44 => Base64.DecodeFromUtf8(text, key, out _, out int length) == System.Buffers.OperationStatus.Done && length == StaticSeal.KeyLength,
                43 => Base64Url.DecodeFromUtf8(text, key, out _, out int length) == System.Buffers.OperationStatus.Done && length == StaticSeal.KeyLength,
                _ => false,
            };
            return decoded ? SecretBytes.Take(key[..StaticSeal.KeyLength]) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static SealSettingsException NoKey(string where) => new(
        $"{where} holds no AES-256 key: write 32 random bytes as 64 hexadecimal digits, or in base64.");
}
