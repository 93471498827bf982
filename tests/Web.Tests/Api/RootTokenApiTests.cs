using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>sys/generate-root and its authenticated twin, and sys/decode-token.</summary>
public sealed class RootTokenApiTests : IAsyncLifetime
{
    private ApiConsole _console = null!;

    public async ValueTask InitializeAsync() => _console = await ApiConsole.OpenAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("abcdefghijklmnopqrstuvwxyz01")]
    public async Task A_root_token_comes_veiled_and_is_one(string? given)
    {
        Reply idle = (await _console.CallAsync("GET", "sys/generate-root/attempt")).Is(200);
        Assert.Equal((false, "", 0, 2, 28), (idle.Flag("started"), idle.Text("nonce"), idle.Number("progress"), idle.Number("required"), idle.Number("otp_length")));
        (await _console.CallAsync("PUT", "sys/generate-root/update", new { key = _console.Keys[0], nonce = "x" })).Says(400, "no root generation in progress");
        (await _console.CallAsync("PUT", "sys/generate-root/attempt", new { otp = "short" })).Says(400, "OTP string has incorrect length");

        Reply begun = (await _console.CallAsync("PUT", "sys/generate-root/attempt", new { otp = given })).Is(200);
        string nonce = begun.Text("nonce");
        string otp = given ?? begun.Text("otp");
        Assert.Equal(given is null ? 28 : 0, begun.Text("otp").Length);
        (await _console.CallAsync("PUT", "sys/generate-root/attempt", "{}")).Says(400, "root generation already in progress");
        Assert.Equal("", (await _console.CallAsync("GET", "sys/generate-root/attempt")).Text("otp"));
        (await _console.CallAsync("PUT", "sys/generate-root/update", new { key = _console.Keys[0], nonce = "x" })).Says(400, $"incorrect nonce supplied; nonce for this root generation operation is \"{nonce}\"");
        Assert.Equal(1, (await _console.CallAsync("PUT", "sys/generate-root/update", new { key = _console.Keys[0], nonce })).Is(200).Number("progress"));
        (await _console.CallAsync("PUT", "sys/generate-root/update", new { key = _console.Keys[0], nonce })).Says(400, "given key has already been provided during this generation operation");
        (await _console.CallAsync("PUT", "sys/generate-root/update", new { key = new string('a', 66), nonce })).Says(400, "root generation aborted: root key verification failed");
        Reply done = (await _console.CallAsync("PUT", "sys/generate-root/update", new { key = _console.Keys[1], nonce })).Is(200);
        Assert.Equal((true, 2, done.Text("encoded_root_token")), (done.Flag("complete"), done.Number("progress"), done.Text("encoded_token")));

        string token = (await _console.SendAsync("PUT", "sys/decode-token", null, new { encoded_token = done.Text("encoded_token"), otp })).Is(200).Data.GetProperty("token").GetString()!;
        Assert.Equal("root", (await _console.SendAsync("GET", "auth/token/lookup-self", token)).Is(200).Data.GetProperty("policies")[0].GetString());
        Assert.False((await _console.CallAsync("GET", "sys/generate-root/attempt")).Flag("started"));
    }

    [Fact]
    public async Task The_twin_answers_in_an_envelope_and_is_cancelled()
    {
        string nonce = (await _console.CallAsync("POST", "sys/generate-root-token/attempt", "{}")).Is(200).Data.GetProperty("nonce").GetString()!;
        (await _console.CallAsync("POST", "sys/generate-root-token/update", new { key = _console.Keys[0] })).Says(400, "nonce is required");
        (await _console.CallAsync("POST", "sys/generate-root-token/update", new { nonce })).Says(400, "key is required");
        (await _console.CallAsync("DELETE", "sys/generate-root-token/attempt")).Is(204);
        (await _console.CallAsync("DELETE", "sys/generate-root-token/attempt")).Is(204);
        Assert.False((await _console.CallAsync("GET", "sys/generate-root-token/attempt")).Data.GetProperty("started").GetBoolean());
        (await _console.SendAsync("POST", "sys/decode-token", null, "{}")).Says(400, "provided 'encoded_token' or 'otp' is empty");
    }
}
