using System.Text.Json;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>sys/policies/acl, sys/policy, sys/capabilities, auth/token.</summary>
public sealed class AccessApiTests(OpenVault vault) : IClassFixture<OpenVault>
{
    private const string Denied = "1 error occurred:\n\t* permission denied\n\n";
    private const string Invalid = "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n";
    private const string ReadApp = """path "secret/data/app/*" { capabilities = ["read"] }""";

    private ApiConsole Console => vault.Console;

    [Fact]
    public async Task A_policy_is_written_read_listed_and_deleted_in_both_families()
    {
        (await Console.CallAsync("PUT", "sys/policies/acl/life", new { policy = ReadApp })).Is(204);
        Reply read = (await Console.CallAsync("GET", "sys/policies/acl/life")).Is(200);
        Assert.Equal(("life", ReadApp), (read.Data.GetProperty("name").GetString(), read.Data.GetProperty("policy").GetString()));
        Assert.False(read.Json.TryGetProperty("policy", out _));
        Reply old = (await Console.CallAsync("GET", "sys/policy/life")).Is(200);
        Assert.Equal((ReadApp, ReadApp), (old.Text("rules"), old.Data.GetProperty("rules").GetString()));
        string[] names = [.. (await Console.CallAsync("LIST", "sys/policies/acl")).Data.GetProperty("keys").EnumerateArray().Select(n => n.GetString()!)];
        Assert.Subset(names.ToHashSet(), new HashSet<string> { "default", "life", "ceremony-admin", "holder", "auditor" });
        Assert.Equal("root", names[^1]);
        Assert.Contains("life", (await Console.CallAsync("GET", "sys/policy")).Json.GetProperty("policies").EnumerateArray().Select(n => n.GetString()));

        (await Console.CallAsync("DELETE", "sys/policies/acl/life")).Is(204);
        (await Console.CallAsync("DELETE", "sys/policy/life")).Is(204);
        (await Console.CallAsync("GET", "sys/policies/acl/life")).Says(404, "");
        Reply renamed = (await Console.CallAsync("POST", "sys/policy/Life", new { rules = Convert.ToBase64String("path \"a\" { policy = \"read\" }"u8) })).Is(200);
        Assert.Equal("policy name was converted to life", renamed.Json.GetProperty("warnings")[0].GetString());
        Assert.Equal("path \"a\" { policy = \"read\" }", (await Console.CallAsync("GET", "sys/policies/acl/LIFE")).Data.GetProperty("policy").GetString());
    }

    [Theory]
    [InlineData("PUT", "bad", """{"policy":"path \"a\" {"}""", "failed to parse policy: At 1:11: object expected closing RBRACE got: EOF")]
    [InlineData("PUT", "bad", "{}", "'policy' parameter not supplied or empty")]
    [InlineData("PUT", "root", """{"policy":"path \"a\" {}"}""", "cannot update \"root\" policy")]
    [InlineData("DELETE", "root", null, "cannot delete \"root\" policy")]
    [InlineData("DELETE", "default", null, "cannot delete default policy")]
    [InlineData("DELETE", "holder", null, "cannot delete \"holder\" policy")]
    public async Task What_cannot_be_done_to_a_policy_is_refused(string method, string name, string? body, string error) =>
        (await Console.CallAsync(method, $"sys/policies/acl/{name}", body)).Says(400, error);

    [Fact]
    public async Task A_changed_policy_counts_with_the_next_request()
    {
        await Console.CallAsync("PUT", "sys/policies/acl/live", new { policy = "path \"sys/key-status\" { capabilities = [\"read\"] }" });
        string token = await Console.TokenWithAsync("live");
        (await Console.SendAsync("GET", "sys/key-status", token)).Is(200);

        await Console.CallAsync("PUT", "sys/policies/acl/live", new { policy = "path \"sys/key-status\" { capabilities = [\"deny\"] }" });

        (await Console.SendAsync("GET", "sys/key-status", token)).Says(403, Denied);
    }

    // The name counts in lower case, so the policy about it does, too.
    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_policy_that_is_forbidden_is_forbidden_however_its_name_is_written(string method)
    {
        await Console.CallAsync("PUT", "sys/policies/acl/kept", new { policy = ReadApp });
        string token = await Console.TokenAsync("""
            path "sys/policies/acl/*" { capabilities = ["read", "update", "delete"] }
            path "sys/policies/acl/kept" { capabilities = ["deny"] }
            """);

        foreach (string name in new[] { "kept", "KEPT", "Kept" })
        {
            (await Console.SendAsync(method, $"sys/policies/acl/{name}", token, method == "PUT" ? new { policy = "path \"x\" {}" } : null)).Says(403, Denied);
        }

        Assert.Equal(ReadApp, (await Console.CallAsync("GET", "sys/policies/acl/kept")).Data.GetProperty("policy").GetString());
    }

    // A space at its end would be cut off after the policy had been asked.
    [Theory]
    [InlineData("secret/data/%20team/a")]
    [InlineData("secret/data/team/a%20")]
    [InlineData("secret/data/%C2%A0team/a")]
    public async Task A_secret_that_is_forbidden_is_not_read_by_a_path_that_resembles_its_own(string path)
    {
        await Console.CallAsync("PUT", "secret/data/team/a", new { data = new { value = "kept" } });
        string token = await Console.TokenAsync("""
            path "secret/data/*" { capabilities = ["read", "create", "update", "delete"] }
            path "secret/data/team/*" { capabilities = ["deny"] }
            path "secret/data/team/a" { capabilities = ["deny"] }
            """);

        Reply read = await Console.SendAsync("GET", path, token);

        Assert.DoesNotContain("kept", read.Body, StringComparison.Ordinal);
        Assert.Contains(read.Status, new[] { 400, 403, 404 });
    }

    // The partial case: rotating and looking are two rights.
    [Theory]
    [InlineData("""path "sys/rotate" { capabilities = ["update", "sudo"] }""", 204, 403)]
    [InlineData("""path "sys/rotate" { capabilities = ["update"] }""", 403, 403)]
    [InlineData("""path "sys/rotate" { capabilities = ["sudo"] }""", 403, 403)]
    [InlineData("""path "sys/key-status" { capabilities = ["read"] }""", 403, 200)]
    public async Task Rotating_needs_update_and_sudo_and_looking_needs_read(string policy, int rotate, int look)
    {
        string token = await Console.TokenAsync(policy);

        (await Console.SendAsync("PUT", "sys/rotate", token)).Is(rotate);
        (await Console.SendAsync("GET", "sys/key-status", token)).Is(look);
    }

    [Fact]
    public async Task What_a_token_may_do_is_told()
    {
        string token = await Console.TokenAsync(ReadApp);

        Reply own = (await Console.SendAsync("POST", "sys/capabilities-self", token, new { paths = new[] { "secret/data/app/x", "sys/seal" } })).Is(200);
        Assert.Equal(["read"], Texts(own.Data.GetProperty("secret/data/app/x")));
        Assert.Equal(["deny"], Texts(own.Json.GetProperty("sys/seal")));
        Assert.False(own.Data.TryGetProperty("capabilities", out _));
        Reply one = (await Console.SendAsync("POST", "sys/capabilities-self", token, new { path = "secret/data/app/x" })).Is(200);
        Assert.Equal(["read"], Texts(one.Data.GetProperty("capabilities")));
        Assert.Equal(["root"], Texts((await Console.CallAsync("PUT", "sys/capabilities-self", new { paths = "a" })).Data.GetProperty("a")));
        Assert.Equal(["read"], Texts((await Console.CallAsync("PUT", "sys/capabilities", new { token, paths = new[] { "secret/data/app/x" } })).Data.GetProperty("capabilities")));
        (await Console.SendAsync("PUT", "sys/capabilities-self", token, "{}")).Says(400, "paths must be supplied");
    }

    [Fact]
    public async Task A_token_lives_is_looked_up_renewed_and_ended_with_its_children()
    {
        Reply made = (await Console.CallAsync("POST", "auth/token/create", new { policies = new[] { "ceremony-admin" }, ttl = "1h", display_name = "ci", meta = new { team = "blue" }, renewable = true })).Is(200);
        JsonElement auth = made.Json.GetProperty("auth");
        string token = auth.GetProperty("client_token").GetString()!;
        string accessor = auth.GetProperty("accessor").GetString()!;
        Assert.Equal((3600, true, false), (auth.GetProperty("lease_duration").GetInt32(), auth.GetProperty("renewable").GetBoolean(), auth.GetProperty("orphan").GetBoolean()));
        Assert.Equal(["ceremony-admin", "default"], Texts(auth.GetProperty("policies")));

        JsonElement self = (await Console.SendAsync("GET", "auth/token/lookup-self", token)).Is(200).Data;
        Assert.Equal((token, accessor, "token-ci", 3600L), (self.GetProperty("id").GetString(), self.GetProperty("accessor").GetString(), self.GetProperty("display_name").GetString(), self.GetProperty("ttl").GetInt64()));
        Assert.Equal("blue", self.GetProperty("meta").GetProperty("team").GetString());
        Assert.Equal(accessor, (await Console.CallAsync("POST", "auth/token/lookup", new { token })).Is(200).Data.GetProperty("accessor").GetString());
        JsonElement byAccessor = (await Console.CallAsync("POST", "auth/token/lookup-accessor", new { accessor })).Is(200).Data;
        Assert.Equal("", byAccessor.GetProperty("id").GetString());
        Assert.Contains(accessor, Texts((await Console.CallAsync("LIST", "auth/token/accessors")).Data.GetProperty("keys")));

        string child = (await Console.SendAsync("POST", "auth/token/create", token, new { policies = new[] { "default" } })).Is(200).Json.GetProperty("auth").GetProperty("client_token").GetString()!;
        string orphan = (await Console.SendAsync("POST", "auth/token/create-orphan", token, new { policies = new[] { "default" } })).Is(200).Json.GetProperty("auth").GetProperty("client_token").GetString()!;
        Console.Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(3600, (await Console.SendAsync("POST", "auth/token/renew-self", token, "{}")).Is(200).Json.GetProperty("auth").GetProperty("lease_duration").GetInt32());
        Console.Clock.Advance(TimeSpan.FromMinutes(50));
        (await Console.SendAsync("GET", "auth/token/lookup-self", token)).Is(200);

        (await Console.CallAsync("POST", "auth/token/revoke-accessor", new { accessor })).Is(204);
        (await Console.SendAsync("GET", "auth/token/lookup-self", token)).Says(403, Invalid);
        (await Console.SendAsync("GET", "auth/token/lookup-self", child)).Says(403, Invalid);
        (await Console.SendAsync("GET", "auth/token/lookup-self", orphan)).Is(200);
        (await Console.CallAsync("POST", "auth/token/revoke", new { token })).Is(204);
        (await Console.SendAsync("POST", "auth/token/revoke-self", orphan)).Is(204);
        (await Console.SendAsync("GET", "auth/token/lookup-self", orphan)).Says(403, Invalid);
        (await Console.CallAsync("POST", "auth/token/lookup", new { token })).Says(403, "bad token");
        (await Console.CallAsync("POST", "auth/token/lookup-accessor", new { accessor = "../salt" })).Says(403, "invalid accessor");
    }

    [Fact]
    public async Task A_token_expires_and_is_swept_away()
    {
        string token = await Console.TokenWithAsync("default", new { ttl = "10m" });
        int before = (await Console.CallAsync("LIST", "auth/token/accessors")).Data.GetProperty("keys").GetArrayLength();

        Console.Clock.Advance(TimeSpan.FromMinutes(10));
        (await Console.SendAsync("GET", "auth/token/lookup-self", token)).Says(403, Invalid);
        await Console.Services.GetRequiredService<KeepTokens>().SweepAsync(TestContext.Current.CancellationToken);

        Assert.True((await Console.CallAsync("LIST", "auth/token/accessors")).Data.GetProperty("keys").GetArrayLength() < before);
        Assert.NotEmpty(await Console.AuditAsync("token.expire"));
    }

    [Fact]
    public async Task A_token_of_two_uses_is_used_twice_also_at_the_same_time()
    {
        string token = await Console.TokenAsync("""path "sys/key-status" { capabilities = ["read"] }""", new { num_uses = 2 });

        Reply[] all = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Console.SendAsync("GET", "sys/key-status", token)));

        Assert.Equal(2, all.Count(r => r.Status == 200));
        Assert.Equal(10, all.Count(r => r.Status == 403));
        (await Console.SendAsync("POST", "auth/token/create", await Console.TokenWithAsync("ceremony-admin", new { num_uses = 2 }), "{}")).Says(400, "restricted use token cannot generate child tokens");
    }

    [Fact]
    public async Task A_token_hands_on_no_more_than_it_has()
    {
        string maker = await Console.TokenAsync("""path "auth/token/create" { capabilities = ["update"] }""");

        (await Console.SendAsync("POST", "auth/token/create", maker, new { policies = new[] { "ceremony-admin" } })).Says(400, "child policies must be subset of parent");
        (await Console.SendAsync("POST", "auth/token/create", maker, new { policies = new[] { "root" } })).Says(400, "root tokens may not be created without parent token being root");
        (await Console.SendAsync("POST", "auth/token/create", maker, new { no_parent = true })).Says(400, "root or sudo privileges required to create orphan token");
        (await Console.SendAsync("POST", "auth/token/create", maker, new { num_uses = -1 })).Says(400, "number of uses cannot be negative");
        (await Console.SendAsync("POST", "auth/token/create-orphan", maker, "{}")).Says(403, Denied);
        (await Console.SendAsync("POST", "auth/token/create", await Console.TokenWithAsync("ceremony-admin"), new { policies = new[] { "root" } })).Says(400, "root tokens may not be created without parent token being root");
        Reply same = (await Console.SendAsync("POST", "auth/token/create", maker, new { ttl = 60 })).Is(200);
        Assert.Equal(60, same.Json.GetProperty("auth").GetProperty("lease_duration").GetInt32());
    }

    [Fact]
    public async Task A_token_comes_in_either_header_and_is_stored_nowhere()
    {
        string token = await Console.TokenWithAsync("default");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/auth/token/lookup-self");
        request.Headers.Add("Authorization", $"Bearer {token}");
        using HttpResponseMessage response = await Console.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);

        byte[] needle = System.Text.Encoding.ASCII.GetBytes(token);
        foreach (string path in await Console.Store.ListAsync("", TestContext.Current.CancellationToken))
        {
            byte[] record = (await Console.Store.GetAsync(path, TestContext.Current.CancellationToken))!;
            Assert.True(record.AsSpan().IndexOf(needle) < 0, path);
            Assert.DoesNotContain(token, path, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(await Console.AuditAsync(""), e => (e.Detail + e.Subject + e.ActorName).Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_persons_own_token_may_do_what_the_person_may_do_and_no_longer()
    {
        (Person ada, string token) = await Console.PersonAsync("Ada Token", Roles.Administrator);
        (await Console.SendAsync("GET", "sys/key-status", token)).Is(200);
        (await Console.SendAsync("PUT", "sys/rotate", token)).Is(204);
        Assert.Contains(await Console.AuditAsync("keyring.rotate"), e => e.ActorName == "Ada Token" && e.Actor == ada.Id.Value);

        await Console.StoreAsync(ada with { Roles = Roles.Auditor });
        (await Console.SendAsync("GET", "sys/key-status", token)).Is(200);
        (await Console.SendAsync("PUT", "sys/rotate", token)).Says(403, Denied);

        await Console.StoreAsync(ada with { State = PersonState.Removed });
        (await Console.SendAsync("GET", "sys/key-status", token)).Says(403, Invalid);
    }

    private static string?[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(t => t.GetString())];
}
