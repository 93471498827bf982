using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>Where two administrators must agree, a token is one of them at the most: a root token too.</summary>
public sealed class FourEyesApiTests : IAsyncLifetime
{
    private const string InTheConsole = "Here two administrators must agree to this, and a token is only one of them. Do it in the console: there the second one confirms it, on the page Approvals.";

    private ApiConsole _console = null!;
    private Person _olga = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await ApiConsole.OpenAsync();
        (_olga, _) = await _console.PersonAsync("Olga", Roles.Administrator);
        await _console.PersonAsync("Nils", Roles.Administrator);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData("PUT", "sys/rekey/init", """{"secret_shares":3,"secret_threshold":2}""")]
    [InlineData("PUT", "sys/rotate/root/init", """{"secret_shares":3,"secret_threshold":2}""")]
    [InlineData("PUT", "sys/generate-root/attempt", "{}")]
    [InlineData("PUT", "sys/policies/acl/team", """{"policy":"path \"a\" { capabilities = [\"read\"] }"}""")]
    [InlineData("DELETE", "sys/policies/acl/team", null)]
    [InlineData("PUT", "sys/rotate/config", """{"interval":"720h"}""")]
    public async Task A_root_token_is_told_where_two_people_do_it_and_nothing_happens(string method, string path, string? body)
    {
        await SwitchOnAsync();

        (await _console.CallAsync(method, path, body)).Says(403, InTheConsole);

        Assert.DoesNotContain(await _console.Store.ListOpenCeremoniesAsync(Stop), c => c.StartedByName.StartsWith("token", StringComparison.Ordinal));
        Assert.Empty(await _console.Store.ListOpenProposalsAsync(Stop));
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_still_said_first()
    {
        await SwitchOnAsync();

        (await _console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 2, secret_threshold = 3 })).Is(400);
    }

    [Fact]
    public async Task A_ceremony_that_was_open_before_goes_on_and_is_not_cancelled_by_a_token()
    {
        string nonce = (await _console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 3, secret_threshold = 2 })).Is(200).Text("nonce");
        await SwitchOnAsync();

        (await _console.CallAsync("DELETE", "sys/rekey/init")).Says(403, InTheConsole);
        Assert.Equal(1, (await _console.CallAsync("PUT", "sys/rekey/update", new { key = _console.Keys[0], nonce })).Is(200).Number("progress"));
    }

    [Fact]
    public async Task The_vault_is_rotated_sealed_and_opened_by_one()
    {
        await SwitchOnAsync();

        (await _console.CallAsync("PUT", "sys/rotate")).Is(204);
        (await _console.CallAsync("PUT", "sys/seal")).Is(204);
        await _console.UnsealAsync();
    }

    private async Task SwitchOnAsync() => Assert.Null((await _console.Services.GetRequiredService<SetFourEyes>().OnAsync(_olga.Id, Stop)).Refusal);
}
