using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>kv/ (version 1), secret/ (version 2), sys/mounts, sys/internal/ui/mounts.</summary>
public sealed class SecretsApiTests(OpenVault vault) : IClassFixture<OpenVault>
{
    private ApiConsole Console => vault.Console;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_1_keeps_one_value()
    {
        (await Console.CallAsync("GET", "kv/one/a")).Says(404, "");
        (await Console.CallAsync("LIST", "kv/one")).Says(404, "");
        (await Console.CallAsync("PUT", "kv/one/a")).Says(400, "missing data fields");
        (await Console.CallAsync("PUT", "kv/one/a", """{"user":"ada","n":1,"deep":{"x":[1,2]}}""")).Is(204);
        (await Console.CallAsync("PUT", "kv/one/b/c", """{"v":"x"}""")).Is(204);
        Reply read = (await Console.CallAsync("GET", "kv/one/a")).Is(200);
        Assert.Equal("""{"user":"ada","n":1,"deep":{"x":[1,2]}}""", read.Data.GetRawText());
        Assert.Equal(2764800, read.Number("lease_duration"));
        Assert.Equal(["a", "b/"], Keys(await Console.CallAsync("LIST", "kv/one")));
        Assert.Equal(["a", "b/"], Keys(await Console.CallAsync("GET", "kv/one?list=true")));
        (await Console.CallAsync("DELETE", "kv/one/a")).Is(204);
        (await Console.CallAsync("DELETE", "kv/one/a")).Is(204);
        (await Console.CallAsync("GET", "kv/one/a")).Says(404, "");
    }

    [Fact]
    public async Task Version_2_keeps_what_was()
    {
        (await Console.CallAsync("GET", "secret/data/life")).Says(404, "");
        Assert.Equal(1, Version((await Console.CallAsync("POST", "secret/data/life", """{"data":{"a":"1"}}""")).Is(200)));
        Assert.Equal(2, Version((await Console.CallAsync("PUT", "secret/data/life", """{"data":{"a":"2","b":"+/"},"options":{"cas":1}}""")).Is(200)));
        (await Console.CallAsync("PUT", "secret/data/life", """{"data":{"a":"3"},"options":{"cas":1}}""")).Says(400, "check-and-set parameter did not match the current version");
        (await Console.CallAsync("PUT", "secret/data/life", "{}")).Says(400, "no data provided");

        Reply now = (await Console.CallAsync("GET", "secret/data/life")).Is(200);
        Assert.Equal("""{"a":"2","b":"+/"}""", now.Data.GetProperty("data").GetRawText());
        Assert.Equal(2, now.Data.GetProperty("metadata").GetProperty("version").GetInt32());
        Assert.Equal("""{"a":"1"}""", (await Console.CallAsync("GET", "secret/data/life?version=1")).Data.GetProperty("data").GetRawText());
        (await Console.CallAsync("GET", "secret/data/life?version=9")).Says(404, "");

        Assert.Equal(3, Version((await Console.CallAsync("PATCH", "secret/data/life", """{"data":{"b":null,"c":{"d":1}}}""")).Is(200)));
        Assert.Equal("""{"a":"2","c":{"d":1}}""", (await Console.CallAsync("GET", "secret/data/life")).Data.GetProperty("data").GetRawText());
        (await Console.CallAsync("PATCH", "secret/data/none", """{"data":{"b":1}}""")).Says(404, "");
        using (var wrongType = new HttpRequestMessage(HttpMethod.Patch, "/v1/secret/data/life") { Content = new StringContent("{}", Encoding.UTF8, "application/json") })
        {
            wrongType.Headers.Add("X-Vault-Token", Console.Root);
            Assert.Equal(415, (int)(await Console.Http.SendAsync(wrongType, Stop)).StatusCode);
        }

        (await Console.CallAsync("DELETE", "secret/data/life")).Is(204);
        Reply hidden = (await Console.CallAsync("GET", "secret/data/life")).Is(404);
        Assert.Equal(JsonValueKind.Null, hidden.Data.GetProperty("data").ValueKind);
        Assert.NotEmpty(hidden.Data.GetProperty("metadata").GetProperty("deletion_time").GetString()!);
        (await Console.CallAsync("POST", "secret/undelete/life", new { versions = new[] { 3 } })).Is(204);
        (await Console.CallAsync("GET", "secret/data/life")).Is(200);
        (await Console.CallAsync("POST", "secret/delete/life", new { versions = new[] { 1, 2 } })).Is(204);
        (await Console.CallAsync("PUT", "secret/destroy/life", new { versions = new[] { "2" } })).Is(204);
        (await Console.CallAsync("POST", "secret/undelete/life", new { versions = new[] { 1, 2 } })).Is(204);
        (await Console.CallAsync("GET", "secret/data/life?version=1")).Is(200);
        Assert.True((await Console.CallAsync("GET", "secret/data/life?version=2")).Is(404).Data.GetProperty("metadata").GetProperty("destroyed").GetBoolean());
        (await Console.CallAsync("POST", "secret/destroy/life", "{}")).Says(400, "No version number provided");

        (await Console.CallAsync("POST", "secret/metadata/life", """{"max_versions":2,"cas_required":true,"delete_version_after":"3h25m19s","custom_metadata":{"owner":"ada"}}""")).Is(204);
        (await Console.CallAsync("POST", "secret/data/life", """{"data":{"a":"4"}}""")).Says(400, "check-and-set parameter required for this call");
        (await Console.CallAsync("POST", "secret/data/life", """{"data":{"a":"4"},"options":{"cas":3}}""")).Is(200);
        JsonElement metadata = (await Console.CallAsync("GET", "secret/metadata/life")).Is(200).Data;
        Assert.Equal((4, 3, 2, "3h25m19s", "ada"), (
            metadata.GetProperty("current_version").GetInt32(), metadata.GetProperty("oldest_version").GetInt32(), metadata.GetProperty("max_versions").GetInt32(),
            metadata.GetProperty("delete_version_after").GetString(), metadata.GetProperty("custom_metadata").GetProperty("owner").GetString()));
        Assert.Equal(["3", "4"], metadata.GetProperty("versions").EnumerateObject().Select(v => v.Name));
        Assert.Contains("life", Keys(await Console.CallAsync("LIST", "secret/metadata")));
        (await Console.CallAsync("DELETE", "secret/metadata/life")).Is(204);
        (await Console.CallAsync("GET", "secret/metadata/life")).Says(404, "");
        Assert.DoesNotContain(await Console.Store.ListAsync("logical/", Stop), p => p.EndsWith("/life", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_many_first_writes_at_once_each_becomes_a_version()
    {
        Reply[] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Console.CallAsync("POST", "secret/data/race", $$$"""{"data":{"n":{{{i}}}}}""")));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], all.Select(r => Version(r.Is(200))).Order());
        Reply[] firsts = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Console.CallAsync("POST", "secret/data/first", """{"data":{"n":1},"options":{"cas":0}}""")));
        Assert.Equal(1, firsts.Count(r => r.Status == 200));
    }

    [Fact]
    public async Task The_rules_of_a_mount_are_read_and_set()
    {
        (await Console.CallAsync("POST", "sys/mounts/ruled", new { type = "kv", options = new { version = "2" } })).Is(204);
        Assert.Equal("""{"cas_required":false,"delete_version_after":"0s","max_versions":0}""", (await Console.CallAsync("GET", "ruled/config")).Is(200).Data.GetRawText());
        (await Console.CallAsync("POST", "ruled/config", new { max_versions = 1, delete_version_after = "30m" })).Is(204);
        await Console.CallAsync("POST", "ruled/data/a", """{"data":{"a":"1"}}""");
        await Console.CallAsync("POST", "ruled/data/a", """{"data":{"a":"2"}}""");
        (await Console.CallAsync("GET", "ruled/data/a?version=1")).Says(404, "");
        Console.Clock.Advance(TimeSpan.FromMinutes(30));
        (await Console.CallAsync("GET", "ruled/data/a")).Is(404);
        (await Console.CallAsync("DELETE", "sys/mounts/ruled")).Is(204);
        (await Console.CallAsync("GET", "ruled/data/a")).Says(404, "no handler for route \"ruled/data/a\". route entry not found.");
    }

    [Fact]
    public async Task Mounts_are_listed_and_guarded()
    {
        Reply all = (await Console.CallAsync("GET", "sys/mounts")).Is(200);
        Assert.Equal(("kv", "2"), (all.Json.GetProperty("secret/").GetProperty("type").GetString(), all.Data.GetProperty("secret/").GetProperty("options").GetProperty("version").GetString()));
        Assert.Equal("system", all.Data.GetProperty("sys/").GetProperty("type").GetString());
        (await Console.CallAsync("POST", "sys/mounts/secret/below", new { type = "kv" })).Says(400, "path is already in use at secret/below/");
        (await Console.CallAsync("POST", "sys/mounts/x", new { type = "pki" })).Says(400, "plugin not found in the catalog: pki");
        (await Console.CallAsync("DELETE", "sys/mounts/secret")).Says(400, "cannot unmount \"secret/\"");

        Reply flight = (await Console.CallAsync("GET", "sys/internal/ui/mounts/secret/some/path")).Is(200);
        Assert.Equal(("secret/", "2"), (flight.Data.GetProperty("path").GetString(), flight.Data.GetProperty("options").GetProperty("version").GetString()));
        string blind = await Console.TokenAsync("""path "kv/*" { capabilities = ["read"] }""");
        const string Closed = "preflight capability check returned 403, please ensure client's policies grant access to path \"secret/x/\"";
        (await Console.SendAsync("GET", "sys/internal/ui/mounts/secret/x", blind)).Says(403, Closed);
        (await Console.SendAsync("GET", "sys/internal/ui/mounts/secret/x", null)).Says(403, Closed);
        Assert.Equal(["kv/"], (await Console.SendAsync("GET", "sys/internal/ui/mounts", blind)).Is(200).Data.GetProperty("secret").EnumerateObject().Select(m => m.Name));
    }

    [Fact]
    public async Task Creating_and_updating_are_two_rights()
    {
        string create = await Console.TokenAsync("""path "secret/data/two/*" { capabilities = ["create"] }""");
        string update = await Console.TokenAsync("""path "secret/data/two/*" { capabilities = ["update"] }""");
        const string Body = """{"data":{"a":"1"}}""";

        (await Console.SendAsync("POST", "secret/data/two/a", update, Body)).Is(403);
        (await Console.SendAsync("POST", "secret/data/two/a", create, Body)).Is(200);
        (await Console.SendAsync("POST", "secret/data/two/a", create, Body)).Is(403);
        (await Console.SendAsync("POST", "secret/data/two/a", update, Body)).Is(200);
        (await Console.SendAsync("GET", "secret/data/two/a", update)).Is(403);
    }

    // What the console's page wrote before there were versions is still there, and is version 1.
    [Fact]
    public async Task A_secret_of_before_is_the_first_version()
    {
        (Person ada, _) = await Console.PersonAsync("Ada Secrets", Roles.Administrator);
        Assert.True(SecretPath.TryParse("old/one", out SecretPath path, out _));
        SealEngine engine = Console.Services.GetRequiredService<SealEngine>();
        Assert.True(engine.TryEncrypt(path.Record, "{\"a\":\"before\"}"u8, out RecordChange? record));
        await Console.StoreAsync(record: record);
        SecretStore page = Console.Services.GetRequiredService<SecretStore>();

        Assert.Equal("""{"a":"before"}""", (await Console.CallAsync("GET", "secret/data/old/one")).Is(200).Data.GetProperty("data").GetRawText());
        Assert.Contains("old/", Keys(await Console.CallAsync("LIST", "secret/metadata")));
        Done(await page.WriteAsync(ada.Id, "old/one", SecretBytes.Take("{\"a\":\"after\"}"u8.ToArray()), Stop));
        Assert.Equal("""{"a":"before"}""", (await Console.CallAsync("GET", "secret/data/old/one?version=1")).Is(200).Data.GetProperty("data").GetRawText());
        Assert.Equal("""{"a":"after"}""", (await Console.CallAsync("GET", "secret/data/old/one")).Is(200).Data.GetProperty("data").GetRawText());
        await Console.CallAsync("POST", "secret/data/new/two", """{"data":{"b":"api"}}""");
        using (SecretBytes read = Done(await page.ReadAsync(ada.Id, "new/two", Stop)))
        {
            Assert.Equal("""{"b":"api"}""", Encoding.UTF8.GetString(read.Borrow()));
        }

        Done(await page.DeleteAsync(ada.Id, "old/one", Stop));
        (await Console.CallAsync("GET", "secret/data/old/one?version=1")).Says(404, "");
        Assert.Null(await Console.Store.GetAsync(path.Record, Stop));
    }

    private static T Done<T>(Outcome<T> outcome) => outcome.Match(done => done, refusal => throw new InvalidOperationException(refusal.Message));

    private static int Version(Reply reply) => reply.Data.GetProperty("version").GetInt32();

    private static string?[] Keys(Reply reply) => [.. reply.Is(200).Data.GetProperty("keys").EnumerateArray().Select(k => k.GetString())];
}
