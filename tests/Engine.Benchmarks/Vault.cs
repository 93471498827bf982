using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>An engine, unsealed, on the console's own store in a folder of its own.</summary>
internal sealed class Vault : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _folder;

    private Vault(ServiceProvider services, string folder)
    {
        (_services, _folder) = (services, folder);
        Store = services.GetRequiredService<IConsoleStore>();
        Engine = new SealEngine(Store, TimeProvider.System);
    }

    public IConsoleStore Store { get; }

    public SealEngine Engine { get; }

    public static async Task<Vault> OpenAsync(int encryptions)
    {
        string folder = Directory.CreateTempSubdirectory("engine-benchmarks-").FullName;
        ServiceProvider services = new ServiceCollection().AddLogging().AddStorage(Path.Combine(folder, "data")).BuildServiceProvider();
        await services.OpenStorageAsync(CancellationToken.None);
        var vault = new Vault(services, folder);
        using PreparedDeal deal = await vault.Engine.PrepareInitialiseAsync(ShareScheme.Of(5, 3), CancellationToken.None);
        SecretBytes[] shares = [.. deal.Shares.Take(3).Select(share => share.Copy())];
        await vault.SaveAsync(deal);
        using PreparedChange unseal = await vault.Engine.PrepareUnsealAsync(shares, CancellationToken.None);
        await unseal.AdoptAsync(CancellationToken.None);
        Array.ForEach(shares, share => share.Dispose());
        for (int reserved = 0; reserved < encryptions; reserved += SealEngine.ReservationBlock)
        {
            using PreparedChange reservation = vault.Engine.PrepareReservation();
            await vault.SaveAsync(reservation);
        }

        return vault;
    }

    public async Task SaveAsync(PreparedChange change)
    {
        await Store.CommitAsync(Note([.. change.Changes]), CancellationToken.None);
        await change.AdoptAsync(CancellationToken.None);
    }

    public static Commit Note(params RecordChange[] records) =>
        new(new AuditDraft(TimeProvider.System.GetUtcNow(), "system", "the console", "bench.put", "a/path", AuditDraft.DoneOutcome, "Written."))
        {
            Records = records,
        };

    public async ValueTask DisposeAsync()
    {
        Engine.Dispose();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
