using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Seals;

/// <summary>Makes the seal provider that the settings name.</summary>
public static class SealProviders
{
    /// <returns>Null for a Shamir seal, which needs no provider. The caller disposes it.</returns>
    /// <exception cref="SealSettingsException">Something in the settings is missing or wrong.</exception>
    public static IAutoSeal? Create(SealSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Type?.ToLowerInvariant() switch
        {
            null or SealStatus.Shamir => null,
            StaticSeal.TypeName => StaticKeys.Seal(settings),
            Pkcs11Seal.TypeName => Pkcs11Seal.Of(settings),
            AzureKeyVaultSeal.TypeName => AzureKeyVaultSeal.Of(settings),
            TransitSeal.TypeName => TransitSeal.Of(settings),
            _ => throw new SealSettingsException(
                $"'{settings.Type}' in Seal:Type is no seal of this console: choose shamir, static, pkcs11, azurekeyvault or transit."),
        };
    }
}
