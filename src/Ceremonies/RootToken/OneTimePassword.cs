using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.RootToken;

/// <summary>
/// What a root token is veiled with on its way: as long as the token, and combined with it byte by byte (XOR), as Vault
/// does it. Whoever started the ceremony saw it once; the vault keeps it, encrypted, until the token is made.
/// </summary>
internal static class OneTimePassword
{
    public static string PathOf(CeremonyId ceremony) => $"console/root-otp/{ceremony}";

    /// <summary>A new one; the caller disposes it.</summary>
    public static SecretBytes New()
    {
        SecretBytes password = SecretBytes.Allocate(NewRootToken.Length);
        RandomText.Fill(password.Fill());
        return password;
    }

    /// <summary>The token, veiled.</summary>
    public static byte[] Veil(SecretBytes token, SecretBytes password)
    {
        byte[] veiled = new byte[NewRootToken.Length];
        for (int i = 0; i < veiled.Length; i++)
        {
            veiled[i] = (byte)(token.Borrow()[i] ^ password.Borrow()[i]);
        }

        return veiled;
    }

    /// <summary>Takes it out of the vault: with the token, or with the ceremony's end.</summary>
    public static RecordChange Removal(CeremonyId ceremony) => new(PathOf(ceremony), null);

    /// <summary>The kept one; the caller disposes it.</summary>
    /// <exception cref="EngineException">Sealed; Damaged.</exception>
    public static async Task<SecretBytes> ReadAsync(IPhysicalStore store, SealEngine engine, CeremonyId ceremony, CancellationToken ct) =>
        engine.Decrypt(PathOf(ceremony), await store.GetAsync(PathOf(ceremony), ct) ?? []);
}
