using KeyCeremonyConsole.Ceremonies.Devices;

namespace KeyCeremonyConsole.Ceremonies.Sealed;

/// <summary>
/// What an envelope is for. It goes into the envelope's authentication: one that is used for anything else does not open.
/// </summary>
public sealed record SealContext
{
    private SealContext(string text) => Text = text;

    /// <summary>ASCII, the same on both sides. Ids and fingerprints have no slash in them.</summary>
    public string Text { get; }

    /// <summary>A current share, to authorise exactly this: kind, schemes, people, reason and attempt are in the fingerprint.</summary>
    public static SealContext Submit(Ceremony ceremony, PersonId person) => Of("submit", ceremony, person);

    /// <summary>A new share, to prove that its holder has it.</summary>
    public static SealContext Prove(Ceremony ceremony, PersonId person) => Of("prove", ceremony, person);

    /// <summary>A share that is only looked at.</summary>
    public static SealContext Check(PersonId person) => new($"check/{person}");

    /// <summary>A new share on its way to one device of its holder.</summary>
    public static SealContext Deliver(CeremonyId ceremony, string set, PersonId recipient, DeviceId device) =>
        new($"deliver/{ceremony}/{set}/{recipient}/{device}");

    private static SealContext Of(string purpose, Ceremony ceremony, PersonId person) =>
        new($"{purpose}/{Fingerprint.Of(ceremony).Full}/{ceremony.Nonce}/{person}");
}
