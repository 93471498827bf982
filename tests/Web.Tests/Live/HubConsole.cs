using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Initialise;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Live;

/// <summary>The whole console on a real socket, with a sealed vault of 3 of 4 whose holders wait to unseal it.</summary>
public sealed class HubConsole : WebApplicationFactory<CeremonyHub>, IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("hub-").FullName;
    private readonly Dictionary<PersonId, SecretBytes> _shares = [];
    private readonly Dictionary<PersonId, Phone> _phones = [];

    public HubConsole() => UseKestrel(0);

    public Uri Hub => new(Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First() + HubSetup.Path);

    public Person Administrator { get; private set; } = null!;

    public IReadOnlyList<Person> Holders { get; private set; } = [];

    public CeremonyId Unseal { get; private set; }

    /// <summary>Every share of the vault, as no client may ever see it.</summary>
    public IReadOnlyList<byte[]> Secrets => [.. _shares.Values.Select(s => s.Borrow().ToArray())];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        StartServer();
        Administrator = await AddPersonAsync("Ada", Roles.Administrator);
        Holders = [await AddPersonAsync("Ben"), await AddPersonAsync("Cleo"), await AddPersonAsync("Dan"), await AddPersonAsync("Eve")];
        CeremonyOrder order = new(4, 3, [.. Holders.Select(h => h.Id)], VerificationPolicy.None, TimeSpan.FromHours(1), "For the hub.");
        Ceremony made = Done(await Get<StartInitialise>().RunAsync(Administrator.Id, order, Stop));
        foreach (Person holder in Holders)
        {
            Phone phone = _phones[holder.Id];
            _shares[holder.Id] = phone.Open(Done(await Get<RevealShare>().RunAsync(holder.Id, made.Id, phone.Device.Id, Stop)));
        }

        Unseal = (await Get<IConsoleStore>().ListOpenCeremoniesAsync(Stop)).Single().Id;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async Task<Person> AddPersonAsync(string name, Roles roles = Roles.Holder)
    {
        Person person = new(PersonId.New(), name, $"{name.ToLowerInvariant()}-{_shares.Count}", roles, PersonState.Active, TimeProvider.System.GetUtcNow());
        _phones.Add(person.Id, new Phone(person.Id, person.Created));
        await CommitAsync(new Commit(Note()) { People = [person], Devices = [_phones[person.Id].Device], Accounts = [new NewAccount(person.Id, person.SignInName, "no password has this hash")] });
        return person;
    }

    public Task CommitAsync(Commit commit) => Get<IConsoleStore>().CommitAsync(commit, Stop);

    public static AuditDraft Note() =>
        new(TimeProvider.System.GetUtcNow(), "system", "the test", "test", "", AuditDraft.DoneOutcome, "A step of a test.");

    public async Task<Ceremony> FindAsync(CeremonyId id) => (await Get<IConsoleStore>().FindCeremonyAsync(id, Stop))!;

    public async Task<Ceremony> SubmitAsync(Person holder)
    {
        Ceremony unseal = await FindAsync(Unseal);
        return Done(await Get<SubmitShare>().RunAsync(
            holder.Id, Unseal, Fingerprint.Of(unseal).Full, Phone.Seal(_shares[holder.Id], SealContext.Submit(unseal, holder.Id)), Stop));
    }

    /// <summary>A rekey among the same holders; the vault is open.</summary>
    public async Task<CeremonyId> StartRekeyAsync() => Done(await Get<StartRekey>().RunAsync(
        Administrator.Id, new CeremonyOrder(4, 3, [.. Holders.Select(h => h.Id)], VerificationPolicy.None, TimeSpan.FromHours(1), "For the hub."), Stop)).Id;

    /// <summary>Nothing is submitted any more.</summary>
    public async Task StartOverAsync() => Done(await Get<EndCeremony>().CancelAsync(Administrator.Id, Unseal, "Next test.", Stop));

    /// <summary>The header that a signed-in browser would send: the cookie that the console itself makes.</summary>
    public async Task<string> CookieAsync(Person person, string? signedInAs = null)
    {
        await using AsyncServiceScope scope = Services.CreateAsyncScope();
        IdentityUser account = (await scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>().FindByIdAsync(person.Id.Value))!;
        ClaimsPrincipal user = await scope.ServiceProvider.GetRequiredService<SignInManager<IdentityUser>>().CreateUserPrincipalAsync(account);
        if (signedInAs is not null)
        {
            ((ClaimsIdentity)user.Identity!).AddClaim(new Claim(PersonClaims.Session, signedInAs));
        }

        CookieAuthenticationOptions cookies = Get<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        AuthenticationProperties session = new() { IssuedUtc = now, ExpiresUtc = now.AddHours(1) };
        return $"{cookies.Cookie.Name}={cookies.TicketDataFormat.Protect(new AuthenticationTicket(user, session, IdentityConstants.ApplicationScheme))}";
    }

    public async Task<HubConnection> ConnectAsync(Person person, HttpTransportType transport = HttpTransportType.WebSockets, string? signedInAs = null)
    {
        HubConnection client = await NewClientAsync(person, transport, signedInAs);
        await client.StartAsync(Stop);
        return client;
    }

    /// <summary>A client that is not connected yet.</summary>
    public async Task<HubConnection> NewClientAsync(Person person, HttpTransportType transport = HttpTransportType.WebSockets, string? signedInAs = null)
    {
        string cookie = await CookieAsync(person, signedInAs);
        return new HubConnectionBuilder().WithUrl(Hub, transport, http => http.Headers["Cookie"] = cookie).Build();
    }

    private static T Done<T>(Outcome<T> outcome) => outcome.Match(done => done, refused => throw new InvalidOperationException(refused.Message));

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("data", _data);
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureTestServices(services => services.AddSingleton<IFreshProof, ProvedOutside>());
    }
}
