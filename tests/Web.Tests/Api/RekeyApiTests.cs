using System.Text.Json;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>sys/rekey and sys/rotate/root: two families, one slot.</summary>
public sealed class RekeyApiTests : IAsyncLifetime
{
    private const string WrongShares = "failed to read root key: invalid key: failed to decrypt keys from storage: cipher: message authentication failed";

    private ApiConsole _console = null!;

    public async ValueTask InitializeAsync() => _console = await ApiConsole.OpenAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    // The example in the specification, to the letter.
    [Theory]
    [InlineData("sys/rekey", "rekey")]
    [InlineData("sys/rotate/root", "rotation")]
    public async Task A_rekey_with_verification_goes_through(string family, string word)
    {
        bool legacy = word == "rekey";
        Reply idle = await StatusAsync(family);
        Assert.False(Field(family, idle, "started").GetBoolean());
        Assert.Equal(2, Field(family, idle, "required").GetInt32());
        (await _console.CallAsync("PUT", $"{family}/update", new { key = _console.Keys[0], nonce = "x" })).Says(400, legacy ? "no barrier rekey in progress" : "no rotation in progress");
        (await _console.CallAsync("PUT", $"{family}/verify", new { key = _console.Keys[0], nonce = "x" })).Says(400, legacy ? "no rekey in progress" : "no rotation in progress");
        (await _console.CallAsync("GET", $"{family}/verify")).Says(400, $"no {word} configuration found");

        Reply begun = (await _console.CallAsync("PUT", $"{family}/init", new { secret_shares = 5, secret_threshold = 3, require_verification = true })).Is(200);
        string nonce = Field(family, begun, "nonce").GetString()!;
        Assert.Equal((5, 3, 0, 2, true), (Int(family, begun, "n"), Int(family, begun, "t"), Int(family, begun, "progress"), Int(family, begun, "required"), Field(family, begun, "verification_required").GetBoolean()));
        (await _console.CallAsync("PUT", $"{family}/init", new { secret_shares = 5, secret_threshold = 3 })).Says(400, $"{word} already in progress");
        Assert.False(Field(family, (await _console.CallAsync("GET", $"{family}/verify")).Is(200), "started").GetBoolean());

        Task<Reply> Update(string key, string n) => _console.CallAsync("PUT", $"{family}/update", new { key, nonce = n });
        (await Update(_console.Keys[0], "wrong")).Says(400, legacy ? $"incorrect nonce supplied; nonce for this rekey operation is \"{nonce}\"" : $"incorrect nonce supplied; nonce for rotation is \"{nonce}\"");
        Assert.Equal(1, Int(family, (await Update(_console.Keys[0], nonce)).Is(200), "progress"));
        (await Update(_console.Keys[0], nonce)).Says(400, legacy ? "given key has already been provided during this generation operation" : "given key has already been provided during this rotation");
        (await Update(_console.Keys[1][..64] + "00", nonce)).Says(400, WrongShares);
        Assert.Equal(1, Int(family, await StatusAsync(family), "progress"));
        Assert.Equal(1, Int(family, (await Update(_console.Keys[0], nonce)).Is(200), "progress")); // Who was told of a wrong share enters all of them again.
        Reply done = (await Update(Convert.ToBase64String(Convert.FromHexString(_console.Keys[1])), nonce)).Is(200);
        Assert.True(Field(family, done, "complete").GetBoolean());
        string[] fresh = [.. Field(family, done, "keys").EnumerateArray().Select(k => k.GetString()!)];
        Assert.Equal(fresh, Field(family, done, "keys_base64").EnumerateArray().Select(k => Convert.ToHexStringLower(Convert.FromBase64String(k.GetString()!))));
        string verification = Field(family, done, "verification_nonce").GetString()!;

        Reply pending = await StatusAsync(family);
        Assert.Equal((0, 2, verification), (Int(family, pending, "progress"), Int(family, pending, "required"), Field(family, pending, "verification_nonce").GetString()));
        (await Update(_console.Keys[2], nonce)).Says(400, legacy
            ? $"rekey operation already finished; verification must be performed; nonce for the verification operation is \"{verification}\""
            : $"rotation already finished; verification must be performed; nonce for the verification operation is \"{verification}\"");

        Task<Reply> Verify(string key, string n) => _console.CallAsync("PUT", $"{family}/verify", new { key, nonce = n });
        (await Verify(fresh[0], "wrong")).Says(400, $"incorrect nonce supplied; nonce for this verify operation is \"{verification}\"");
        Assert.Equal(1, Int(family, (await Verify(fresh[0], verification)).Is(200), "progress"));
        (await Verify(fresh[0], verification)).Says(400, "given key has already been provided during this verify operation");
        Assert.Equal(2, Int(family, (await Verify(fresh[3], verification)).Is(200), "progress"));
        (await Verify(_console.Keys[0], verification)).Says(400, $"{word} verification failed; incorrect key shares supplied");
        string again = Field(family, await _console.CallAsync("GET", $"{family}/verify"), "nonce").GetString()!;
        Assert.NotEqual(verification, again);
        Assert.Equal(0, Int(family, (await _console.CallAsync("DELETE", $"{family}/verify")).Is(200), "progress"));
        again = Field(family, await _console.CallAsync("GET", $"{family}/verify"), "nonce").GetString()!;
        await Verify(fresh[0], again);
        await Verify(fresh[1], again);
        Reply complete = (await Verify(fresh[2], again)).Is(200);
        Assert.Equal((true, again), (Field(family, complete, "complete").GetBoolean(), Field(family, complete, "nonce").GetString()));

        Assert.Equal(3, Int(family, await StatusAsync(family), "required"));
        _console.Keys = fresh;
        await _console.CallAsync("PUT", "sys/seal");
        await _console.UnsealAsync();
    }

    [Fact]
    public async Task Without_verification_the_new_shares_count_at_once()
    {
        string nonce = (await _console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 1, secret_threshold = 1 })).Is(200).Text("nonce");
        await _console.CallAsync("PUT", "sys/rekey/update", new { key = _console.Keys[0], nonce });
        Reply done = (await _console.CallAsync("PUT", "sys/rekey/update", new { key = _console.Keys[1], nonce })).Is(200);

        Assert.Equal((true, nonce, false), (done.Flag("complete"), done.Text("nonce"), done.Flag("verification_required")));
        Assert.False(done.Json.TryGetProperty("verification_nonce", out _));
        Assert.Equal(JsonValueKind.Null, done.Json.GetProperty("pgp_fingerprints").ValueKind);
        _console.Keys = [.. done.Json.GetProperty("keys").EnumerateArray().Select(k => k.GetString()!)];
        await _console.CallAsync("PUT", "sys/seal");
        await _console.UnsealAsync();
        Assert.Equal(1, (await _console.CallAsync("GET", "sys/seal-status")).Number("n"));
    }

    [Fact]
    public async Task A_cancel_leaves_the_old_shares_in_force_also_while_the_new_ones_wait()
    {
        (await _console.CallAsync("DELETE", "sys/rekey/init")).Is(204);
        string nonce = (await _console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 3, secret_threshold = 2, require_verification = true })).Text("nonce");
        (await _console.CallAsync("DELETE", "sys/rekey/init", new { nonce = "wrong" })).Says(400, "invalid request");
        await _console.CallAsync("PUT", "sys/rekey/update", new { key = _console.Keys[0], nonce });
        await _console.CallAsync("PUT", "sys/rekey/update", new { key = _console.Keys[1], nonce });
        (await _console.CallAsync("DELETE", "sys/rekey/init", new { nonce })).Is(204);

        Reply idle = await _console.CallAsync("GET", "sys/rekey/init");
        Assert.Equal((false, "", 0, 0, 0), (idle.Flag("started"), idle.Text("nonce"), idle.Number("t"), idle.Number("n"), idle.Number("progress")));
        Assert.False(idle.Json.TryGetProperty("verification_nonce", out _));
        await _console.CallAsync("PUT", "sys/seal");
        await _console.UnsealAsync();
        (await _console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 3, secret_threshold = 2 })).Is(200);
    }

    [Theory]
    [InlineData("sys/rekey", """{"secret_shares":3,"secret_threshold":2,"backup":true}""", "cannot request a backup of the new keys without providing PGP keys for encryption")]
    [InlineData("sys/rekey", "{}", "invalid rekey seal configuration: shares must be at least one")]
    [InlineData("sys/rekey", """{"secret_shares":2,"secret_threshold":3}""", "invalid rekey seal configuration: threshold cannot be larger than shares")]
    [InlineData("sys/rotate/root", """{"secret_shares":"2","secret_threshold":"3"}""", "invalid rotate seal configuration: threshold cannot be larger than shares")]
    [InlineData("sys/rekey-recovery-key", """{"secret_shares":3,"secret_threshold":2}""", "recovery rekeying not supported")]
    [InlineData("sys/rotate/recovery", """{"secret_shares":3,"secret_threshold":2}""", "recovery keys not supported")]
    public async Task What_cannot_be_started_is_refused(string family, string body, string error) =>
        (await _console.CallAsync("PUT", $"{family}/init", body)).Says(400, error);

    [Fact]
    public async Task Both_families_and_a_missing_field_meet_the_same_slot()
    {
        string nonce = (await _console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 3, secret_threshold = 2 })).Text("nonce");

        Assert.Equal(nonce, (await _console.CallAsync("GET", "sys/rotate/root/init")).Data.GetProperty("nonce").GetString());
        (await _console.CallAsync("POST", "sys/rotate/root/init", new { secret_shares = 3, secret_threshold = 2 })).Says(400, "rotation already in progress");
        (await _console.CallAsync("POST", "sys/rotate/root/update", new { nonce })).Says(400, "missing required field 'key'");
        (await _console.CallAsync("POST", "sys/rotate/root/update", new { key = _console.Keys[0] })).Says(400, "missing required field 'nonce'");
        (await _console.CallAsync("POST", "sys/rekey/update", new { nonce })).Says(400, "'key' must be specified in request body as JSON");
        (await _console.CallAsync("GET", "sys/rekey/backup")).Says(400, "no backed-up keys found");
        (await _console.CallAsync("DELETE", "sys/rekey/backup")).Is(204);

        await _console.CallAsync("PUT", "sys/seal"); // What was collected is forgotten; the ceremony waits for its deadline, or for a cancel.
        await _console.UnsealAsync();
        Assert.Equal(0, (await _console.CallAsync("GET", "sys/rekey/init")).Number("progress"));
    }

    [Fact]
    public async Task A_token_is_needed_unless_the_operator_says_otherwise()
    {
        (await _console.SendAsync("PUT", "sys/rekey/init", null, new { secret_shares = 3, secret_threshold = 2 })).Says(403, "1 error occurred:\n\t* permission denied\n\n");

        await using var opened = new ApiConsole { Settings = { ["Api:UnauthenticatedRekey"] = "true" } };
        await opened.InitialiseAsync();
        await opened.UnsealAsync();
        (await opened.SendAsync("PUT", "sys/rekey/init", null, new { secret_shares = 3, secret_threshold = 2 })).Is(200);
        (await opened.SendAsync("GET", "sys/rotate/root/init", null)).Is(403);
    }

    // T10: whoever may not start or cancel cannot hold up whoever may, however often they try.
    [Fact]
    public async Task A_flood_of_starts_and_cancels_does_not_keep_a_ceremony_from_finishing()
    {
        string low = await _console.TokenWithAsync("holder");
        string nonce = (await _console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 3, secret_threshold = 2 })).Text("nonce");
        Task[] flood =
        [
            .. Enumerable.Range(0, 120).Select(async i =>
            {
                Reply no = await _console.SendAsync(i % 2 == 0 ? "DELETE" : "PUT", i % 3 == 0 ? "sys/rotate/root/init" : "sys/rekey/init", low, new { secret_shares = 1, secret_threshold = 1 });
                Assert.Equal(403, no.Status);
            }),
        ];
        await _console.CallAsync("PUT", "sys/rekey/update", new { key = _console.Keys[0], nonce });
        Reply done = (await _console.CallAsync("PUT", "sys/rekey/update", new { key = _console.Keys[1], nonce })).Is(200);
        await Task.WhenAll(flood);

        Assert.True(done.Flag("complete"));
    }

    private Task<Reply> StatusAsync(string family) => _console.CallAsync("GET", $"{family}/init");

    private static JsonElement Field(string family, Reply reply, string name) =>
        (family.StartsWith("sys/rotate", StringComparison.Ordinal) ? reply.Data : reply.Json).GetProperty(name);

    private static int Int(string family, Reply reply, string name) => Field(family, reply, name).GetInt32();
}
