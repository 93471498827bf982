using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Envelopes.Tests.OpenPgp;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>Shares and root tokens that leave as OpenPGP messages, opened by the real GnuPG and used.</summary>
public sealed class PgpApiTests : IAsyncDisposable
{
    private readonly ApiConsole _console = new();
    private readonly Gpg _gpg = new();
    private readonly string[] _fingerprints;
    private readonly string[] _keys;

    public PgpApiTests()
    {
        _fingerprints = [_gpg.MakePair("Ada", "ed25519", "cv25519"), _gpg.MakePair("Bob", "rsa3072", "rsa3072")];
        _keys = [.. _fingerprints.Select(f => Convert.ToBase64String(_gpg.Export(f)))];
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        _gpg.Dispose();
    }

    [Fact]
    public async Task Made_with_keys_of_its_holders_it_is_opened_by_what_gpg_gives_them()
    {
        Reply made = (await _console.SendAsync("PUT", "sys/init", null, new { secret_shares = 2, secret_threshold = 2, pgp_keys = _keys, root_token_pgp_key = _keys[1] })).Is(200);

        Assert.Equal(Texts(made.Json, "keys"), Texts(made.Json, "keys_base64").Select(k => Convert.ToHexStringLower(Convert.FromBase64String(k))));
        string[] shares = [.. Texts(made.Json, "keys").Select((message, i) => DecryptFor(_fingerprints[i], Convert.FromHexString(message)))];
        Assert.All(shares, share => Assert.Matches("^[0-9a-f]{66}$", share));
        await OpensAsync(shares);
        string root = DecryptFor(_fingerprints[1], Convert.FromBase64String(made.Text("root_token")));
        Assert.Equal("root", (await _console.SendAsync("GET", "auth/token/lookup-self", root)).Is(200).Data.GetProperty("display_name").GetString());
    }

    [Theory]
    [InlineData("""["x","y"]""", "null", "error parsing given PGP key: ")]
    [InlineData("[]", "\"x\"", "error parsing given PGP key: ")]
    [InlineData("""["x"]""", "null", "invalid seal configuration: count mismatch between number of provided PGP keys and number of shares")]
    public async Task A_key_that_is_none_is_refused_and_no_vault_is_made(string keys, string tokenKey, string error)
    {
        Reply no = (await _console.SendAsync("PUT", "sys/init", null, $$"""{"secret_shares":2,"secret_threshold":2,"pgp_keys":{{keys}},"root_token_pgp_key":{{tokenKey}}}""")).Is(400);

        Assert.StartsWith(error, no.Errors.Single(), StringComparison.Ordinal);
        Assert.False((await _console.SendAsync("GET", "sys/init", null)).Flag("initialized"));
    }

    [Theory]
    [InlineData("sys/rekey", false)]
    [InlineData("sys/rekey", true)]
    [InlineData("sys/rotate/root", false)]
    [InlineData("sys/rotate/root", true)]
    public async Task A_rekey_encrypts_the_new_shares_and_keeps_them_for_who_loses_theirs(string family, bool verify)
    {
        await _console.InitialiseAsync();
        await _console.UnsealAsync();
        if (family == "sys/rekey")
        {
            (await _console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 3, secret_threshold = 2, pgp_keys = _keys })).Says(400, "incorrect number of PGP keys for rekey");
        }

        string[] fresh = await RekeyAsync(family, _console.Root, _console.Keys, new { secret_shares = 2, secret_threshold = 2, pgp_keys = _keys, backup = true, require_verification = verify }, verify, "sys/rekey/backup");

        (await _console.CallAsync("PUT", "sys/seal")).Is(204);
        (await _console.SendAsync("PUT", "sys/unseal", null, new { key = _console.Keys[0] })).Is(400);
        await OpensAsync(fresh);
        foreach (string door in new[] { "sys/rekey/backup", "sys/rotate/root/backup" }) // One backup behind both families.
        {
            Reply kept = (await _console.CallAsync("GET", door)).Is(200);
            Assert.Equal(fresh, Opened(kept.Data));
            Assert.Equal(fresh, Opened(kept.Json));
            Assert.NotEmpty(kept.Text("nonce"));
        }

        (await _console.CallAsync("DELETE", $"{family}/backup")).Is(204);
        (await _console.CallAsync("GET", "sys/rekey/backup")).Says(400, "no backed-up keys found");
        (await _console.CallAsync("GET", "sys/rotate/root/backup")).Says(400, "no backed-up keys found");
        (await _console.CallAsync("DELETE", $"{family}/backup")).Is(204);
    }

    [Theory]
    [InlineData("sys/rekey-recovery-key", "sys/rekey/recovery-key-backup")]
    [InlineData("sys/rotate/recovery", "sys/rotate/recovery/backup")]
    public async Task Recovery_shares_leave_the_same_way(string family, string backup)
    {
        await using ApiConsole console = ApiConsole.BehindStaticSeal();
        Reply made = (await console.SendAsync("PUT", "sys/init", null, new { recovery_shares = 2, recovery_threshold = 2, recovery_pgp_keys = _keys })).Is(200);
        string[] first = [.. Texts(made.Json, "recovery_keys").Select((message, i) => DecryptFor(_fingerprints[i], Convert.FromHexString(message)))];
        string root = made.Text("root_token");

        string[] fresh = await RekeyAsync(console, family, root, first, new { secret_shares = 2, secret_threshold = 2, pgp_keys = _keys, backup = true, require_verification = true }, verify: true, backup);

        Assert.Equal(fresh, Opened((await console.SendAsync("GET", backup, root)).Is(200).Data));
        (await console.SendAsync("GET", "sys/rekey/backup", root)).Says(400, "no backed-up keys found"); // That of the other target.
        string token = await RootTokenAsync(console, "sys/generate-root", root, fresh);
        (await console.SendAsync("GET", "auth/token/lookup-self", token)).Is(200);
        (await console.SendAsync("DELETE", backup, root)).Is(204);
        (await console.SendAsync("GET", backup, root)).Says(400, "no backed-up keys found");
    }

    [Theory]
    [InlineData("sys/generate-root")]
    [InlineData("sys/generate-root-token")]
    public async Task A_root_token_for_a_key_is_read_with_that_key(string family)
    {
        await _console.InitialiseAsync();
        await _console.UnsealAsync();
        Assert.StartsWith("error parsing PGP key: ", (await _console.CallAsync("PUT", $"{family}/attempt", new { pgp_key = "x" })).Is(400).Errors.Single(), StringComparison.Ordinal);

        string token = await RootTokenAsync(_console, family, _console.Root, _console.Keys);

        Assert.Equal("root", (await _console.SendAsync("GET", "auth/token/lookup-self", token)).Is(200).Data.GetProperty("policies")[0].GetString());
    }

    private async Task<string> RootTokenAsync(ApiConsole console, string family, string root, IEnumerable<string> shares)
    {
        JsonElement Fields(Reply reply) => family.EndsWith("token", StringComparison.Ordinal) ? reply.Data : reply.Json;
        JsonElement begun = Fields((await console.SendAsync("PUT", $"{family}/attempt", root, new { pgp_key = _keys[0] })).Is(200));
        Assert.Equal((_fingerprints[0], ""), (begun.GetProperty("pgp_fingerprint").GetString(), begun.GetProperty("otp").GetString()));
        JsonElement last = default;
        foreach (string key in shares.Take(2))
        {
            last = Fields((await console.SendAsync("PUT", $"{family}/update", root, new { key, nonce = begun.GetProperty("nonce").GetString() })).Is(200));
        }

        Assert.True(last.GetProperty("complete").GetBoolean());
        Assert.Equal(_fingerprints[0], last.GetProperty("pgp_fingerprint").GetString());
        return DecryptFor(_fingerprints[0], Convert.FromBase64String(last.GetProperty("encoded_token").GetString()!));
    }

    private Task<string[]> RekeyAsync(string family, string root, IReadOnlyList<string> current, object order, bool verify, string backup) =>
        RekeyAsync(_console, family, root, current, order, verify, backup);

    // From the start to the set in force; gives the new shares as gpg has them.
    private async Task<string[]> RekeyAsync(ApiConsole console, string family, string root, IReadOnlyList<string> current, object order, bool verify, string backup)
    {
        JsonElement Fields(Reply reply) => family.StartsWith("sys/rotate", StringComparison.Ordinal) ? reply.Data : reply.Json;
        JsonElement begun = Fields((await console.SendAsync("PUT", $"{family}/init", root, order)).Is(200));
        Assert.Equal(_fingerprints, Texts(begun, "pgp_fingerprints"));
        Assert.True(begun.GetProperty("backup").GetBoolean());
        JsonElement done = default;
        foreach (string key in current.Take(2))
        {
            done = Fields((await console.SendAsync("PUT", $"{family}/update", root, new { key, nonce = begun.GetProperty("nonce").GetString() })).Is(200));
        }

        Assert.Equal(_fingerprints, Texts(done, "pgp_fingerprints"));
        string[] fresh = [.. Texts(done, "keys").Select((message, i) => DecryptFor(_fingerprints[i], Convert.FromHexString(message)))];
        if (verify)
        {
            (await console.SendAsync("GET", backup, root)).Says(400, "no backed-up keys found"); // Not before the set is in force.
            foreach (string key in fresh)
            {
                (await console.SendAsync("PUT", $"{family}/verify", root, new { key, nonce = done.GetProperty("verification_nonce").GetString() })).Is(200);
            }
        }

        Assert.False(Fields((await console.SendAsync("GET", $"{family}/init", root)).Is(200)).GetProperty("started").GetBoolean());
        return fresh;
    }

    private string[] Opened(JsonElement backup)
    {
        JsonElement hex = backup.GetProperty("keys");
        JsonElement base64 = backup.GetProperty("keys_base64");
        Assert.Equal(_fingerprints.Order(StringComparer.Ordinal), hex.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        return [.. _fingerprints.Select(fingerprint =>
        {
            byte[] message = Convert.FromHexString(Assert.Single(Texts(hex, fingerprint)));
            Assert.Equal(message, Convert.FromBase64String(Assert.Single(Texts(base64, fingerprint))));
            return DecryptFor(fingerprint, message);
        })];
    }

    // Each message is for its own key alone: gpg names the one that opened it.
    private string DecryptFor(string fingerprint, byte[] message)
    {
        string said = Encoding.UTF8.GetString(_gpg.Run(["--status-fd", "1", "--decrypt"], message));
        Assert.Contains(fingerprint.ToUpperInvariant(), said.Split('\n').Single(line => line.StartsWith("[GNUPG:] DECRYPTION_KEY", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Single(said.Split('\n'), line => line.StartsWith("[GNUPG:] ENC_TO", StringComparison.Ordinal));
        return Encoding.ASCII.GetString(_gpg.Decrypt(message));
    }

    private async Task OpensAsync(string[] shares)
    {
        foreach (string key in shares)
        {
            (await _console.SendAsync("PUT", "sys/unseal", null, new { key })).Is(200);
        }

        Assert.False((await _console.SendAsync("GET", "sys/seal-status", null)).Flag("sealed"));
    }

    private static string[] Texts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(k => k.GetString()!)];
}
