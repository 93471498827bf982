namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>A key pair in somebody's device with which it proves that it is them (WebAuthn level 3). The public half alone is here.</summary>
/// <param name="Id">The credential id in base64url, as the browser says it.</param>
/// <param name="Person">Whose.</param>
/// <param name="Name">What its owner calls it: "Work laptop".</param>
/// <param name="Created">When it was added.</param>
/// <param name="LastUsed">When it last proved something; null when it never has.</param>
/// <param name="Key">What the server needs to check its signatures.</param>
public sealed record Passkey(string Id, PersonId Person, string Name, DateTimeOffset Created, DateTimeOffset? LastUsed, PasskeyKey Key);

/// <summary>The part of a <see cref="Passkey"/> that WebAuthn defines.</summary>
/// <param name="PublicKey">In COSE form.</param>
/// <param name="SignCount">The authenticator's counter; 0 when it does not count.</param>
/// <param name="Transports">How it is reached: "internal", "usb", "hybrid".</param>
/// <param name="BackupEligible">Whether its owner's other devices can have it as well.</param>
/// <param name="BackedUp">Whether they do.</param>
/// <param name="Attestation">The attestation object, as it was at the enrolment.</param>
/// <param name="ClientData">What the browser signed at the enrolment.</param>
public sealed record PasskeyKey(
    byte[] PublicKey, uint SignCount, IReadOnlyList<string> Transports, bool BackupEligible, bool BackedUp, byte[] Attestation, byte[] ClientData);

/// <summary>A new or changed passkey; null removes the one of that id.</summary>
public sealed record PasskeyChange(string Id, Passkey? Passkey);

/// <summary>How a person of this console can prove that it is them.</summary>
/// <param name="HasPassword">Whether they have set one.</param>
/// <param name="Passkeys">Oldest first.</param>
public sealed record WaysIn(bool HasPassword, IReadOnlyList<Passkey> Passkeys)
{
    /// <summary>What the password needs beside it; null when it does alone.</summary>
    public Authenticator? Authenticator { get; init; }
}
