using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The seal configuration as Vault writes it. No secret.</summary>
internal static class SealConfig
{
    internal static RecordChange Write(ShareScheme scheme)
    {
        string json = $$"""{"type":"shamir","secret_shares":{{scheme.Shares}},"secret_threshold":{{scheme.Threshold}},"pgp_keys":null,"nonce":"","backup":false}""";
        return new RecordChange(RecordPaths.SealConfig, Encoding.UTF8.GetBytes(json));
    }

    /// <exception cref="EngineException">Damaged: it is none, or its numbers are not allowed.</exception>
    internal static ShareScheme Read(byte[] record)
    {
        try
        {
            using var json = JsonDocument.Parse(record.AsMemory());
            int shares = json.RootElement.GetProperty("secret_shares").GetInt32();
            int threshold = json.RootElement.GetProperty("secret_threshold").GetInt32();
            return ShareScheme.Of(shares, threshold);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException)
        {
            throw EngineException.Damaged("the seal configuration is unreadable", e);
        }
    }
}
