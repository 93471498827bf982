using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Seals;

/// <summary>A token, a PIN or a password from where the operator put it: <c>NameFile</c> or <c>NameVariable</c>. Never from the settings themselves.</summary>
internal static class SecretText
{
    private const int Longest = 4096;

    /// <summary>The text as UTF-8, without white space around it; null when neither is given.</summary>
    /// <exception cref="SealSettingsException">Both are given, or what is given cannot be read.</exception>
    public static SecretBytes? Optional(SealSettings settings, string name)
    {
        string? file = settings.Optional(name + "File");
        string? variable = settings.Optional(name + "Variable");
        return (file, variable) switch
        {
            (null, null) => null,
            ({ } path, null) => FromFile(path, name),
            (null, { } environment) => FromVariable(environment, name),
            _ => throw new SealSettingsException($"Give either Seal:{name}File or Seal:{name}Variable, not both."),
        };
    }

    /// <exception cref="SealSettingsException">It is not given, or cannot be read.</exception>
    public static SecretBytes Required(SealSettings settings, string name) => Optional(settings, name)
        ?? throw new SealSettingsException(
            $"The seal '{settings.Type}' needs Seal:{name}File, a path, or Seal:{name}Variable, the name of an environment variable.");

    private static SecretBytes FromFile(string path, string name)
    {
        byte[] text = new byte[Longest];
        try
        {
            using FileStream file = new(path, new FileStreamOptions { BufferSize = 0 });
            return Trimmed(text.AsSpan(0, file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SealSettingsException($"The file {path} in Seal:{name}File cannot be read: make it this user's, and readable by nobody else.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static SecretBytes FromVariable(string variable, string name)
    {
        string value = Environment.GetEnvironmentVariable(variable)
            ?? throw new SealSettingsException($"The environment variable {variable} in Seal:{name}Variable is not set.");
        return Trimmed(Encoding.UTF8.GetBytes(value), variable);
    }

    private static SecretBytes Trimmed(Span<byte> text, string where)
    {
        ReadOnlySpan<byte> trimmed = ((ReadOnlySpan<byte>)text).Trim(" \t\r\n"u8);
        SecretBytes secret = SecretBytes.Allocate(trimmed.Length);
        trimmed.CopyTo(secret.Fill());
        CryptographicOperations.ZeroMemory(text);
        return secret.Length > 0 ? secret : throw new SealSettingsException($"{where} is empty.");
    }
}
