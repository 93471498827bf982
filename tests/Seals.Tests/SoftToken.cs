using System.Diagnostics;
using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;

namespace KeyCeremonyConsole.Seals.Tests;

/// <summary>A SoftHSM token of its own, in a folder of its own, with one AES key that cannot leave it.</summary>
public sealed partial class SoftToken : IDisposable
{
    internal const string Label = "console-test";
    internal const string KeyLabel = "root-key-wrapper";
    internal const string Pin = "1234";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kcc-token-");

    public SoftToken()
    {
        string settings = Path.Combine(_folder.FullName, "softhsm2.conf");
        string tokens = _folder.CreateSubdirectory("tokens").FullName;
        File.WriteAllText(settings, $"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n");
        Assert.Equal(0, SetEnvironment("SOFTHSM2_CONF", settings, 1)); // The library asks the process, not .NET.
        var tool = new ProcessStartInfo("softhsm2-util", ["--init-token", "--free", "--label", Label, "--pin", Pin, "--so-pin", "5678"])
        {
            RedirectStandardOutput = true,
        };
        tool.Environment["SOFTHSM2_CONF"] = settings;
        using (Process made = Process.Start(tool)!)
        {
            string said = made.StandardOutput.ReadToEnd();
            made.WaitForExit();
            Assert.True(made.ExitCode == 0, said);
        }

        using (Open(Pin))
        {
            // Our own code sets the library up for this process.
        }

        MakeKey();
    }

    internal static string Library { get; } = Array.Find(
        ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"],
        File.Exists) ?? throw new InvalidOperationException("SoftHSM is not installed: ./test.sh installs Debian's package softhsm2.");

    public void Dispose() => _folder.Delete(recursive: true);

    internal static Pkcs11Seal Open(string pin) => new(
        Library, Label, KeyLabel, KeyCeremonyConsole.Engine.Secrets.SecretBytes.Take(System.Text.Encoding.ASCII.GetBytes(pin)));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static void MakeKey()
    {
        var factories = new Pkcs11InteropFactories();
        using IPkcs11Library library = factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, Library, AppType.MultiThreaded);
        ISlot slot = library.GetSlotList(SlotsType.WithTokenPresent).Single(s => s.GetTokenInfo().Label.Trim() == Label);
        using ISession session = slot.OpenSession(SessionType.ReadWrite);
        session.Login(CKU.CKU_USER, Pin);
        IObjectAttributeFactory of = factories.ObjectAttributeFactory;
        using IMechanism make = factories.MechanismFactory.Create(CKM.CKM_AES_KEY_GEN);
        session.GenerateKey(make,
        [
            of.Create(CKA.CKA_TOKEN, true), of.Create(CKA.CKA_LABEL, KeyLabel), of.Create(CKA.CKA_VALUE_LEN, 32),
            of.Create(CKA.CKA_SENSITIVE, true), of.Create(CKA.CKA_EXTRACTABLE, false), of.Create(CKA.CKA_ENCRYPT, true), of.Create(CKA.CKA_DECRYPT, true),
        ]);
    }
}
