using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.MechanismParams;

namespace KeyCeremonyConsole.Seals;

//
//  CKM_AES_GCM under a secret key of the token, without additional data: 96-bit nonce of our own, 128-bit tag at the end
//  of the ciphertext. The nonce is the blob's iv; no key_info, as upstream's pkcs11 seal has it.
//
//  Seal:Library, Seal:TokenLabel, Seal:KeyLabel, Seal:PinFile or Seal:PinVariable
//

/// <summary>A hardware security module, or whatever else speaks PKCS #11. The key never leaves it.</summary>
internal sealed class Pkcs11Seal(string library, string tokenLabel, string keyLabel, SecretBytes pin) : IAutoSeal
{
    public const string TypeName = "pkcs11";

    private const int NonceLength = 12;
    private const ulong NonceBits = NonceLength * 8;
    private const ulong TagBits = 128;

    private readonly Lock _one = new();
    private IPkcs11Library? _loaded;
    private bool _pinRefused;

    // glibc has no libdl.so any more, and Pkcs11Interop 5.3.0 asks for it by that name.
    static Pkcs11Seal()
    {
        if (OperatingSystem.IsLinux())
        {
            NativeLibrary.SetDllImportResolver(
                typeof(Pkcs11InteropFactories).Assembly,
                (name, _, _) => name == "libdl" ? NativeLibrary.Load("libdl.so.2") : 0);
        }
    }

    public string Type => TypeName;

    public static Pkcs11Seal Of(SealSettings settings)
    {
        string library = settings.Required("Library", "the path of the module's PKCS #11 library");
        if (!File.Exists(library))
        {
            throw new SealSettingsException($"The file {library} in Seal:Library does not exist: give the path of the module's PKCS #11 library.");
        }

        string token = settings.Required("TokenLabel", "the label of the token");
        string key = settings.Required("KeyLabel", "the label of an AES key in the token");
        return new Pkcs11Seal(library, token, key, SecretText.Required(settings, "Pin"));
    }

    public Task<SealedBlob> EncryptAsync(SecretBytes plaintext, CancellationToken ct) => Task.Run(
        () => With((session, key) =>
        {
            byte[] iv = RandomNumberGenerator.GetBytes(NonceLength);
            byte[] text = plaintext.Borrow().ToArray(); // The library takes arrays only.
            try
            {
                using IMechanism gcm = Gcm(session, iv);
                return new SealedBlob(session.Encrypt(gcm, key, text)) { Iv = iv };
            }
            finally
            {
                CryptographicOperations.ZeroMemory(text);
            }
        }),
        ct);

    public Task<SecretBytes> DecryptAsync(SealedBlob blob, CancellationToken ct) => Task.Run(
        () => With((session, key) =>
        {
            using IMechanism gcm = Gcm(session, blob.Iv);
            return SecretBytes.Take(session.Decrypt(gcm, key, blob.Ciphertext));
        }),
        ct);

    public void Dispose()
    {
        lock (_one)
        {
            _loaded?.Dispose();
            _loaded = null;
        }

        pin.Dispose();
    }

    private static IMechanism Gcm(ISession session, byte[] iv)
    {
        ICkGcmParams parameters = session.Factories.MechanismParamsFactory.CreateCkGcmParams(iv, NonceBits, null, TagBits);
        return session.Factories.MechanismFactory.Create(CKM.CKM_AES_GCM, parameters);
    }

    // One at a time: a token's login is the process's, not the session's.
    private T With<T>(Func<ISession, IObjectHandle, T> act)
    {
        lock (_one)
        {
            if (_pinRefused)
            {
                throw PinRefused(null);
            }

            try
            {
                using ISession session = Slot().OpenSession(SessionType.ReadOnly);
                LogIn(session);
                return act(session, Key(session));
            }
            catch (Pkcs11Exception e)
            {
                Unload(); // The token may have been taken out: the next try begins anew.
                throw new SealProviderException($"The token '{tokenLabel}' does not do what it is asked to: {e.Method} answers {e.RV}. Look at the module.", e);
            }
            catch (Exception e) when (e is LibraryArchitectureException or UnmanagedException or DllNotFoundException)
            {
                throw new SealProviderException($"The library {library} cannot be loaded: {e.Message.TrimEnd('.')}.", e);
            }
        }
    }

    private ISlot Slot()
    {
        var factories = new Pkcs11InteropFactories();
        _loaded ??= factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, library, AppType.MultiThreaded);
        return _loaded.GetSlotList(SlotsType.WithTokenPresent).Find(slot => slot.GetTokenInfo().Label.Trim() == tokenLabel)
            ?? throw new SealProviderException($"There is no token '{tokenLabel}' in the module. Look at Seal:TokenLabel, and whether the token is in its place.");
    }

    // A wrong PIN is tried once and not again: a few more would lock the token.
    private void LogIn(ISession session)
    {
        byte[] text = pin.Borrow().ToArray();
        try
        {
            session.Login(CKU.CKU_USER, text);
        }
        catch (Pkcs11Exception e) when (e.RV is CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // By another session of this process.
        }
        catch (Pkcs11Exception e) when (e.RV is CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_LOCKED or CKR.CKR_PIN_EXPIRED or CKR.CKR_PIN_INVALID or CKR.CKR_PIN_LEN_RANGE)
        {
            _pinRefused = true;
            throw PinRefused(e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private IObjectHandle Key(ISession session)
    {
        List<IObjectHandle> found = session.FindAllObjects(
        [
            session.Factories.ObjectAttributeFactory.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY),
            session.Factories.ObjectAttributeFactory.Create(CKA.CKA_LABEL, keyLabel),
        ]);
        return found.Count == 1 ? found[0] : throw new SealProviderException(string.Create(
            CultureInfo.InvariantCulture,
            $"The token '{tokenLabel}' has {found.Count} secret keys called '{keyLabel}'; just one is needed. Look at Seal:KeyLabel."));
    }

    private void Unload()
    {
        try
        {
            _loaded?.Dispose();
        }
        catch (Pkcs11Exception)
        {
            // It is gone already.
        }

        _loaded = null;
    }

    private SealProviderException PinRefused(Exception? inner) => new(
        $"The token '{tokenLabel}' refuses the PIN. It is not tried again, or the token would lock: mend Seal:PinFile and start the console again.", inner);
}
