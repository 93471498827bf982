using System.Diagnostics;
using System.Text.Json;
using KeyCeremonyConsole.Bench;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>The npm package shamir-secret-sharing on the same machine; each side also combines the other's shares.</summary>
internal static class NpmSharing
{
    private const double Target = 1 / 20.0;

    public static List<Result> Compare(string folder)
    {
        using SecretBytes secret = SecretBytes.Random(32); // Of no vault: it may become text.
        using JsonDocument theirs = Ask(folder, secret);
        SecretBytes[] shares = [.. theirs.RootElement.GetProperty("shares").EnumerateArray()
            .Select(share => SecretBytes.Take(Convert.FromHexString(share.GetString()!)))];
        using SecretBytes combined = ShamirSharing.Combine(shares[^3..]);
        if (!combined.Matches(secret))
        {
            throw new InvalidOperationException("The shares of shamir-secret-sharing do not give the secret.");
        }

        JsonElement times = theirs.RootElement.GetProperty("times");
        return
        [
            .. from scheme in SharingBench.Schemes
               from what in (string[])["Split", "Combine"]
               select new Result(
                   $"Shamir {what}, whole call, {scheme}, against npm shamir-secret-sharing",
                   Measured.SharingCall(what, scheme),
                   times.GetProperty(scheme).GetProperty(what.ToLowerInvariant()).GetDouble(),
                   "ns",
                   Target),
        ];
    }

    private static JsonDocument Ask(string folder, SecretBytes secret)
    {
        var start = new ProcessStartInfo("node", ["bench.mjs"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process node = Process.Start(start)!;
        node.StandardInput.Write(JsonSerializer.Serialize(new
        {
            secret = Convert.ToHexStringLower(secret.Borrow()),
            threshold = 3,
            shares = ShamirSharing.Split(secret, ShareScheme.Of(5, 3)).Select(s => Convert.ToHexStringLower(s.Borrow())),
        }));
        node.StandardInput.Close();
        string answer = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        return node.ExitCode == 0
            ? JsonDocument.Parse(answer)
            : throw new InvalidOperationException("bench.mjs failed; see above.");
    }
}
