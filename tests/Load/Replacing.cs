using System.Text.Json;

namespace KeyCeremonyConsole.Load;

/// <summary>Replaces every key there is, again and again: a rekey in either family, with and without verification, the root key, the active term.</summary>
internal sealed class Replacing(Vault vault)
{
    private const int Shares = 5;
    private const int Threshold = 3;

    public int Rekeys { get; private set; }

    public int Rotations { get; private set; }

    public int RootRotations { get; private set; }

    public int Failed { get; private set; }

    public List<string> Examples { get; } = [];

    /// <summary>Until it is told to stop; a rekey that has begun ends.</summary>
    public async Task RunAsync(CancellationToken over)
    {
        for (int turn = 0; !over.IsCancellationRequested; turn++)
        {
            try
            {
                await RekeyAsync(legacy: turn % 2 == 0, verify: turn / 2 % 2 == 0);
                Rekeys++;
                await vault.MustAsync("PUT", "sys/rotate");
                Rotations++;
                await vault.MustAsync("PUT", "sys/rotate/root");
                RootRotations++;
            }
            catch (Exception wrong) when (wrong is InvalidOperationException or HttpRequestException)
            {
                Failed++;
                Examples.Add(wrong.Message);
                await vault.CallAsync("DELETE", "sys/rekey/init"); // So that the next one can begin.
            }
        }
    }

    private async Task RekeyAsync(bool legacy, bool verify)
    {
        string family = legacy ? "sys/rekey" : "sys/rotate/root";
        async Task<JsonElement> CallAsync(string step, object body)
        {
            JsonElement answer = await vault.MustAsync("PUT", $"{family}/{step}", body);
            return legacy ? answer : answer.GetProperty("data");
        }

        string nonce = (await CallAsync("init", new { secret_shares = Shares, secret_threshold = Threshold, require_verification = verify })).GetProperty("nonce").GetString()!;
        JsonElement done = default;
        foreach (string key in vault.Shares.Take(Threshold))
        {
            done = await CallAsync("update", new { key, nonce });
        }

        IReadOnlyList<string> fresh = Vault.Texts(done, "keys");
        if (verify)
        {
            string verification = done.GetProperty("verification_nonce").GetString()!;
            foreach (string key in fresh.Take(Threshold))
            {
                await CallAsync("verify", new { key, nonce = verification });
            }
        }

        vault.Shares = fresh;
    }
}
