using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Tests.Keys;

/// <summary>What the pages of an open vault start from: Ada administers, Ben holds its one share, somebody is signed in.</summary>
public abstract class OpenVaultTests : BunitContext
{
    private IRenderedComponent<MudDialogProvider>? _dialogs;

    protected static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    protected TestConsole Console { get; } = new();

    protected Person Ada { get; private set; } = null!;

    protected Person Ben { get; private set; } = null!;

    protected RotateKeyring RotateKeyring => new(Console.Get<CeremonyRoom>(), Console.Get<SealEngine>(), Console.Get<Watch>());

    protected SetRotation SetRotation => new(Console.Get<CeremonyRoom>(), Console.Get<SealEngine>(), Console.Get<Watch>());

    protected Reencrypt Reencrypt => new(Console.Get<CeremonyRoom>(), Console.Store, Console.Get<SealEngine>(), Console.Get<IConsoleFeed>());

    protected ReencryptBatch Batch => new(Console.Get<CeremonyRoom>(), Console.Store, Console.Get<SealEngine>(), Console.Get<IConsoleFeed>());

    protected EndTerm EndTerm => new(Console.Get<CeremonyRoom>(), Console.Store, Console.Get<SealEngine>(), Console.Get<Watch>());

    protected ReadKeys ReadKeys => new(Console.Get<CeremonyRoom>(), Console.Store, Console.Get<SealEngine>());

    protected SecretStore SecretStore => new(
        Console.Get<CeremonyRoom>(),
        new VersionedSecrets(Console.Get<CeremonyRoom>(), new BarrierRecords(Console.Get<CeremonyRoom>(), Console.Get<BarrierReader>(), Console.Get<SealEngine>()), Console.Store, Console.Clock),
        Console.Get<Permissions>());

    protected ReadAudit ReadAudit => new(Console.Get<CeremonyRoom>(), Console.Store);

    protected PolicyStore PolicyStore => Console.Get<PolicyStore>();

    protected ChangePolicy ChangePolicy => Console.Get<ChangePolicy>();

    /// <summary>Where dialogs appear.</summary>
    protected IRenderedComponent<MudDialogProvider> Dialogs => _dialogs!;

    /// <param name="signedIn">Ada, or somebody who has other roles than hers.</param>
    protected async Task OpenAsync(Roles signedIn = Roles.Administrator)
    {
        Ada = await Console.PersonAsync("Ada Okafor", Roles.Administrator);
        Ben = await Console.PersonAsync("Ben Kovacs");
        await Console.OpenVaultAsync(Ada, 1, [Ben]);
        Plan();
        Console.SignIn(this, signedIn is Roles.Administrator ? Ada : await Console.PersonAsync("Cleo Marsh", signedIn));
        Services.AddSingleton(SetRotation).AddSingleton(Reencrypt).AddSingleton(EndTerm);
        Services.AddSingleton(RotateKeyring).AddSingleton(ReadKeys).AddSingleton(SecretStore).AddSingleton(ReadAudit);
        _dialogs = Render<MudDialogProvider>();
    }

    /// <summary>Which JavaScript may be called.</summary>
    protected virtual void Plan() => JSInterop.Mode = JSRuntimeMode.Loose;

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        Console.Dispose();
    }
}
