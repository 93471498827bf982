using System.Text.Json;

namespace KeyCeremonyConsole.Engine.Tests.Vectors;

/// <summary>Made with an implementation that is not ours.</summary>
internal static class GoldenVectors
{
    private static readonly JsonDocument All = Load();

    internal static int ShamirCount => All.RootElement.GetProperty("shamir").GetArrayLength();

    internal static int RecordCount => All.RootElement.GetProperty("barrier_records").GetArrayLength();

    internal static (byte[] Secret, int Threshold, byte[][] Shares) Shamir(int index)
    {
        JsonElement row = All.RootElement.GetProperty("shamir")[index];
        return (
            Hex(row, "secret_hex"),
            row.GetProperty("threshold").GetInt32(),
            [.. row.GetProperty("shares_base64").EnumerateArray().Select(share => share.GetBytesFromBase64())]);
    }

    internal static (byte[] Key, int Term, string Path, byte[] Plaintext, byte[] Record) Record(int index)
    {
        JsonElement row = All.RootElement.GetProperty("barrier_records")[index];
        return (
            Hex(row, "key_hex"),
            row.GetProperty("term").GetInt32(),
            row.GetProperty("path").GetString()!,
            Hex(row, "plaintext_hex"),
            Hex(row, "record_hex"));
    }

    private static byte[] Hex(JsonElement row, string name) => Convert.FromHexString(row.GetProperty(name).GetString()!);

    private static JsonDocument Load()
    {
        using Stream stream = typeof(GoldenVectors).Assembly.GetManifestResourceStream("vectors.json")!;
        return JsonDocument.Parse(stream);
    }
}
