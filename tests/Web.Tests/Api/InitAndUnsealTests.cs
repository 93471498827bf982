using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>sys/init, sys/unseal, sys/seal, sys/seal-status, sys/health, sys/leader.</summary>
public sealed class InitAndUnsealTests : IAsyncDisposable
{
    private const string WrongShare = "unable to retrieve stored keys: invalid key: failed to decrypt keys from storage: cipher: message authentication failed";

    private readonly ApiConsole _console = new();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_vault_is_made_opened_closed_and_opened_again()
    {
        Assert.False((await _console.SendAsync("GET", "sys/init", null)).Is(200).Flag("initialized"));
        Reply made = (await _console.SendAsync("POST", "sys/init", null, """{"secret_shares":5,"secret_threshold":3,"root_token_pgp_key":null}""")).Is(200);
        string[] hex = [.. made.Json.GetProperty("keys").EnumerateArray().Select(k => k.GetString()!)];
        string[] base64 = [.. made.Json.GetProperty("keys_base64").EnumerateArray().Select(k => k.GetString()!)];
        Assert.Equal(5, hex.Length);
        Assert.Equal(hex, base64.Select(k => Convert.ToHexStringLower(Convert.FromBase64String(k))));
        Assert.All(hex, k => Assert.Equal(66, k.Length));
        Assert.Matches("^hvs\\.[0-9A-Za-z]{24}$", made.Text("root_token"));
        Assert.False(made.Json.TryGetProperty("recovery_keys", out _));

        Assert.True((await _console.SendAsync("GET", "sys/init", null)).Flag("initialized"));
        (await _console.SendAsync("PUT", "sys/init", null, new { secret_shares = 1, secret_threshold = 1 })).Says(400, "Vault is already initialized");

        Reply one = (await _console.SendAsync("PUT", "sys/unseal", null, new { key = hex[0] })).Is(200);
        Assert.Equal((true, 1, 3, 5), (one.Flag("sealed"), one.Number("progress"), one.Number("t"), one.Number("n")));
        Assert.NotEmpty(one.Text("nonce"));
        Reply same = (await _console.SendAsync("PUT", "sys/unseal", null, new { key = base64[0] })).Is(200);
        Assert.Equal((1, one.Text("nonce")), (same.Number("progress"), same.Text("nonce")));
        await _console.SendAsync("PUT", "sys/unseal", null, new { key = base64[4] });
        Reply open = (await _console.SendAsync("PUT", "sys/unseal", null, new { KEY = hex[2] })).Is(200);
        Assert.Equal((false, 0, ""), (open.Flag("sealed"), open.Number("progress"), open.Text("nonce")));
        Assert.False((await _console.SendAsync("PUT", "sys/unseal", null, new { key = hex[2] })).Is(200).Flag("sealed"));
        (await _console.SendAsync("PUT", "sys/unseal", null, new { reset = true })).Says(400, "vault is unsealed");

        string root = made.Text("root_token");
        (await _console.SendAsync("PUT", "sys/seal", null)).Says(403, "1 error occurred:\n\t* permission denied\n\n");
        (await _console.SendAsync("GET", "sys/seal", root)).Says(405, "");
        Assert.Equal("", (await _console.SendAsync("PUT", "sys/step-down", root)).Is(204).Body);
        Assert.Equal("", (await _console.SendAsync("PUT", "sys/seal", root)).Is(204).Body);
        (await _console.SendAsync("PUT", "sys/seal", null)).Is(204); // It is sealed: there is nothing to do.
        (await _console.SendAsync("GET", "sys/key-status", root)).Says(503, "Vault is sealed");
        foreach (string key in hex[1..4])
        {
            await _console.SendAsync("PUT", "sys/unseal", null, new { key });
        }

        Assert.Equal("root", (await _console.SendAsync("GET", "auth/token/lookup-self", root)).Is(200).Data.GetProperty("display_name").GetString());
        Assert.Equal(["Initialised"], (await _console.AuditAsync("initialise.start")).Select(e => e.Detail.Split(' ')[0]).Distinct().Where(w => w == "Initialised"));
    }

    [Theory]
    [InlineData("{}", "invalid seal configuration: shares must be at least one")]
    [InlineData("", "invalid seal configuration: shares must be at least one")]
    [InlineData("""{"secret_shares":3}""", "invalid seal configuration: threshold must be at least one")]
    [InlineData("""{"secret_shares":3,"secret_threshold":1}""", "invalid seal configuration: threshold must be greater than one for multiple shares")]
    [InlineData("""{"secret_shares":256,"secret_threshold":2}""", "invalid seal configuration: shares must be less than 256")]
    [InlineData("""{"secret_shares":2,"secret_threshold":256}""", "invalid seal configuration: threshold must be less than 256")]
    [InlineData("""{"secret_shares":2,"secret_threshold":3}""", "invalid seal configuration: threshold cannot be larger than shares")]
    [InlineData("""{"secret_shares":-1,"secret_threshold":3}""", "invalid seal configuration: shares must be at least one")]
    [InlineData("""{"secret_shares":"5","secret_threshold":3}""", "failed to decode JSON input: field 'secret_shares' must be a number")]
    [InlineData("""{"recovery_shares":5,"recovery_threshold":3}""", "parameters recovery_shares,recovery_threshold not applicable to seal type shamir")]
    [InlineData("{", "failed to decode JSON input: it is not well formed at line 1, byte 2")]
    [InlineData("[]", "failed to decode JSON input: an object was expected")]
    public async Task A_vault_that_cannot_be_made_is_refused(string body, string error)
    {
        (await _console.SendAsync("PUT", "sys/init", null, body)).Says(400, error);
        Assert.False((await _console.SendAsync("GET", "sys/init", null)).Flag("initialized"));
    }

    [Fact]
    public async Task Once_the_console_has_people_a_stranger_makes_no_vault()
    {
        await SetUpAsync(_console);

        (await _console.SendAsync("PUT", "sys/init", null, new { secret_shares = 1, secret_threshold = 1 }))
            .Says(403, "this console has people: an administrator initialises its vault there, for holders by name. The operator opens sys/init with the setting Api:Initialise=always");

        Assert.False((await _console.SendAsync("GET", "sys/init", null)).Flag("initialized"));
        Assert.Equal("init-in-the-console", Assert.Single(await _console.AuditAsync("initialise.start")).Outcome);
    }

    [Theory]
    [InlineData("always", true, 200)]
    [InlineData("Always", false, 200)]
    [InlineData("until-set-up", false, 200)]
    [InlineData("until-set-up", true, 403)]
    [InlineData("never", false, 403)]
    public async Task The_operator_says_when_a_vault_may_be_made_through_the_API(string setting, bool people, int status)
    {
        await using var console = new ApiConsole { Settings = { ["Api:Initialise"] = setting } };
        if (people)
        {
            await SetUpAsync(console);
        }

        (await console.SendAsync("PUT", "sys/init", null, new { secret_shares = 1, secret_threshold = 1 })).Is(status);
    }

    [Fact]
    public async Task One_of_one_is_the_key_itself()
    {
        await _console.InitialiseAsync(1, 1);
        Assert.Equal(64, _console.Keys.Single().Length);
        await _console.UnsealAsync();
    }

    [Fact]
    public async Task What_is_no_share_is_refused_and_progress_stays()
    {
        (await _console.SendAsync("PUT", "sys/unseal", null, new { key = new string('a', 66) })).Says(400, "Vault is not initialized");
        await _console.InitialiseAsync();
        await _console.SendAsync("PUT", "sys/unseal", null, new { key = _console.Keys[0] });
        foreach ((object body, string error) in new (object, string)[]
        {
            (new { }, "'key' must be specified in request body as JSON, or 'reset' set to true"),
            ("", "'key' must be specified in request body as JSON, or 'reset' set to true"),
            (new { key = "" }, "'key' must be specified in request body as JSON, or 'reset' set to true"),
            (new { key = "#" }, "'key' must be a valid hex or base64 string"),
            (new { key = " " + _console.Keys[1] }, "'key' must be a valid hex or base64 string"),
            (new { key = "AAAA" }, "key is shorter than minimum 16 bytes"),
            (new { key = Convert.ToBase64String(new byte[34]) }, "key is longer than maximum 33 bytes"),
            (new { key = _console.Keys[1], migrate = true }, "can't perform a seal migration, no migration seal found"),
            (new { key = 7 }, "failed to decode JSON input: field 'key' must be a text"),
            (new { key = new string('a', 66) }, WrongShare),
            (new { key = _console.Keys[1][..64] + "00" }, WrongShare),
        })
        {
            (await _console.SendAsync("PUT", "sys/unseal", null, body)).Says(400, error);
        }

        Assert.Equal(1, (await _console.SendAsync("GET", "sys/seal-status", null)).Number("progress"));
        Reply reset = (await _console.SendAsync("PUT", "sys/unseal", null, new { reset = true })).Is(200);
        Assert.Equal((0, ""), (reset.Number("progress"), reset.Text("nonce")));
        (await _console.SendAsync("GET", "sys/unseal", null)).Says(405, "");
    }

    [Fact]
    public async Task Health_and_leader_say_how_it_stands()
    {
        Reply none = (await _console.SendAsync("GET", "sys/health", null)).Is(501);
        Assert.Equal((false, true, true, "unknown"), (none.Flag("initialized"), none.Flag("sealed"), none.Flag("standby"), none.Text("replication_dr_mode")));
        Assert.Equal("", (await _console.SendAsync("HEAD", "sys/health", null)).Is(501).Body);
        (await _console.SendAsync("GET", "sys/health?uninitcode=299", null)).Is(299);
        (await _console.SendAsync("GET", "sys/health?sealedcode=abc", null)).Says(400, "");
        (await _console.SendAsync("GET", "sys/health?standbyok=maybe", null)).Says(400, "");
        await _console.InitialiseAsync();
        (await _console.SendAsync("GET", "sys/health", null)).Is(503);
        await _console.UnsealAsync();
        Reply open = (await _console.SendAsync("GET", "sys/health?standbyok=true", null)).Is(200);
        Assert.Equal((true, false, false, "disabled"), (open.Flag("initialized"), open.Flag("sealed"), open.Flag("standby"), open.Text("replication_dr_mode")));
        Assert.Equal(_console.Clock.GetUtcNow().ToUnixTimeSeconds(), open.Json.GetProperty("server_time_utc").GetInt64());
        Assert.False((await _console.SendAsync("GET", "sys/leader", null)).Is(200).Flag("ha_enabled"));
    }

    [Fact]
    public async Task The_status_has_the_fields_that_clients_read()
    {
        Reply status = (await _console.SendAsync("GET", "sys/seal-status", null)).Is(200);

        Assert.Subset(
            status.Json.EnumerateObject().Select(p => p.Name).ToHashSet(),
            new HashSet<string> { "type", "initialized", "sealed", "t", "n", "progress", "nonce", "version", "build_date", "commit_date", "migration", "recovery_seal", "storage_type" });
        Assert.Equal(("shamir", 0, 0, JsonValueKind.False), (status.Text("type"), status.Number("t"), status.Number("n"), status.Json.GetProperty("initialized").ValueKind));
        (await _console.SendAsync("GET", "sys/rekey/init", null)).Says(400, "server is not yet initialized");
        (await _console.SendAsync("GET", "sys/rotate/root/init", null)).Says(503, "Vault is sealed");
    }

    private static Task SetUpAsync(ApiConsole console)
    {
        _ = console.Http; // Started.
        return console.StoreAsync(new Person(PersonId.New(), "Ada", "ada", Roles.Administrator, PersonState.Active, console.Clock.GetUtcNow()));
    }
}
