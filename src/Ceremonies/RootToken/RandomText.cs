using System.Security.Cryptography;

namespace KeyCeremonyConsole.Ceremonies.RootToken;

/// <summary>Random letters and digits.</summary>
internal static class RandomText
{
    /// <summary>Uniform over base62; 5.95 bits each.</summary>
    public static void Fill(Span<byte> ascii) =>
        RandomNumberGenerator.GetItems("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8, ascii);
}
