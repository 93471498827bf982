using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Envelopes.Tests.Hpke;

/// <summary>Both directions with an implementation that is not ours: npm @hpke/core as the browser gets it, run by Node.</summary>
public sealed class OtherSideTests : IDisposable
{
    private static readonly SealContext Context = SealContext.Check(new PersonId("ada"));

    private readonly Process _node = Start();

    public void Dispose()
    {
        _node.Kill();
        _node.WaitForExit();
        _node.Dispose();
    }

    [Fact]
    public async Task What_the_browser_seals_the_server_opens()
    {
        var envelopes = new HpkeEnvelopes();
        for (int i = 1; i < 60; i++)
        {
            using IOpeningKey key = envelopes.NewKey();
            byte[] message = RandomNumberGenerator.GetBytes(i);

            byte[] envelope = Convert.FromHexString(await AskAsync("seal", Convert.ToHexString(key.PublicKey), Context.Text, message));

            using SecretBytes opened = key.Open(envelope, Context);
            Assert.Equal(message, opened.Borrow().ToArray());
            Assert.ThrowsAny<CryptographicException>(() => key.Open(envelope, SealContext.Check(new PersonId("ben"))));
        }
    }

    [Fact]
    public async Task What_the_server_seals_the_browser_opens()
    {
        for (int i = 1; i < 60; i++)
        {
            using var device = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            using var share = SecretBytes.Random(i);

            byte[] envelope = new HpkeEnvelopes().Seal(P256.PointOf(device), Context, share);

            Assert.Equal(Convert.ToHexStringLower(share.Borrow()), await AskAsync("open", Jwk(device), Context.Text, envelope));
            Assert.Equal("no", await AskAsync("open", Jwk(device), "check/ben", envelope));
        }
    }

    [Fact]
    public async Task The_browser_opens_nothing_that_was_altered_or_is_another_device_s()
    {
        using var device = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var share = SecretBytes.Random(33);
        byte[] envelope = new HpkeEnvelopes().Seal(P256.PointOf(device), Context, share);

        Assert.Equal("no", await AskAsync("open", Jwk(other), Context.Text, envelope));
        for (int at = 0; at < envelope.Length; at++)
        {
            byte[] altered = [.. envelope];
            altered[at] ^= 0x10;
            Assert.Equal("no", await AskAsync("open", Jwk(device), Context.Text, altered));
        }
    }

    private async Task<string> AskAsync(string act, string key, string context, byte[] data)
    {
        await _node.StandardInput.WriteLineAsync($"{act} {key} {context} {Convert.ToHexString(data)}");
        return await _node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? await _node.StandardError.ReadToEndAsync();
    }

    private static string Jwk(ECDiffieHellman key)
    {
        ECParameters p = key.ExportParameters(includePrivateParameters: true);
        static string Text(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $$"""{"kty":"EC","crv":"P-256","x":"{{Text(p.Q.X!)}}","y":"{{Text(p.Q.Y!)}}","d":"{{Text(p.D!)}}"}"""));
    }

    private static Process Start([CallerFilePath] string here = "")
    {
        string folder = Path.GetDirectoryName(here)!;
        string sealing = new Uri(Path.GetFullPath(Path.Combine(folder, "../../../wwwroot-assets/sealing.js"))).AbsoluteUri;
        return Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "other-side.mjs"), sealing])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
