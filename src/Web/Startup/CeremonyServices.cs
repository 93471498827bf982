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
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.RootKey;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Seal;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Ceremonies.Witness;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Envelopes;
using KeyCeremonyConsole.Storage;
using KeyCeremonyConsole.Web.Mail;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>The vault, its ceremonies and what they are kept in. One of each in a process.</summary>
public static class CeremonyServices
{
    public static IServiceCollection AddCeremonies(this IServiceCollection services, IConfiguration configuration)
    {
        string data = ConsoleBuilder.DataFolder(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddStorage(data);
        services.AddSingleton(new KeyFolder(data));
        services.AddDataProtection()
            .SetApplicationName("KeyCeremonyConsole") // Not the path, or an upgrade would sign everybody out.
            .PersistKeysToFileSystem(new DirectoryInfo(KeyFolder.ProtectionKeysIn(data)));
        services.AddSingleton<ConsoleLife>();
        services.AddHostedService(s => s.GetRequiredService<ConsoleLife>()); // First: the others need an open storage.
        services.AddHostedService<CeremonyClock>();
        services.AddHostedService<ReencryptionWorker>();
        services.AddHostedService<AutoUnsealClock>();
        services.AddHostedService<TokenClock>();
        services.AddHostedService<PresenceAnnouncer>();
        services.AddSingleton(new OpenInitRule(WhoMayInitialise(configuration["Api:Initialise"])));

        MailSettings.Add(services, configuration);
        return services.AddSeal(configuration).AddVault().AddTrips();
    }

    private static OpenInit WhoMayInitialise(string? setting) => setting?.ToLowerInvariant() switch
    {
        null or "" or "until-set-up" => OpenInit.UntilSetUp,
        "always" => OpenInit.Always,
        "never" => OpenInit.Never,
        _ => throw new StartException($"Api:Initialise is '{setting}': set it to until-set-up, always or never, or leave it out."),
    };

    private static IServiceCollection AddVault(this IServiceCollection services) => services
        .AddSingleton(s => new SealEngine(s.GetRequiredService<IConsoleStore>(), s.GetRequiredService<TimeProvider>(), seal: s.GetService<IAutoSeal>()))
        .AddSingleton<IEnvelopes, HpkeEnvelopes>()
        .AddSingleton<BarrierReader>()
        .AddSingleton<PolicyStore>()
        .AddSingleton<Permissions>()
        .AddSingleton<CeremonyRoom>()
        .AddSingleton<IConsoleFeed, ConsoleFeed>()
        .AddSingleton<Presence>()
        .AddSingleton<ProviderWatch>()
        .AddSingleton<Watch>()
        .AddSingleton<IOpenPgp, OpenPgpEnvelope>()
        .AddSingleton<IRootTokens, StoredRootTokens>()
        .AddSingleton<DeviceBook>()
        .AddSingleton<Dealer>()
        .AddSingleton<SetUpCode>();

    private static IServiceCollection AddTrips(this IServiceCollection services) => services
        .AddSingleton<OpenConsole>()
        .AddSingleton<CloseConsole>()
        .AddSingleton<StartInitialise>()
        .AddSingleton<StartRekey>()
        .AddSingleton<DealRekey>()
        .AddSingleton<FinishRekey>()
        .AddSingleton<DealAgain>()
        .AddSingleton<StartMigrate>()
        .AddSingleton<FinishMigrate>()
        .AddSingleton<RotateRootKey>()
        .AddSingleton<AutoUnseal>()
        .AddSingleton<TakePart>()
        .AddSingleton<SubmitShare>()
        .AddSingleton<OddShares>()
        .AddSingleton<EndCeremony>()
        .AddSingleton<KeepUnsealOpen>()
        .AddSingleton<RevealShare>()
        .AddSingleton<CollectMessage>()
        .AddSingleton<KeepPgpKey>()
        .AddSingleton<ReadBackup>()
        .AddSingleton<StartGenerateRoot>()
        .AddSingleton<FinishGenerateRoot>()
        .AddSingleton<CollectToken>()
        .AddSingleton<ConfirmStored>()
        .AddSingleton<EnrolDevice>()
        .AddSingleton<AcceptDevice>()
        .AddSingleton<RemoveDevice>()
        .AddSingleton<ProveShare>()
        .AddSingleton<CheckShare>()
        .AddSingleton<ReadReadiness>()
        .AddSingleton<NoteAbsence>()
        .AddSingleton<SetProofPolicy>()
        .AddSingleton<SetFourEyes>()
        .AddSingleton<DecideProposals>()
        .AddSingleton<SealVault>()
        .AddSingleton<RotateKeyring>()
        .AddSingleton<SetRotation>()
        .AddSingleton<Reencrypt>()
        .AddSingleton<ReencryptBatch>()
        .AddSingleton<EndTerm>()
        .AddSingleton<ReadKeys>()
        .AddSingleton<BarrierRecords>()
        .AddSingleton<Mounts>()
        .AddSingleton<PlainSecrets>()
        .AddSingleton<VersionedSecrets>()
        .AddSingleton<SecretStore>()
        .AddSingleton<TokenStore>()
        .AddSingleton<Gate>()
        .AddSingleton<CreateToken>()
        .AddSingleton<KeepTokens>()
        .AddSingleton<LiveTokens>()
        .AddSingleton<ChangePolicy>()
        .AddSingleton<ReadPolicies>()
        .AddSingleton<AuditHash>()
        .AddSingleton<InitialiseOpen>()
        .AddSingleton<ReadAudit>()
        .AddSingleton<ManagePeople>()
        .AddSingleton<KeepPasskeys>()
        .AddSingleton<EndSessions>()
        .AddSingleton<SendMail>()
        .AddSingleton<KeepAuthenticator>()
        .AddSingleton<RecordSignIn>()
        .AddSingleton<SetUpConsole>()
        .AddSingleton<InviteWitnesses>()
        .AddSingleton<OpenWitnessLink>()
        .AddSingleton<AcceptInvitation>();
}
