using System.Security.Cryptography;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.RootToken;

/// <summary>
/// Root tokens in the barrier, by the SHA-256 of the token: a record gives nobody the token, which has 142 random bits
/// and cannot be searched for.
/// </summary>
public sealed class BarrierRootTokens(SealEngine engine) : IRootTokens
{
    /// <summary>Below it, one record for each token.</summary>
    public const string Folder = "sys/token/id/";

    public static string PathOf(ReadOnlySpan<byte> token) => Folder + Convert.ToHexStringLower(SHA256.HashData(token));

    public async Task<NewRootToken> PrepareAsync(Scribe scribe, CeremonyId ceremony, CancellationToken ct)
    {
        SecretBytes token = SecretBytes.Allocate(NewRootToken.Length);
        try
        {
            "hvs."u8.CopyTo(token.Fill());
            RandomText.Fill(token.Fill()[4..]);
            byte[] entry = JsonSerializer.SerializeToUtf8Bytes(new Entry(["root"], "root", ceremony.Value, scribe.Now, 0));
            return new NewRootToken(token, [await engine.EncryptAsync(scribe, PathOf(token.Borrow()), entry)]);
        }
        catch
        {
            token.Dispose();
            throw;
        }
    }

    // Never expires, as Vault's root tokens.
    private sealed record Entry(string[] Policies, string DisplayName, string Ceremony, DateTimeOffset Created, int Ttl);
}
