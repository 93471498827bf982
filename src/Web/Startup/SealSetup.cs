using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Seals;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>The seal provider of the section <c>Seal</c>, if one is named there.</summary>
internal static class SealSetup
{
    private const string Section = "Seal";

    /// <exception cref="SealSettingsException">Something in that section is missing or wrong.</exception>
    public static IServiceCollection AddSeal(this IServiceCollection services, IConfiguration configuration)
    {
        IEnumerable<KeyValuePair<string, string?>> settings = configuration.GetSection(Section).AsEnumerable(makePathsRelative: true);
        IAutoSeal? seal = SealProviders.Create(new SealSettings(settings.Where(s => s.Key.Length > 0)));
        return seal is null ? services : services.AddSingleton(_ => seal); // Made by the container, so that it is wiped with it.
    }

    /// <summary>What sealed the stored vault must be there to open it.</summary>
    /// <exception cref="StartException">It is sealed with another provider than the configured one.</exception>
    public static async Task RequireSealOfVaultAsync(this SealEngine engine, CancellationToken ct)
    {
        SealStatus status = await engine.ReadStatusAsync(ct);
        if (status.OpensItself && status.SealType != engine.ConfiguredSeal)
        {
            throw new StartException(engine.ConfiguredSeal == SealStatus.Shamir
                ? $"The vault in the data folder is sealed with '{status.SealType}', and no seal provider is configured: set Seal:Type to {status.SealType}, with its settings."
                : $"The vault in the data folder is sealed with '{status.SealType}', and Seal:Type is '{engine.ConfiguredSeal}': set it to {status.SealType}, with its settings.");
        }
    }
}
