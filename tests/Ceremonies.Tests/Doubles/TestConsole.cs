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
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.RootKey;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Seal;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Ceremonies.Witness;
using KeyCeremonyConsole.Engine.Sealing;
using Microsoft.Extensions.Time.Testing;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>One process: every trip over a store, mostly one in memory. A restart is another one over the same store.</summary>
internal sealed class TestConsole : IDisposable
{
    internal static readonly DateTimeOffset Morning = new(2026, 3, 14, 9, 26, 0, TimeSpan.Zero);

    // Nobody encrypts a million times in a test.
    private static readonly RotationLimits LowLimits = RotationLimits.Upstream with { FewestOperations = 5 };

    private TestConsole(IConsoleStore store, FakeTimeProvider clock, Hands hands, TestSeal? provider)
    {
        (Store, Clock, Hands, Provider) = (store, clock, hands, provider);
        Engine = new SealEngine(store, clock, LowLimits, provider);
        var reader = new BarrierReader(store, Engine);
        Policies = new PolicyStore(reader);
        Permissions = new Permissions(store, Policies);
        Room = new CeremonyRoom(store, clock, Proof, Permissions, Feed);
        Watch = new Watch(store, Engine, Seen, Presence, Feed);
        Feed.Subscribe(Events.Add);
        var finish = new FinishRekey(store, Engine, Watch);
        Book = new DeviceBook(store);
        var dealer = new Dealer(new TestEnvelopes(), Book, Pgp);
        var deal = new DealRekey(Engine, dealer, Watch);
        AutoUnseal = new AutoUnseal(Room, store, Engine, finish, Seen, Watch);
        Open = new OpenConsole(Room, store, Engine);
        Close = new CloseConsole(Room, Engine);
        Initialise = new StartInitialise(Room, store, Engine, dealer, Pgp, Watch);
        Again = new DealAgain(Room, store, Engine, dealer, Watch);
        Rekey = new StartRekey(Room, store, Engine, deal, Pgp, Watch);
        Submit = new SubmitShare(Room, store, Engine, dealer, deal, finish, new FinishMigrate(Engine, Watch),
            new FinishGenerateRoot(store, Engine, new StoredRootTokens(store, Engine), Pgp, Watch), new OddShares(Engine, Watch), Watch);
        Reveal = new RevealShare(Room, store, Engine, Watch);
        Enrol = new EnrolDevice(Room, store, new TestEnvelopes(), Watch);
        AcceptDevice = new AcceptDevice(Room, store, Watch);
        RemoveDevice = new RemoveDevice(Room, store, Watch);
        Collect = new CollectMessage(Room, store, Engine, Pgp, Watch);
        KeepKey = new KeepPgpKey(Room, store, Pgp);
        Backup = new ReadBackup(Room, store, Engine, Pgp);
        StartRoot = new StartGenerateRoot(Room, store, Engine, Pgp, Watch);
        Token = new CollectToken(Room, store, Pgp);
        Confirm = new ConfirmStored(Room, store, Watch);
        Prove = new ProveShare(Room, store, Engine, finish, Watch);
        Take = new TakePart(Room, store, Watch);
        End = new EndCeremony(Room, store, Engine, Watch);
        KeepUnsealOpen = new KeepUnsealOpen(Room, store, Engine, Watch);
        Seal = new SealVault(Room, store, Engine, AutoUnseal, Watch);
        Migrate = new StartMigrate(Room, store, Engine, Watch);
        RotateRoot = new RotateRootKey(Room, Engine, Watch);
        Rotate = new RotateKeyring(Room, Engine, Watch);
        Configure = new SetRotation(Room, Engine, Watch);
        Reencrypt = new Reencrypt(Room, store, Engine, Feed);
        Batch = new ReencryptBatch(Room, store, Engine, Feed);
        EndTerm = new EndTerm(Room, store, Engine, Watch);
        Keys = new ReadKeys(Room, store, Engine);
        var records = new BarrierRecords(Room, reader, Engine);
        Versioned = new VersionedSecrets(Room, records, store, clock);
        Plain = new PlainSecrets(Room, records, store);
        Mounts = new Mounts(records, store, clock);
        Secrets = new SecretStore(Room, Versioned, Permissions);
        var tokens = new TokenStore(records);
        Gate = new Gate(store, tokens, Policies, Engine, clock);
        CreateToken = new CreateToken(Room, store, tokens, clock);
        KeepTokens = new KeepTokens(store, tokens, Engine, clock);
        ChangePolicy = new ChangePolicy(Room, Policies, Engine);
        LiveTokens = new LiveTokens(Room, store, tokens);
        ReadPolicies = new ReadPolicies(Room, Policies);
        InitialiseOpen = new InitialiseOpen(Room, store, Engine, dealer, Pgp, Watch, new OpenInitRule(OpenInit.UntilSetUp));
        People = new ManagePeople(Room, store, Engine);
        Accept = new AcceptInvitation(Room, store, clock);
        Witnesses = new InviteWitnesses(Room, store, Permissions, Feed);
        Witness = new OpenWitnessLink(Room, store, Watch);
        SetUp = new SetUpConsole(Room, store, Code);
        Passkeys = new KeepPasskeys(Room, store, Watch);
        Authenticators = new KeepAuthenticator(Room, store);
        Sessions = new EndSessions(Room, store, Permissions, clock);
        Mail = new SendMail(Room, store, new ReadReadiness(store, Engine, clock), Post);
        SignIn = new RecordSignIn(Room, store, clock);
        Audit = new ReadAudit(Room, store);
        Check = new CheckShare(Room, store, Engine, Feed);
        Readiness = new ReadReadiness(store, Engine, clock);
        Absence = new NoteAbsence(Room, store, Engine, Feed);
        Policy = new SetProofPolicy(Room, store, Feed);
        FourEyes = new SetFourEyes(Room, store, Feed);
        Decide = new DecideProposals(Room, store, Initialise, Rekey, Migrate, StartRoot, End, ChangePolicy, Configure, Policy, People, FourEyes);
    }

    internal static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    internal IConsoleStore Store { get; }

    /// <summary>The store in memory, for its hooks.</summary>
    internal MemoryStore Memory => (MemoryStore)Store;

    internal FakeTimeProvider Clock { get; }

    internal Hands Hands { get; }

    internal TestSeal? Provider { get; }

    internal ProviderWatch Seen { get; } = new();

    internal AutoUnseal AutoUnseal { get; }

    internal StartMigrate Migrate { get; }

    internal RotateRootKey RotateRoot { get; }

    internal DeviceBook Book { get; }

    internal EnrolDevice Enrol { get; }

    internal AcceptDevice AcceptDevice { get; }

    internal RemoveDevice RemoveDevice { get; }

    internal TestPgp Pgp { get; } = new();

    internal CollectMessage Collect { get; }

    internal KeepPgpKey KeepKey { get; }

    internal ReadBackup Backup { get; }

    internal StartGenerateRoot StartRoot { get; }

    internal CollectToken Token { get; }

    internal SetUpCode Code { get; } = new();

    internal Presence Presence { get; } = new();

    internal ConsoleFeed Feed { get; } = new();

    internal List<ConsoleEvent> Events { get; } = [];

    internal CheckShare Check { get; }

    internal ReadReadiness Readiness { get; }

    internal NoteAbsence Absence { get; }

    internal SetProofPolicy Policy { get; }

    internal SetFourEyes FourEyes { get; }

    internal DecideProposals Decide { get; }

    internal SealEngine Engine { get; }

    internal CeremonyRoom Room { get; }

    internal Watch Watch { get; }

    internal Proof Proof { get; } = new();

    internal OpenConsole Open { get; }

    internal CloseConsole Close { get; }

    internal StartInitialise Initialise { get; }

    internal StartRekey Rekey { get; }

    internal DealAgain Again { get; }

    internal SubmitShare Submit { get; }

    internal RevealShare Reveal { get; }

    internal ConfirmStored Confirm { get; }

    internal ProveShare Prove { get; }

    internal TakePart Take { get; }

    internal EndCeremony End { get; }

    internal KeepUnsealOpen KeepUnsealOpen { get; }

    internal SealVault Seal { get; }

    internal RotateKeyring Rotate { get; }

    internal SetRotation Configure { get; }

    internal Reencrypt Reencrypt { get; }

    internal ReencryptBatch Batch { get; }

    internal EndTerm EndTerm { get; }

    internal ReadKeys Keys { get; }

    internal SecretStore Secrets { get; }

    internal VersionedSecrets Versioned { get; }

    internal PlainSecrets Plain { get; }

    internal Mounts Mounts { get; }

    internal PolicyStore Policies { get; }

    internal Permissions Permissions { get; }

    internal Gate Gate { get; }

    internal CreateToken CreateToken { get; }

    internal KeepTokens KeepTokens { get; }

    internal ChangePolicy ChangePolicy { get; }

    internal ReadPolicies ReadPolicies { get; }

    internal LiveTokens LiveTokens { get; }

    internal InitialiseOpen InitialiseOpen { get; }

    internal ManagePeople People { get; }

    internal AcceptInvitation Accept { get; }

    internal InviteWitnesses Witnesses { get; }

    internal OpenWitnessLink Witness { get; }

    internal SetUpConsole SetUp { get; }

    internal KeepPasskeys Passkeys { get; }

    internal KeepAuthenticator Authenticators { get; }

    internal EndSessions Sessions { get; }

    internal SendMail Mail { get; }

    internal TestMail Post { get; } = new();

    internal RecordSignIn SignIn { get; }

    internal ReadAudit Audit { get; }

    /// <summary>Nobody yet, nothing stored.</summary>
    internal static TestConsole Fresh(TestSeal? provider = null) => Over(new MemoryStore(), new Hands(), provider);

    /// <summary>Over a store that may hold something already. Not started: see <see cref="OpenConsole"/>.</summary>
    internal static TestConsole Over(IConsoleStore store, Hands hands, TestSeal? provider = null) =>
        new(store, new FakeTimeProvider(Morning), hands, provider);

    /// <summary>With the whole cast, before initialisation.</summary>
    internal static Task<TestConsole> WithPeopleAsync() => WithPeopleAsync(Fresh());

    /// <summary>With a seal provider besides.</summary>
    internal static Task<TestConsole> WithPeopleAsync(TestSeal provider) => WithPeopleAsync(Fresh(provider));

    internal static async Task<TestConsole> WithPeopleAsync(TestConsole console)
    {
        await console.Store.CommitAsync(
            new Commit(new AuditDraft(Morning, "system", "the test", "test.cast", "", AuditDraft.DoneOutcome, ""))
            {
                People = Cast.Everybody,
                Devices = [.. Cast.Holders.Select(TestEnvelopes.PhoneOf)],
            },
            Ct);
        return console;
    }

    /// <summary>The process dies, keys and piles with it, and another one starts.</summary>
    internal Task<TestConsole> RestartAsync() => RestartAsync(Provider?.Again());

    /// <summary>With another seal provider, or none.</summary>
    internal async Task<TestConsole> RestartAsync(TestSeal? provider)
    {
        Dispose();
        if (Store is MemoryStore memory)
        {
            memory.BeforeCommit = null;
        }

        var next = new TestConsole(Store, Clock, Hands, provider);
        await next.Open.RunAsync(Ct);
        await next.AutoUnseal.BeatAsync(Ct);
        return next;
    }

    public void Dispose()
    {
        Decide.Dispose();
        Engine.Dispose();
        Provider?.Dispose();
        AutoUnseal.Dispose();
        Versioned.Dispose();
        Room.Dispose();
    }
}
