namespace KeyCeremonyConsole.Web.Startup;

/// <summary>The keys of this server that lie beside the database, not in it: for cookies.</summary>
public sealed class KeyFolder(string dataFolder)
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static string ProtectionKeysIn(string dataFolder) => Path.Combine(dataFolder, "protection-keys");

    /// <summary>Makes the folder, for its owner alone. The data folder must be ours by now.</summary>
    /// <exception cref="StartException">It is out of reach.</exception>
    public void Open()
    {
        string folder = ProtectionKeysIn(dataFolder);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
                return;
            }

            Directory.CreateDirectory(folder, OwnerFolder);
            File.SetUnixFileMode(folder, OwnerFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The folder {folder} cannot be made or changed: make the data folder and what is in it this user's.", e);
        }
    }
}
