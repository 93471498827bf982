namespace KeyCeremonyConsole.Seals;

/// <summary>The address of a server that is trusted with the root key.</summary>
internal static class HttpAddress
{
    /// <exception cref="SealSettingsException">It is none, or would send secrets in the clear.</exception>
    public static Uri Of(SealSettings settings, string name, string means)
    {
        string text = settings.Required(name, means);
        bool usable = Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
        return usable ? address! : throw new SealSettingsException(
            $"'{text}' in Seal:{name} is not an https address. Without TLS the root key could be read on its way; http is for this machine alone.");
    }
}
