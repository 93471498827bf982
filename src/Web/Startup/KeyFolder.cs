using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>The keys of this server that lie beside the database, not in it: for deliveries and for cookies.</summary>
public sealed class KeyFolder(string dataFolder)
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    private SecretBytes? _deliveryKey;

    private string DeliveryKeyFile => Path.Combine(dataFolder, "delivery.key");

    public static string ProtectionKeysIn(string dataFolder) => Path.Combine(dataFolder, "protection-keys");

    /// <summary>Makes what is missing and reads the delivery key. The data folder must be ours by now.</summary>
    /// <returns>Whether the delivery key is new: what was sealed to an earlier one opens no more.</returns>
    /// <exception cref="StartException">A key file is damaged or out of reach.</exception>
    public bool Open()
    {
        try
        {
            MakeOwnFolder(ProtectionKeysIn(dataFolder));
            bool isNew = !File.Exists(DeliveryKeyFile);
            if (isNew)
            {
                MakeDeliveryKey();
            }

            _deliveryKey = ReadDeliveryKey();
            return isNew;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"A key file in {dataFolder} cannot be read or written: make the folder and its files this user's.", e);
        }
    }

    /// <summary>The delivery key; it is the taker's to wipe.</summary>
    public SecretBytes TakeDeliveryKey() =>
        Interlocked.Exchange(ref _deliveryKey, null)
        ?? throw new InvalidOperationException("The delivery key is read once, when the console starts, and taken once.");

    private static void MakeOwnFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerFolder);
        File.SetUnixFileMode(folder, OwnerFolder);
    }

    // Written whole under another name and then renamed: a crash leaves no half a key.
    private void MakeDeliveryKey()
    {
        string draft = DeliveryKeyFile + ".new";
        File.Delete(draft);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        byte[] key = RandomNumberGenerator.GetBytes(LocalKeySealer.KeySize);
        try
        {
            using FileStream file = new(draft, options);
            file.Write(key);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }

        File.Move(draft, DeliveryKeyFile);
    }

    private SecretBytes ReadDeliveryKey()
    {
        using FileStream file = new(DeliveryKeyFile, new FileStreamOptions { BufferSize = 0 });
        if (file.Length != LocalKeySealer.KeySize)
        {
            throw new StartException(
                $"The key file {DeliveryKeyFile} is damaged, it must have {LocalKeySealer.KeySize} bytes: restore it from a backup, or remove it and cancel the ceremonies whose new shares were not yet collected.");
        }

        byte[] key = new byte[LocalKeySealer.KeySize];
        file.ReadExactly(key);
        return SecretBytes.Take(key);
    }
}
