using System.Text;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.RootToken;

public sealed class RootTokenTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task A_threshold_of_holders_gives_the_administrator_a_veiled_token()
    {
        using TestConsole c = await UnsealedAsync();
        (Ceremony ceremony, byte[]? password) = (await c.StartRootAsync()).Value();
        Assert.Matches("^[0-9A-Za-z]{28}$", Encoding.ASCII.GetString(password!));

        await c.AuthoriseAsync(ceremony.Id);
        string encoded = (await c.Token.RunAsync(Olga, ceremony.Id, Ct)).Value();

        string token = Decode(encoded, password!);
        Assert.Matches("^hvs\\.[0-9A-Za-z]{24}$", token);
        Assert.Equal(38, encoded.Length); // 28 bytes in base64 without padding.
        await KeptAsync(c, token);
    }

    [Fact]
    public async Task It_can_be_encrypted_to_the_administrators_key()
    {
        using TestConsole c = await UnsealedAsync();
        await c.GiveKeysAsync(Olga);
        (Ceremony ceremony, byte[]? password) = (await c.StartRootAsync(toPgp: true)).Value();
        Assert.Null(password);
        Assert.Equal(TestPgp.Key("olga"), ceremony.TokenKey);

        await c.AuthoriseAsync(ceremony.Id);
        string token = Encoding.ASCII.GetString(TestPgp.Decrypt("olga", (await c.Token.RunAsync(Olga, ceremony.Id, Ct)).Value()));

        Assert.Matches("^hvs\\.[0-9A-Za-z]{24}$", token);
        await KeptAsync(c, token);
    }

    [Fact]
    public async Task Recovery_shares_authorise_it_as_well()
    {
        using TestConsole c = await RecoverableAsync();
        (Ceremony ceremony, byte[]? password) = (await c.StartRootAsync()).Value();

        Assert.Equal(CeremonyStage.Completed, (await c.AuthoriseAsync(ceremony.Id)).Stage);
        await KeptAsync(c, Decode((await c.Token.RunAsync(Olga, ceremony.Id, Ct)).Value(), password!));
    }

    // The vector of vault-behaviour.md, section 4.3: made for it, checked with upstream's routine.
    [Fact]
    public void The_veil_is_upstreams()
    {
        using SecretBytes token = SecretBytes.Take("hvs.A1b2C3d4E5f6G7h8I9j0K1l2"u8.ToArray());
        using SecretBytes password = SecretBytes.Take("abcdefghijklmnopqrstuvwxyz01"u8.ToArray());

        Assert.Equal("CRQQSiRXBVoqWQ9YKFsJRjZFG0w8Tx1IMktcAw", Convert.ToBase64String(OneTimePassword.Veil(token, password)).TrimEnd('='));
    }

    [Fact]
    public async Task The_password_survives_a_restart_and_is_gone_with_the_token()
    {
        TestConsole c = await UnsealedAsync();
        (Ceremony ceremony, byte[]? password) = (await c.StartRootAsync()).Value();
        (await c.SubmitAsync(Ada, ceremony.Id)).Value();
        c = await c.RestartAsync();
        await c.UnsealAsync();
        Assert.Single(await c.Store.ListAsync("console/root-otp/", Ct));

        await c.AuthoriseAsync(ceremony.Id);

        Assert.Empty(await c.Store.ListAsync("console/root-otp/", Ct));
        await KeptAsync(c, Decode((await c.Token.RunAsync(Olga, ceremony.Id, Ct)).Value(), password!));
        c.Dispose();
    }

    [Fact]
    public async Task Neither_token_nor_password_is_stored_in_the_clear_at_any_time()
    {
        using TestConsole c = await UnsealedAsync();
        var seen = new List<byte[]>();
        c.Memory.BeforeCommit = commit =>
        {
            seen.AddRange(commit.Records.Select(r => r.Value).OfType<byte[]>());
            seen.AddRange(commit.Deliveries.Select(d => d.Sealed).OfType<byte[]>());
            seen.Add(Encoding.UTF8.GetBytes(commit.Audit?.Detail ?? ""));
            return Task.CompletedTask;
        };
        (Ceremony ceremony, byte[]? password) = (await c.StartRootAsync()).Value();
        await c.AuthoriseAsync(ceremony.Id);
        byte[] token = Encoding.ASCII.GetBytes(Decode((await c.Token.RunAsync(Olga, ceremony.Id, Ct)).Value(), password!));

        Assert.NotEmpty(seen);
        Assert.DoesNotContain(seen, bytes => bytes.AsSpan().IndexOf(token) >= 0 || bytes.AsSpan().IndexOf(password) >= 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_cancel_or_an_expiry_nothing_is_left(bool cancel)
    {
        using TestConsole c = await UnsealedAsync();
        (Ceremony ceremony, _) = (await c.StartRootAsync()).Value();
        (await c.SubmitAsync(Ada, ceremony.Id)).Value();
        if (cancel)
        {
            (await c.End.CancelAsync(Olga, ceremony.Id, "Not now.", Ct)).Value();
        }
        else
        {
            c.Clock.Advance(TimeSpan.FromDays(2));
            await c.End.ExpireAsync(Ct);
        }

        Assert.False((await c.FindAsync(ceremony.Id)).IsOpen);
        Assert.Empty(await c.Store.ListAsync("console/root-otp/", Ct));
        Assert.Empty(await c.Store.ListAsync("sys/token/id/", Ct));
        Assert.Equal("no-token", (await c.Token.RunAsync(Olga, ceremony.Id, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Sealing_wipes_what_was_submitted()
    {
        using TestConsole c = await UnsealedAsync();
        (Ceremony ceremony, _) = (await c.StartRootAsync()).Value();
        (await c.SubmitAsync(Ada, ceremony.Id)).Value();

        (await c.Seal.RunAsync(Olga, Ct)).Value();

        Ceremony again = await c.FindAsync(ceremony.Id);
        Assert.Equal((0, 2), (again.Received, again.Attempt));
        Assert.Equal("sealed", (await c.SubmitAsync(Ada, ceremony.Id)).Refusal?.Code);
    }

    [Fact]
    public async Task It_is_collected_until_its_receiver_has_it_and_by_nobody_else()
    {
        using TestConsole c = await UnsealedAsync();
        (Ceremony ceremony, _) = (await c.StartRootAsync()).Value();
        await c.AuthoriseAsync(ceremony.Id);

        string first = (await c.Token.RunAsync(Olga, ceremony.Id, Ct)).Value();
        Assert.Equal(first, (await c.Token.RunAsync(Olga, ceremony.Id, Ct)).Value());
        Assert.Equal("not-allowed", (await c.Token.RunAsync(Ada, ceremony.Id, Ct)).Refusal?.Code);
        Assert.True(await c.Token.WaitsAsync(Olga, ceremony.Id, Ct));

        (await c.Token.ForgetAsync(Olga, ceremony.Id, Ct)).Value();

        Assert.False(await c.Token.WaitsAsync(Olga, ceremony.Id, Ct));
        Assert.Equal("no-token", (await c.Token.RunAsync(Olga, ceremony.Id, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task The_holders_approve_the_way_and_the_key_with_the_fingerprint()
    {
        using TestConsole c = await UnsealedAsync();
        await c.GiveKeysAsync(Olga);
        (Ceremony ceremony, _) = (await c.StartRootAsync(toPgp: true)).Value();

        Assert.NotEqual(Fingerprint.Of(ceremony).Full, Fingerprint.Of(ceremony with { TokenKey = null }).Full);
        Assert.NotEqual(Fingerprint.Of(ceremony).Full, Fingerprint.Of(ceremony with { TokenKey = TestPgp.Key("ada") }).Full);
    }

    private static string Decode(string encoded, byte[] password) => Encoding.ASCII.GetString(
        [.. Convert.FromBase64String(encoded.PadRight((encoded.Length + 3) / 4 * 4, '=')).Zip(password, (a, b) => (byte)(a ^ b))]);

    private static async Task KeptAsync(TestConsole c, string token)
    {
        using SecretBytes text = SecretBytes.Take(Encoding.ASCII.GetBytes(token));
        var request = new KeyCeremonyConsole.Ceremonies.Access.Request("sys/seal", Capabilities.Update | Capabilities.Sudo, Reads: false);
        Assert.True((await c.Gate.EnterAsync(text, request, Ct)).Value().Token.IsRoot);
    }
}
