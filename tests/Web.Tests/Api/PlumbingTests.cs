using System.Diagnostics;
using System.Globalization;
using System.Net;
using CsCheck;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>What is the same for every endpoint: verbs, envelopes, types, limits.</summary>
public sealed class PlumbingTests(OpenVault vault) : IClassFixture<OpenVault>
{
    private ApiConsole Console => vault.Console;

    [Theory]
    [InlineData("GET", "sys/seal-status", 200)]
    [InlineData("GET", "sys/key-status", 200)]
    [InlineData("GET", "sys/nothing", 404)]
    [InlineData("GET", "nothing/at/all", 404)]
    [InlineData("DELETE", "sys/key-status", 405)]
    [InlineData("BREW", "sys/key-status", 405)]
    public async Task Every_answer_is_json_to_the_letter_ends_its_line_and_is_not_kept(string method, string path, int status)
    {
        Reply reply = (await Console.CallAsync(method, path)).Is(status);

        Assert.Equal("application/json", reply.ContentType);
        Assert.True(reply.NoStore);
        Assert.EndsWith("}\n", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_envelope_is_upstreams_and_some_answers_say_it_twice()
    {
        Reply twice = (await Console.CallAsync("GET", "sys/key-status")).Is(200);
        Assert.Equal(
            ["request_id", "lease_id", "renewable", "lease_duration", "data", "wrap_info", "warnings", "auth", "term", "install_time", "encryptions"],
            twice.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(twice.Data.GetProperty("term").GetInt32(), twice.Number("term"));
        Assert.True(DateTimeOffset.TryParse(twice.Text("install_time"), out _));
        Reply once = (await Console.CallAsync("GET", "sys/rotate/config")).Is(200);
        Assert.Equal("""{"enabled":true,"interval":0,"max_operations":3865470566}""", once.Data.GetRawText());
        Assert.False(once.Json.TryGetProperty("enabled", out _));
    }

    [Fact]
    public async Task What_is_not_there_or_not_with_this_verb_is_said_as_upstream_says_it()
    {
        (await Console.CallAsync("GET", "nothing/x")).Says(404, "no handler for route \"nothing/x\". route entry not found.");
        (await Console.CallAsync("GET", "sys/nothing")).Says(404, "1 error occurred:\n\t* unsupported path\n\n");
        (await Console.CallAsync("DELETE", "sys/key-status")).Says(405, "1 error occurred:\n\t* unsupported operation\n\n");
        (await Console.SendAsync("DELETE", "sys/leader", null)).Says(405, "");
        (await Console.SendAsync("GET", "sys/nothing", null)).Says(403, "1 error occurred:\n\t* permission denied\n\n");
        (await Console.SendAsync("GET", "nothing/x", "hvs.unknown")).Says(403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n");
        (await Console.CallAsync("GET", "/sys//key-status/")).Is(200);
    }

    [Fact]
    public async Task Types_are_lenient_where_upstream_is_and_unknown_fields_are_named()
    {
        (await Console.CallAsync("POST", "sys/rotate/config", """{"enabled":"true","max_operations":"2000000","interval":"25h"}""")).Is(204);
        Assert.Equal("""{"enabled":true,"interval":"25h0m0s","max_operations":2000000}""", (await Console.CallAsync("GET", "sys/rotate/keyring/config")).Data.GetRawText());
        (await Console.CallAsync("POST", "sys/rotate/config", """{"enabled":false}""")).Is(204);
        Assert.Equal("""{"enabled":false,"interval":"25h0m0s","max_operations":2000000}""", (await Console.CallAsync("GET", "sys/rotate/config")).Data.GetRawText());
        (await Console.CallAsync("POST", "sys/rotate/config", """{"interval":"23h"}""")).Says(400, "interval must be greater or equal to 24h0m0s");
        (await Console.CallAsync("POST", "sys/rotate/config", """{"max_operations":999999}""")).Says(400, "max_operations must be in the range [1000000,3865470566]");
        Reply warned = (await Console.CallAsync("POST", "sys/rotate/config", """{"interval":0,"max_operations":3865470566,"enabled":true,"zeta":1,"alpha":2}""")).Is(200);
        Assert.Equal("Endpoint ignored these unrecognized parameters: [alpha zeta]", warned.Json.GetProperty("warnings")[0].GetString());
    }

    [Fact]
    public async Task Bodies_have_a_length_and_a_depth()
    {
        (await Console.CallAsync("PUT", "sys/capabilities-self", "{\"a\":" + new string('[', 100) + new string(']', 100) + "}")).Says(400, "refused JSON input due to high complexity: it is nested deeper than 64 levels");
        (await Console.CallAsync("PUT", "sys/capabilities-self", "{\"a\":[" + string.Join(',', Enumerable.Repeat("1", 1_000_001)) + "]}")).Says(400, "refused JSON input due to high complexity: it has more than 1000000 values");
        using var large = new HttpRequestMessage(HttpMethod.Put, "/v1/sys/unseal") { Content = new StreamContent(new EndlessStream(33L * 1024 * 1024)) };
        using HttpResponseMessage response = await Console.Http.SendAsync(large, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("http: request body too large", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_on_another_site_and_a_cookie_change_nothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/sys/rotate");
        request.Headers.Add("Origin", "https://elsewhere.example");
        request.Headers.Add("Cookie", ".AspNetCore.Identity.Application=x");
        using HttpResponseMessage response = await Console.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Who_guesses_is_slowed_down()
    {
        await using var slow = new ApiConsole { Settings = { ["Api:RefusalsPerMinute"] = "1" } };
        await slow.InitialiseAsync();
        await slow.UnsealAsync();
        (await slow.SendAsync("GET", "auth/token/lookup-self", "hvs.guess")).Is(403);

        (await slow.CallAsync("GET", "auth/token/lookup-self")).Is(429);
    }

    // T25: whatever comes in, an answer goes out that is no 5xx, but for a sealed vault's. As long as KCC_FUZZ_SECONDS says.
    [Fact]
    public async Task Any_body_is_answered()
    {
        string[] paths = ["sys/unseal", "sys/init", "sys/rekey/init", "sys/rekey/update", "sys/policies/acl/fuzz", "auth/token/create", "secret/data/fuzz", "kv/fuzz", "sys/capabilities-self", "sys/mounts/fuzz", "secret/metadata/fuzz", "sys/decode-token"];
        string[] pieces = ["{", "}", "[", "]", ":", ",", "\"key\"", "\"nonce\"", "\"policy\"", "\"data\"", "\"versions\"", "\"secret_shares\"", "\"ttl\"", "\"policies\"", "1e999", "-1", "99999999999999999999", "null", "true", "\"\\ud800\"", "\"\\u0000\"", "\"5h\"", "\"\"", "\u00e9", "\0"];
        Gen<string> gen = Gen.Select(Gen.Int[0, paths.Length - 1], Gen.Int[0, pieces.Length - 1].Array[0, 14], (path, body) => paths[path] + "\n" + string.Concat(body.Select(b => pieces[b])));
        long begun = Stopwatch.GetTimestamp();
        _ = int.TryParse(Environment.GetEnvironmentVariable("KCC_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out int seconds);
        for (int i = 0; i < 400 || Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds; i++)
        {
            string[] sample = gen.Single().Split('\n');
            Reply reply = await Console.CallAsync("PUT", sample[0], sample[1].Length == 0 ? null : sample[1]);
            Assert.True(reply.Status < 500, $"{reply.Status} {sample[0]} {sample[1]} {reply.Body}");
        }
    }

    private sealed class EndlessStream(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int some = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, some).Fill((byte)' ');
            _left -= some;
            return some;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
