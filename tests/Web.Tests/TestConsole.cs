using System.Security.Claims;
using System.Text;
using Bunit;
using Bunit.TestDoubles;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Backup;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Initialise;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Mail;
using KeyCeremonyConsole.Ceremonies.Migrate;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.RootKey;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Seal;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Ceremonies.Witness;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Envelopes;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests;

/// <summary>A console in memory, with the real rules and the real vault; people act through the real trips.</summary>
public sealed class TestConsole : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly Dictionary<(PersonId Person, string Set), byte[]> _kept = [];
    private readonly Dictionary<PersonId, Phone> _phones = [];

    public TestConsole(IAutoSeal? provider = null, IMail? mail = null)
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 14, 2, 0, TimeSpan.Zero));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(Store);
        services.AddSingleton<IConsoleStore>(Store);
        services.AddSingleton(s => new SealEngine(Store, Clock, seal: provider));
        services.AddSingleton<IEnvelopes, HpkeEnvelopes>().AddSingleton<DeviceBook>();
        services.AddSingleton<EnrolDevice>().AddSingleton<AcceptDevice>().AddSingleton<RemoveDevice>();
        services.AddSingleton<BarrierReader>().AddSingleton<PolicyStore>().AddSingleton<Permissions>().AddSingleton<ChangePolicy>();
        services.AddSingleton<IFreshProof>(Proof).AddSingleton<CeremonyRoom>().AddSingleton<IConsoleFeed, ConsoleFeed>().AddSingleton<Presence>().AddSingleton<ProviderWatch>().AddSingleton<Watch>();
        services.AddSingleton<Dealer>().AddSingleton<StartInitialise>().AddSingleton<StartRekey>().AddSingleton<DealRekey>().AddSingleton<FinishRekey>().AddSingleton<DealAgain>();
        services.AddSingleton<StartMigrate>().AddSingleton<FinishMigrate>().AddSingleton<RotateRootKey>().AddSingleton<AutoUnseal>();
        services.AddSingleton<TakePart>().AddSingleton<SubmitShare>().AddSingleton<EndCeremony>().AddSingleton<SealVault>();
        services.AddSingleton<RevealShare>().AddSingleton<ConfirmStored>().AddSingleton<ProveShare>().AddSingleton<ManagePeople>();
        services.AddSingleton<IOpenPgp, OpenPgpEnvelope>().AddSingleton<IRootTokens, StoredRootTokens>().AddSingleton<CollectMessage>().AddSingleton<KeepPgpKey>();
        services.AddSingleton<ReadBackup>().AddSingleton<StartGenerateRoot>().AddSingleton<FinishGenerateRoot>().AddSingleton<CollectToken>().AddSingleton<OddShares>();
        services.AddSingleton<CheckShare>().AddSingleton<ReadReadiness>().AddSingleton<NoteAbsence>().AddSingleton<SetProofPolicy>();
        services.AddSingleton<BarrierRecords>().AddSingleton<PolicyStore>().AddSingleton<ChangePolicy>().AddSingleton<SetRotation>();
        services.AddSingleton(mail ?? new NoMail()).AddSingleton<SendMail>().AddSingleton<EndSessions>().AddSingleton<SetFourEyes>().AddSingleton<DecideProposals>();
        services.AddSingleton<InviteWitnesses>();
        _services = services.BuildServiceProvider();
        Get<Presence>().Changed += id => _ = Get<Watch>().AnnouncePresenceAsync(id);
    }

    public FakeTimeProvider Clock { get; }

    public MemoryStore Store { get; } = new();

    internal Proved Proof { get; } = new();

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (Phone phone in _phones.Values)
        {
            phone.Dispose();
        }

        _services.Dispose();
        Store.Dispose();
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Everybody has one.</summary>
    public Phone PhoneOf(Person person) => _phones[person.Id];

    public async Task<Person> PersonAsync(string name, Roles roles = Roles.Holder, bool withPhone = true)
    {
        var person = new Person(PersonId.New(), name, name.ToLowerInvariant(), roles, PersonState.Active, Clock.GetUtcNow());
        await Store.CommitAsync(
            new Commit(new AuditDraft(Clock.GetUtcNow(), "system", "the console", "person.add", person.Id.Value, AuditDraft.DoneOutcome, "Added."))
            {
                People = [person],
                Devices = withPhone ? [NewPhone(person)] : [],
            },
            Stop);
        return person;
    }

    public async Task<IReadOnlyList<Person>> PeopleAsync(params string[] names)
    {
        var people = new List<Person>();
        foreach (string name in names)
        {
            people.Add(await PersonAsync(name));
        }

        return people;
    }

    public async Task<Ceremony> InitialiseAsync(Person by, int threshold, IReadOnlyList<Person> holders, VerificationPolicy verification = VerificationPolicy.AllHolders) =>
        Done(await Get<StartInitialise>().RunAsync(by.Id, Order(threshold, holders, verification), Stop));

    public async Task<Ceremony> RekeyAsync(Person by, int threshold, IReadOnlyList<Person> holders, VerificationPolicy verification = VerificationPolicy.AllHolders) =>
        Done(await Get<StartRekey>().RunAsync(by.Id, Order(threshold, holders, verification), Stop));

    /// <summary>An open vault whose holders have kept their shares.</summary>
    public async Task OpenVaultAsync(Person by, int threshold, IReadOnlyList<Person> holders)
    {
        Ceremony initialise = await InitialiseAsync(by, threshold, holders);
        foreach (Person holder in holders)
        {
            await CollectAsync(initialise.Id, holder);
            await ProveAsync(initialise.Id, holder);
        }

        Ceremony unseal = (await Store.ListOpenCeremoniesAsync(Stop)).Single();
        foreach (Person holder in holders.Take(threshold))
        {
            await SubmitAsync(unseal.Id, holder);
        }
    }

    /// <summary>A vault whose shares went to people whom the console does not know.</summary>
    public async Task InitialiseElsewhereAsync(ShareScheme scheme)
    {
        using PreparedDeal deal = await Get<SealEngine>().PrepareInitialiseAsync(scheme, Stop);
        await Store.CommitAsync(
            new Commit(new AuditDraft(Clock.GetUtcNow(), "system", "the console", "initialise.start", "", AuditDraft.DoneOutcome, "Elsewhere.")) { Records = deal.Changes }, Stop);
        await deal.AdoptAsync(Stop);
    }

    /// <summary>They keep Ada's key.</summary>
    public async Task GiveKeyAsync(Person person) =>
        Done(await Get<KeepPgpKey>().SaveAsync(person.Id, person.Id, Encoding.ASCII.GetBytes(OpenPgp.AdasKey.Armored), Stop));

    /// <summary>The person is shown their new share and keeps it.</summary>
    public async Task CollectAsync(CeremonyId id, Person holder)
    {
        Phone phone = PhoneOf(holder);
        using SecretBytes share = phone.Open(Done(await Get<RevealShare>().RunAsync(holder.Id, id, phone.Device.Id, Stop)));
        _kept[(holder.Id, (await FindAsync(id)).NewSet!)] = share.Borrow().ToArray();
        Done(await Get<ConfirmStored>().StoredAsync(holder.Id, id, Stop));
    }

    public async Task<Ceremony> ProveAsync(CeremonyId id, Person holder)
    {
        Ceremony ceremony = await FindAsync(id);
        using SecretBytes share = Share(holder, ceremony.NewSet!);
        return Done(await Get<ProveShare>().RunAsync(holder.Id, id, Phone.Seal(share, SealContext.Prove(ceremony, holder.Id)), Stop));
    }

    /// <summary>The person has the share of the set in force checked.</summary>
    public async Task<ShareProof> CheckAsync(Person holder)
    {
        using SecretBytes share = Share(holder, (await Get<SealEngine>().ReadStatusAsync(Stop)).Current!.Id);
        return Done(await Get<CheckShare>().RunAsync(holder.Id, Phone.Seal(share, SealContext.Check(holder.Id)), Stop));
    }

    public async Task<Ceremony> SubmitAsync(CeremonyId id, Person holder)
    {
        Ceremony ceremony = await FindAsync(id);
        using SecretBytes share = Share(holder, ceremony.CurrentSet!);
        return Done(await Get<SubmitShare>().RunAsync(
            holder.Id, id, Fingerprint.Of(ceremony).Full, Phone.Seal(share, SealContext.Submit(ceremony, holder.Id)), Stop));
    }

    /// <summary>A share as its holder kept it, in base64 or in other bytes that were asked for.</summary>
    public byte[] Text(Person holder, string set) => Encoding.ASCII.GetBytes(Convert.ToBase64String(_kept[(holder.Id, set)]));

    public async Task<Ceremony> FindAsync(CeremonyId id) => (await Store.FindCeremonyAsync(id, Stop))!;

    public async Task<CeremonyView> ViewAsync(CeremonyId id) => (await Get<Watch>().CeremonyAsync(id, Stop))!;

    public Task<IReadOnlyList<Ceremony>> OpenAsync() => Store.ListOpenCeremoniesAsync(Stop);

    /// <summary>Gives a bUnit context this console's services and signs the person in there.</summary>
    public void SignIn(BunitContext browser, Person person)
    {
        BunitAuthorizationContext authorization = browser.AddAuthorization();
        string[] roles =
        [
            .. new[] { (Roles.Administrator, Policies.Administrator), (Roles.Holder, Policies.Holder), (Roles.Auditor, Policies.Auditor) }
                .Where(r => person.Roles.HasFlag(r.Item1))
                .Select(r => r.Item2),
        ];
        authorization.SetAuthorized(person.Name);
        authorization.SetClaims([new Claim(PersonClaims.Person, person.Id.Value), new Claim(PersonClaims.Session, "of this test"), .. roles.Select(role => new Claim(ClaimTypes.Role, role))]);
        browser.Services.AddMudServices();
        browser.Services.AddSingleton<TimeProvider>(Clock);
        browser.Services.AddSingleton<IConsoleStore>(Store);
        browser.Services.AddSingleton<IFreshProof>(Proof);
        browser.Services.AddSingleton<Proofs>();
        browser.Services.AddSingleton(new SignInMode(IsLocal: true));
        browser.Services.AddScoped<StepUp>();
        foreach (Type trip in Shared)
        {
            browser.Services.AddSingleton(trip, _services.GetRequiredService(trip));
        }
    }

    public static T Done<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.TryGet(out T? value, out Refusal? refusal), refusal?.Message);
        return value;
    }

    private static readonly Type[] Shared =
    [
        typeof(SealEngine), typeof(Permissions), typeof(PolicyStore), typeof(IConsoleFeed), typeof(Presence), typeof(Watch), typeof(StartInitialise), typeof(StartRekey),
        typeof(TakePart), typeof(SubmitShare), typeof(EndCeremony), typeof(SealVault), typeof(RevealShare), typeof(ConfirmStored),
        typeof(ProveShare), typeof(ManagePeople), typeof(StartMigrate), typeof(RotateRootKey), typeof(AutoUnseal), typeof(CollectMessage),
        typeof(KeepPgpKey), typeof(ReadBackup), typeof(StartGenerateRoot), typeof(CollectToken),
        typeof(CheckShare), typeof(ReadReadiness), typeof(NoteAbsence), typeof(SetProofPolicy), typeof(InviteWitnesses), typeof(SetFourEyes), typeof(EndSessions), typeof(SendMail), typeof(DecideProposals),
        typeof(IEnvelopes), typeof(DeviceBook), typeof(DealAgain), typeof(EnrolDevice), typeof(AcceptDevice), typeof(RemoveDevice),
    ];

    private static CeremonyOrder Order(int threshold, IReadOnlyList<Person> holders, VerificationPolicy verification) => new(
        holders.Count, threshold, [.. holders.Select(h => h.Id)], verification, TimeSpan.FromHours(24), "Ines leaves the team");

    private Device NewPhone(Person owner)
    {
        Phone phone = new(owner.Id, Clock.GetUtcNow());
        _phones.Add(owner.Id, phone);
        return phone.Device;
    }

    private SecretBytes Share(Person holder, string set) => SecretBytes.Take(_kept[(holder.Id, set)].ToArray());
}
