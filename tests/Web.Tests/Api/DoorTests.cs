using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Initialise;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Engine.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>One ceremony, two doors: the console's pages and the API.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    private readonly ApiConsole _console = new();
    private readonly Dictionary<PersonId, string> _shares = [];
    private readonly Dictionary<PersonId, Phone> _phones = [];
    private Person _ada = null!;
    private Person[] _holders = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // A vault that was made in the console: its holders are known by name.
    public async ValueTask InitializeAsync()
    {
        _ = _console.Http;
        _ada = await AddAsync("Ada", Roles.Administrator);
        _holders = [await AddAsync("Ben", Roles.Holder), await AddAsync("Cleo", Roles.Holder), await AddAsync("Dan", Roles.Holder)];
        Ceremony made = Done(await Get<StartInitialise>().RunAsync(_ada.Id, Order(VerificationPolicy.None), Stop));
        await CollectAsync(made.Id);
    }

    public ValueTask DisposeAsync()
    {
        foreach (Phone phone in _phones.Values)
        {
            phone.Dispose();
        }

        return _console.DisposeAsync();
    }

    [Fact]
    public async Task An_unseal_goes_on_at_whichever_door()
    {
        Reply one = (await _console.SendAsync("PUT", "sys/unseal", null, new { key = _shares[_holders[1].Id] })).Is(200);
        Assert.Equal(1, one.Number("progress"));
        Ceremony unseal = (await _console.Store.ListOpenCeremoniesAsync(Stop)).Single();
        Assert.Equal(["Cleo"], unseal.Of(Part.Submitter).Where(p => p.SubmittedAt is not null).Select(p => p.Name));
        (await _console.SendAsync("PUT", "sys/unseal", null, new { reset = true })).Is(403); // A stranger must not hold the holders up.

        Done(await Get<SubmitShare>().RunAsync(_holders[0].Id, unseal.Id, Fingerprint.Of(unseal).Full, Sealed(_holders[0], unseal), Stop));

        Assert.False((await _console.SendAsync("GET", "sys/seal-status", null)).Flag("sealed"));
    }

    [Fact]
    public async Task A_rekey_of_the_console_is_joined_by_its_holders_alone_and_hands_nothing_out()
    {
        await OpenAsync();
        Ceremony rekey = Done(await Get<StartRekey>().RunAsync(_ada.Id, Order(VerificationPolicy.AllHolders), Stop));
        string ben = await _console.OwnTokenAsync(_holders[0]);
        string cleo = await _console.OwnTokenAsync(_holders[1]);
        string admin = await _console.OwnTokenAsync(_ada);
        string nonce = (await _console.SendAsync("GET", "sys/rekey/init", ben)).Is(200).Text("nonce");
        Assert.Equal(rekey.Nonce.Value, nonce);

        Task<Reply> Submit(string token, Person holder) => _console.SendAsync("PUT", "sys/rekey/update", token, new { key = _shares[holder.Id], nonce });
        (await Submit(admin, _holders[0])).Is(403);
        (await Submit(ben, _holders[1])).Is(403); // Somebody else's share.
        Assert.Equal(1, (await Submit(ben, _holders[0])).Is(200).Number("progress"));
        (await _console.SendAsync("DELETE", "sys/rekey/init", ben)).Is(403);
        Reply done = (await Submit(cleo, _holders[1])).Is(200);

        Assert.True(done.Flag("complete"));
        Assert.Equal(0, done.Json.GetProperty("keys").GetArrayLength());
        Ceremony dealt = (await _console.Store.FindCeremonyAsync(rekey.Id, Stop))!;
        Assert.Equal(CeremonyStage.Delivering, dealt.Stage);
        Assert.NotNull(await _console.Store.FindDeliveryAsync(rekey.Id, _holders[2].Id, _phones[_holders[2].Id].Device.Id, Stop));
        string verification = done.Text("verification_nonce");
        (await _console.SendAsync("PUT", "sys/rekey/verify", ben, new { key = _shares[_holders[0].Id], nonce = verification })).Is(403);
    }

    [Fact]
    public async Task A_rekey_of_the_api_is_seen_in_the_console_and_cancelled_there()
    {
        await OpenAsync();
        var seen = new List<ConsoleEvent>();
        using IDisposable listening = Get<IConsoleFeed>().Subscribe(seen.Add);
        string admin = await _console.OwnTokenAsync(_ada);
        string nonce = (await _console.SendAsync("PUT", "sys/rekey/init", admin, new { secret_shares = 2, secret_threshold = 2 })).Is(200).Text("nonce");
        Ceremony shown = Assert.IsType<CeremonyMoved>(seen.Last()).View.Ceremony;
        Assert.Equal((nonce, "Ada", true), (shown.Nonce.Value, shown.StartedByName, shown.HandsSharesOut));

        Outcome<Ceremony> here = await Get<SubmitShare>().RunAsync(_holders[0].Id, shown.Id, Fingerprint.Of(shown).Full, Sealed(_holders[0], shown), Stop);
        Assert.Equal("through-the-api", here.Refusal?.Code);
        Assert.Equal(1, (await _console.SendAsync("PUT", "sys/rekey/update", admin, new { key = _shares[_holders[0].Id], nonce })).Is(200).Number("progress"));
        Assert.Equal(1, Assert.IsType<CeremonyMoved>(seen.Last()).View.Ceremony.Received);

        Done(await Get<EndCeremony>().CancelAsync(_ada.Id, shown.Id, "Not now.", Stop));

        Assert.False((await _console.SendAsync("GET", "sys/rekey/init", admin)).Flag("started"));
        (await _console.SendAsync("PUT", "sys/rekey/update", admin, new { key = _shares[_holders[1].Id], nonce })).Says(400, "no barrier rekey in progress");
        Assert.Contains(await _console.AuditAsync("rekey.start"), e => e.ActorName == "Ada" && e.Outcome == "done");
        Assert.Contains(await _console.AuditAsync("share.submit"), e => e.Outcome == "through-the-api");
    }

    [Fact]
    public async Task A_rekey_of_the_console_is_cancelled_through_the_api_with_sudo_alone()
    {
        await OpenAsync();
        await _console.Store.FindCeremonyAsync(Done(await Get<StartRekey>().RunAsync(_ada.Id, Order(VerificationPolicy.AllHolders), Stop)).Id, Stop);
        string admin = await _console.OwnTokenAsync(_ada);
        (await _console.SendAsync("PUT", "sys/policies/acl/canceller", admin, new { policy = """path "sys/rekey/init" { capabilities = ["delete"] }""" })).Is(204);
        string made = (await _console.SendAsync("POST", "auth/token/create", admin, new { policies = "canceller" })).Is(200).Json.GetProperty("auth").GetProperty("client_token").GetString()!;

        (await _console.SendAsync("DELETE", "sys/rekey/init", made)).Is(403);
        (await _console.SendAsync("DELETE", "sys/rekey/init", admin)).Is(204);

        Assert.Empty(await _console.Store.ListOpenCeremoniesAsync(Stop));
    }

    private T Get<T>()
        where T : notnull => _console.Services.GetRequiredService<T>();

    private async Task<Person> AddAsync(string name, Roles roles)
    {
        var person = new Person(PersonId.New(), name, name.ToLowerInvariant(), roles, PersonState.Active, _console.Clock.GetUtcNow());
        var phone = new Phone(person.Id, _console.Clock.GetUtcNow());
        _phones.Add(person.Id, phone);
        await _console.StoreAsync(person, device: phone.Device);
        return person;
    }

    private CeremonyOrder Order(VerificationPolicy verification) =>
        new(3, 2, [.. _holders.Select(h => h.Id)], verification, TimeSpan.FromHours(1), "For the doors.");

    private async Task CollectAsync(CeremonyId id)
    {
        foreach (Person holder in _holders)
        {
            Phone phone = _phones[holder.Id];
            using SecretBytes share = phone.Open(Done(await Get<RevealShare>().RunAsync(holder.Id, id, phone.Device.Id, Stop)));
            _shares[holder.Id] = Convert.ToHexStringLower(share.Borrow());
        }
    }

    private async Task OpenAsync()
    {
        foreach (Person holder in _holders.Take(2))
        {
            (await _console.SendAsync("PUT", "sys/unseal", null, new { key = _shares[holder.Id] })).Is(200);
        }
    }

    private SealedShare Sealed(Person holder, Ceremony shown)
    {
        using var share = SecretBytes.Take(Convert.FromHexString(_shares[holder.Id]));
        return Phone.Seal(share, SealContext.Submit(shown, holder.Id));
    }

    private static T Done<T>(Outcome<T> outcome) => outcome.Match(done => done, refusal => throw new InvalidOperationException(refusal.Message));
}
