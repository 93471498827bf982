using KeyCeremonyConsole.Ceremonies.Measuring;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KeyCeremonyConsole.Storage;

/// <summary>The only way in: nothing outside this project can name a table.</summary>
public static class StorageSetup
{
    /// <summary>The console's store, in one SQLite database in <paramref name="dataFolder"/>.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, string dataFolder)
    {
        // The context takes its schema version from these options alone. With people of an identity provider nobody
        // else sets it, and the model would then differ from the migrations.
        services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);

        return services
            .AddSingleton(_ => new DataFolder(dataFolder))
            .AddSingleton<StorageOpening>()
            .AddSingleton<Measures>()
            .AddSingleton<IConsoleStore, ConsoleStore>()
            .AddDbContextFactory<ConsoleDb>((provider, options) => options
                .UseSqlite(provider.GetRequiredService<DataFolder>().ConnectionString)
                .AddInterceptors(ConnectionPragmas.It));
    }

    /// <summary>Sign-in with a name and a password kept here. The accounts themselves are made by commits.</summary>
    public static IdentityBuilder AddLocalAccounts(this IServiceCollection services, Action<IdentityOptions> configure) =>
        services
            .AddIdentityCore<IdentityUser>(options =>
            {
                options.Lockout.AllowedForNewUsers = true;
                configure(options);
            })
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddEntityFrameworkStores<ConsoleDb>();

    /// <summary>
    /// Makes the data folder this process's own until the services are disposed, and the database current.
    /// To be called once, before the first use of the store.
    /// </summary>
    /// <exception cref="StorageException">The folder or the database cannot be used.</exception>
    public static Task OpenStorageAsync(this IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<StorageOpening>().OpenAsync(ct);
}
