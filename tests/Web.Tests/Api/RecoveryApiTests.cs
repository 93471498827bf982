using System.Text.Json;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>The same API before a vault that a seal provider opens: recovery shares authorise, and open nothing.</summary>
public sealed class RecoveryApiTests : IAsyncDisposable
{
    private const string WrongShares = "recovery key verification failed: recovery key does not match submitted values";
    private const string Aborted = "root generation aborted: root key verification failed";

    private readonly ApiConsole _console = ApiConsole.BehindStaticSeal();
    private string[] _recovery = [];
    private string _root = "";

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task It_is_open_from_the_first_moment_and_its_shares_are_recovery_keys()
    {
        Reply none = await StatusAsync();
        Assert.Equal(("static", false, true, true, 0, 0), (none.Text("type"), none.Flag("initialized"), none.Flag("sealed"), none.Flag("recovery_seal"), none.Number("t"), none.Number("n")));

        Reply made = (await _console.SendAsync("PUT", "sys/init", null, new { recovery_shares = 5, recovery_threshold = 3 })).Is(200);

        Assert.Equal((0, 0), (made.Json.GetProperty("keys").GetArrayLength(), made.Json.GetProperty("keys_base64").GetArrayLength()));
        string[] recovery = Texts(made.Json, "recovery_keys");
        Assert.Equal(5, recovery.Length);
        Assert.Equal(recovery, Texts(made.Json, "recovery_keys_base64").Select(k => Convert.ToHexStringLower(Convert.FromBase64String(k))));
        Assert.All(recovery, k => Assert.Equal(66, k.Length));
        Assert.Equal("root", (await _console.SendAsync("GET", "auth/token/lookup-self", made.Text("root_token"))).Is(200).Data.GetProperty("display_name").GetString());

        Reply status = await StatusAsync();
        Assert.Equal(("static", true, false, true, "shamir", 3, 5, 0, ""), (status.Text("type"), status.Flag("initialized"), status.Flag("sealed"), status.Flag("recovery_seal"), status.Text("recovery_seal_type"), status.Number("t"), status.Number("n"), status.Number("progress"), status.Text("nonce")));
        (await _console.SendAsync("GET", "sys/health", null)).Is(200);
        (await _console.SendAsync("PUT", "sys/init", null, new { recovery_shares = 1, recovery_threshold = 1 })).Says(400, "Vault is already initialized");
    }

    [Theory]
    [InlineData("""{"secret_shares":5,"secret_threshold":3}""", "parameters secret_shares,secret_threshold not applicable to seal type static")]
    [InlineData("""{"secret_shares":5,"recovery_shares":5,"recovery_threshold":3}""", "parameters secret_shares not applicable to seal type static")]
    [InlineData("""{"secret_shares":1,"secret_threshold":1,"pgp_keys":["x"]}""", "parameters secret_shares,secret_threshold,pgp_keys not applicable to seal type static")]
    [InlineData("""{"recovery_shares":3}""", "invalid recovery configuration: threshold must be at least one")]
    [InlineData("""{"recovery_shares":3,"recovery_threshold":1}""", "invalid recovery configuration: threshold must be greater than one for multiple shares")]
    [InlineData("""{"recovery_shares":2,"recovery_threshold":3}""", "invalid recovery configuration: threshold cannot be larger than shares")]
    [InlineData("""{"recovery_shares":256,"recovery_threshold":3}""", "invalid recovery configuration: shares must be less than 256")]
    [InlineData("""{"recovery_shares":2,"recovery_threshold":2,"recovery_pgp_keys":["x"]}""", "invalid recovery configuration: count mismatch between number of provided PGP keys and number of shares")]
    public async Task One_that_cannot_be_made_is_refused(string body, string error)
    {
        (await _console.SendAsync("PUT", "sys/init", null, body)).Says(400, error);
        Assert.False((await StatusAsync()).Flag("initialized"));
    }

    [Theory]
    [InlineData("sys/rekey")]
    [InlineData("sys/rotate/root")]
    public async Task Unseal_shares_are_not_issued_and_the_answer_says_what_to_do_instead(string family)
    {
        const string NoUnsealShares = "this vault opens by itself and issues no unseal shares: rotate the root key with sys/rotate/root, or rekey the recovery shares";
        await MakeAsync();

        Assert.Equal((false, 2), (Field(family, (await CallAsync("GET", $"{family}/init")).Is(200), "started").GetBoolean(), Field(family, await CallAsync("GET", $"{family}/init"), "required").GetInt32()));
        (await CallAsync("PUT", $"{family}/init", new { secret_shares = 5, secret_threshold = 3 })).Says(400, NoUnsealShares);
        (await CallAsync("PUT", $"{family}/init", "{}")).Says(400, NoUnsealShares); // Upstream passes over the numbers, for the same reason.
        (await CallAsync("DELETE", $"{family}/init")).Is(204);
        (await CallAsync("PUT", "sys/rotate/root")).Is(204);
        Assert.Equal("root", (await CallAsync("GET", "auth/token/lookup-self")).Is(200).Data.GetProperty("display_name").GetString());
    }

    [Theory]
    [InlineData("sys/rekey-recovery-key", "rekey")]
    [InlineData("sys/rotate/recovery", "rotation")]
    public async Task The_recovery_shares_are_replaced_with_verification(string family, string word)
    {
        bool legacy = word == "rekey";
        await MakeAsync();
        Assert.Equal((false, 2), (Field(family, await CallAsync("GET", $"{family}/init"), "started").GetBoolean(), Field(family, await CallAsync("GET", $"{family}/init"), "required").GetInt32()));
        (await CallAsync("PUT", $"{family}/update", new { key = _recovery[0], nonce = "x" })).Says(400, legacy ? "no recovery rekey in progress" : "no rotation in progress");
        (await CallAsync("PUT", $"{family}/verify", new { key = _recovery[0], nonce = "x" })).Says(400, legacy ? "no rekey in progress" : "no rotation in progress");
        (await CallAsync("GET", $"{family}/verify")).Says(400, $"no {word} configuration found");
        (await CallAsync("PUT", $"{family}/init", new { secret_shares = 2, secret_threshold = 3 })).Says(400, "invalid recovery configuration: threshold cannot be larger than shares");

        Reply begun = (await CallAsync("PUT", $"{family}/init", new { secret_shares = 4, secret_threshold = 3, require_verification = true })).Is(200);
        string nonce = Field(family, begun, "nonce").GetString()!;
        Assert.Equal((true, 4, 3, 0, 2, true), (Field(family, begun, "started").GetBoolean(), Int(family, begun, "n"), Int(family, begun, "t"), Int(family, begun, "progress"), Int(family, begun, "required"), Field(family, begun, "verification_required").GetBoolean()));
        (await CallAsync("PUT", $"{family}/init", new { secret_shares = 1, secret_threshold = 1 })).Says(400, $"{word} already in progress");

        Task<Reply> Update(string key) => CallAsync("PUT", $"{family}/update", new { key, nonce });
        (await CallAsync("PUT", $"{family}/update", new { key = _recovery[0], nonce = "wrong" })).Says(400, legacy ? $"incorrect nonce supplied; nonce for this rekey operation is \"{nonce}\"" : $"incorrect nonce supplied; nonce for rotation is \"{nonce}\"");
        Assert.Equal(1, Int(family, (await Update(_recovery[0])).Is(200), "progress"));
        (await Update(_recovery[0])).Says(400, legacy ? "given key has already been provided during this rekey operation" : "given key has already been provided during this rotation");
        (await Update(new string('a', 66))).Says(400, WrongShares);
        Reply done = (await Update(_recovery[2])).Is(200);
        string[] fresh = Texts(legacy ? done.Json : done.Data, "keys");
        Assert.Equal((true, 4), (Field(family, done, "complete").GetBoolean(), fresh.Length));
        string verification = Field(family, done, "verification_nonce").GetString()!;
        (await Update(_recovery[1])).Says(400, legacy
            ? $"rekey operation already finished; verification must be performed; nonce for the verification operation is \"{verification}\""
            : $"rotation already finished; verification must be performed; nonce for the verification operation is \"{verification}\"");

        // The new ones authorise nothing before they are proved; and this slot is taken.
        (await CallAsync("PUT", "sys/generate-root/attempt", "{}")).Is(400);
        Task<Reply> Verify(string key, string n) => CallAsync("PUT", $"{family}/verify", new { key, nonce = n });
        Assert.Equal((1, 3, 4), (Int(family, await Verify(fresh[3], verification), "progress"), Int(family, await CallAsync("GET", $"{family}/verify"), "t"), Int(family, await CallAsync("GET", $"{family}/verify"), "n")));
        (await Verify(fresh[3], verification)).Says(400, "given key has already been provided during this verify operation");
        (await Verify(_recovery[0], verification)).Says(400, $"{word} verification failed; incorrect key shares supplied");
        Reply again = (await CallAsync("DELETE", $"{family}/verify")).Is(200);
        Assert.Equal(0, Int(family, again, "progress"));
        string renewed = Field(family, again, "nonce").GetString()!;
        Assert.NotEqual(verification, renewed);
        await Verify(fresh[0], renewed);
        await Verify(fresh[1], renewed);
        Reply complete = (await Verify(fresh[2], renewed)).Is(200);
        Assert.Equal((true, renewed), (Field(family, complete, "complete").GetBoolean(), Field(family, complete, "nonce").GetString()));

        Reply status = await StatusAsync();
        Assert.Equal((3, 4, false), (status.Number("t"), status.Number("n"), status.Flag("sealed")));
        Assert.NotEmpty(await RootTokenAsync(fresh, 3));
    }

    [Theory]
    [InlineData("sys/rekey-recovery-key")]
    [InlineData("sys/rotate/recovery")]
    public async Task Without_verification_they_count_at_once_and_after_a_cancel_the_old_ones_do(string family)
    {
        await MakeAsync();
        string nonce = await StartAsync(family, new { secret_shares = 3, secret_threshold = 2, require_verification = true });
        await CallAsync("PUT", $"{family}/update", new { key = _recovery[0], nonce });
        (await CallAsync("PUT", $"{family}/update", new { key = _recovery[1], nonce })).Is(200);
        (await CallAsync("DELETE", $"{family}/init")).Is(204);
        (await CallAsync("DELETE", $"{family}/init")).Is(204);
        Assert.False(Field(family, await CallAsync("GET", $"{family}/init"), "started").GetBoolean());

        nonce = await StartAsync(family, new { secret_shares = 1, secret_threshold = 1 });
        await CallAsync("PUT", $"{family}/update", new { key = _recovery[0], nonce });
        Reply done = (await CallAsync("PUT", $"{family}/update", new { key = _recovery[1], nonce })).Is(200);
        string[] fresh = Texts(family.StartsWith("sys/rotate", StringComparison.Ordinal) ? done.Data : done.Json, "keys");
        Assert.Equal(64, Assert.Single(fresh).Length);

        string stale = (await CallAsync("PUT", "sys/generate-root/attempt", "{}")).Is(200).Text("nonce");
        (await CallAsync("PUT", "sys/generate-root/update", new { key = _recovery[0], nonce = stale })).Says(400, Aborted);
        (await CallAsync("DELETE", "sys/generate-root/attempt")).Is(204);
        Assert.NotEmpty(await RootTokenAsync(fresh, 1));
    }

    [Fact]
    public async Task Made_without_recovery_shares_it_gets_its_first_ones_from_a_rotation()
    {
        Reply made = (await _console.SendAsync("PUT", "sys/init", null, "{}")).Is(200);
        Assert.False(made.Json.TryGetProperty("recovery_keys", out _));
        _root = made.Text("root_token");
        Assert.Equal((0, 0, false), ((await StatusAsync()).Number("t"), (await StatusAsync()).Number("n"), (await StatusAsync()).Flag("sealed")));
        Assert.Equal(0, (await CallAsync("GET", "sys/rotate/recovery/init")).Data.GetProperty("required").GetInt32());
        (await CallAsync("PUT", "sys/generate-root/attempt", "{}")).Is(400); // There is nobody to ask.

        JsonElement first = (await CallAsync("PUT", "sys/rotate/recovery/init", new { secret_shares = 3, secret_threshold = 2 })).Is(200).Data;

        Assert.True(first.GetProperty("complete").GetBoolean());
        Assert.Equal((2, 3), (first.GetProperty("t").GetInt32(), first.GetProperty("n").GetInt32()));
        Assert.NotEmpty(await RootTokenAsync(Texts(first, "keys"), 2));
    }

    [Fact]
    public async Task Sealed_on_purpose_it_stays_sealed_until_enough_recovery_shares_have_it_opened()
    {
        await MakeAsync();
        (await CallAsync("PUT", "secret/data/kept", new { data = new { a = "1" } })).Is(200);
        (await CallAsync("PUT", "sys/seal")).Is(204);
        Reply closed = await StatusAsync();
        Assert.Equal(("static", true, true, 2, 3, 0), (closed.Text("type"), closed.Flag("sealed"), closed.Flag("recovery_seal"), closed.Number("t"), closed.Number("n"), closed.Number("progress")));
        (await _console.SendAsync("GET", "sys/health", null)).Is(503);
        (await CallAsync("GET", "secret/data/kept")).Says(503, "Vault is sealed");

        string another = Convert.ToBase64String(Enumerable.Repeat((byte)7, 33).ToArray());
        (await UnsealAsync(another)).Says(400, "invalid key: failed to verify recovery key: recovery key does not match submitted values");
        (await _console.SendAsync("PUT", "sys/unseal", null, "{}")).Says(400, "'key' must be specified in request body as JSON, or 'reset' set to true");
        (await CallAsync("PUT", "sys/seal")).Is(204);
        Reply first = (await UnsealAsync(_recovery[0])).Is(200);
        Assert.Equal((true, 1), (first.Flag("sealed"), first.Number("progress")));
        Assert.False((await UnsealAsync(_recovery[2])).Is(200).Flag("sealed"));
        (await CallAsync("GET", "secret/data/kept")).Is(200);
    }

    private async Task MakeAsync()
    {
        Reply made = (await _console.SendAsync("PUT", "sys/init", null, new { recovery_shares = 3, recovery_threshold = 2 })).Is(200);
        _recovery = Texts(made.Json, "recovery_keys");
        _root = made.Text("root_token");
    }

    private async Task<string> StartAsync(string family, object order) =>
        Field(family, (await CallAsync("PUT", $"{family}/init", order)).Is(200), "nonce").GetString()!;

    private async Task<string> RootTokenAsync(string[] shares, int required)
    {
        Reply begun = (await CallAsync("PUT", "sys/generate-root/attempt", "{}")).Is(200);
        Assert.Equal(required, begun.Number("required"));
        Reply? last = null;
        foreach (string key in shares.Take(required))
        {
            last = (await CallAsync("PUT", "sys/generate-root/update", new { key, nonce = begun.Text("nonce") })).Is(200);
        }

        Assert.True(last!.Flag("complete"));
        string token = (await _console.SendAsync("PUT", "sys/decode-token", null, new { encoded_token = last.Text("encoded_token"), otp = begun.Text("otp") })).Is(200).Data.GetProperty("token").GetString()!;
        Assert.Equal("root", (await _console.SendAsync("GET", "auth/token/lookup-self", token)).Is(200).Data.GetProperty("policies")[0].GetString());
        return token;
    }

    private Task<Reply> CallAsync(string method, string path, object? body = null) => _console.SendAsync(method, path, _root, body);

    private Task<Reply> UnsealAsync(string key) => _console.SendAsync("PUT", "sys/unseal", null, new { key });

    private Task<Reply> StatusAsync() => _console.SendAsync("GET", "sys/seal-status", null);

    private static string[] Texts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(k => k.GetString()!)];

    private static JsonElement Field(string family, Reply reply, string name) =>
        (family.StartsWith("sys/rotate", StringComparison.Ordinal) ? reply.Data : reply.Json).GetProperty(name);

    private static int Int(string family, Reply reply, string name) => Field(family, reply, name).GetInt32();
}
