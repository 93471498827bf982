using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>
/// Seals a new share for the way to its holder, before it is stored. One of the two seams that a share crosses
/// (the other is where the browser hands over a submitted one): sealing to keys that only the holder's device
/// has needs a change here and nowhere else.
/// </summary>
public interface IDeliverySealer
{
    /// <summary>Ciphertext that only this ceremony's delivery to this person can be opened from.</summary>
    byte[] Seal(CeremonyId ceremony, PersonId recipient, SecretBytes share);

    /// <summary>The share again.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was altered, or was another's.</exception>
    SecretBytes Open(CeremonyId ceremony, PersonId recipient, byte[] delivery);
}
