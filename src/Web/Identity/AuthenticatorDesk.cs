using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies;
using Microsoft.AspNetCore.DataProtection;
using OtpNet;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>What an authenticator app is told, once.</summary>
/// <param name="Groups">The key in base32, in groups of four, for whoever types it.</param>
/// <param name="Address">The <c>otpauth://</c> address that a QR code carries.</param>
public sealed record AuthenticatorSecret(string Groups, string Address);

/// <summary>
/// The codes of authenticator apps (RFC 6238: six digits, 30 seconds, HMAC-SHA-1, which is what every app speaks). Keys are
/// encrypted by Data Protection, each for its person, so a database alone makes no code. Identity's own check is not used:
/// it does not say which time step a code is of, and so cannot refuse the second use.
/// </summary>
public sealed class AuthenticatorDesk(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int KeySize = 20; // RFC 4226, section 4: 160 bits are recommended.

    // RFC 6238, section 5.2: one step for slow typing, and one for clocks that are ahead.
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    /// <summary>A new key for this person, encrypted.</summary>
    public string NewKey(PersonId person)
    {
        byte[] key = RandomNumberGenerator.GetBytes(KeySize);
        try
        {
            return Convert.ToBase64String(For(person).Protect(key));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>What the app is told; null when the text is no key of this person.</summary>
    public AuthenticatorSecret? Show(PersonId person, string signInName, string host, string key) => With(person, key, bytes =>
    {
        string secret = Base32Encoding.ToString(bytes);
        return new AuthenticatorSecret(
            string.Join(' ', secret.Chunk(4).Select(group => new string(group))),
            new OtpUri(OtpType.Totp, secret, signInName, $"Key Ceremony Console {host}").ToString());
    });

    /// <summary>The time step that the code is of; null when it is wrong, or not newer than the last that was taken.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="key">Encrypted.</param>
    /// <param name="typed">As typed; blanks make no difference.</param>
    /// <param name="last">The step of the last code that was taken.</param>
    public long? StepOf(PersonId person, string key, string typed, long last) => With(person, key, bytes =>
    {
        string code = string.Concat(typed.Where(c => !char.IsWhiteSpace(c)));
        bool right = new Totp(bytes).VerifyTotp(clock.GetUtcNow().UtcDateTime, code, out long step, Window);
        return right && step > last ? step : (long?)null;
    });

    private T? With<T>(PersonId person, string key, Func<byte[], T?> use)
    {
        byte[] bytes;
        try
        {
            bytes = For(person).Unprotect(Convert.FromBase64String(key));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return default;
        }

        try
        {
            return use(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private IDataProtector For(PersonId person) => protection.CreateProtector("KeyCeremonyConsole.Authenticator", person.Value);
}
