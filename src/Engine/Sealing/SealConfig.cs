using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The seal configuration and the recovery configuration as Vault writes them. No secret.</summary>
internal static class SealConfig
{
    /// <summary>The seal whose key the holders' shares give.</summary>
    internal const string Shamir = SealStatus.Shamir;

    internal static RecordChange Write(ShareScheme scheme) =>
        new(RecordPaths.SealConfig, Json(Shamir, scheme.Shares, scheme.Threshold));

    /// <summary>Of a seal provider. It issues no shares; upstream says 1 of 1 then.</summary>
    internal static RecordChange WriteAuto(string type) => new(RecordPaths.SealConfig, Json(type, 1, 1));

    /// <param name="scheme">Of the recovery shares; <see langword="null"/> when there are none yet.</param>
    internal static RecordChange WriteRecovery(ShareScheme? scheme) =>
        new(RecordPaths.RecoveryConfig, Json(Shamir, scheme?.Shares ?? 0, scheme?.Threshold ?? 0));

    /// <exception cref="EngineException">Damaged: it is none, or its numbers are not allowed.</exception>
    internal static ShareScheme Read(byte[] record) => Parse(record, json => Scheme(json));

    /// <summary>The name of the seal; one without a name is a Shamir seal.</summary>
    /// <exception cref="EngineException">Damaged: it is no seal configuration.</exception>
    internal static string ReadType(byte[] record) => Parse(record, json =>
        json.TryGetProperty("type", out JsonElement type) && type.GetString() is { Length: > 0 } name ? name : Shamir);

    /// <returns><see langword="null"/> when no recovery shares have been made yet.</returns>
    /// <exception cref="EngineException">Damaged: it is none, or its numbers are not allowed.</exception>
    internal static ShareScheme? ReadRecovery(byte[] record) => Parse(record, json =>
        json.GetProperty("secret_shares").GetInt32() == 0 ? null : Scheme(json));

    private static byte[] Json(string type, int shares, int threshold) => Encoding.UTF8.GetBytes(
        $$"""{"type":"{{JsonEncodedText.Encode(type)}}","secret_shares":{{shares}},"secret_threshold":{{threshold}},"pgp_keys":null,"nonce":"","backup":false}""");

    private static ShareScheme Scheme(JsonElement json) =>
        ShareScheme.Of(json.GetProperty("secret_shares").GetInt32(), json.GetProperty("secret_threshold").GetInt32());

    private static T Parse<T>(byte[] record, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(record.AsMemory());
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException)
        {
            throw EngineException.Damaged("the seal configuration is unreadable", e);
        }
    }
}
