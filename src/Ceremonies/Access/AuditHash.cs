using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>A value as it may stand in a log: HMAC-SHA-256 under a key that lies inside the barrier.</summary>
public sealed class AuditHash(BarrierRecords records)
{
    private const string Key = "sys/audit/key";
    private const int KeyLength = 32;

    /// <param name="value">Stays the caller's.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns><c>hmac-sha256:</c> and 64 hex digits.</returns>
    public async Task<string> OfAsync(SecretBytes value, CancellationToken ct)
    {
        using SecretBytes key = await records.TakeRandomAsync(Key, KeyLength, ct).ConfigureAwait(false);
        return $"hmac-sha256:{Convert.ToHexStringLower(HMACSHA256.HashData(key.Borrow(), value.Borrow()))}";
    }
}
