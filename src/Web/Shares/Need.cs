using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Ceremonies;
using KeyCeremonyConsole.Web.Look;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>Something that waits for the signed-in person.</summary>
/// <param name="Title">What: "Submit your share".</param>
/// <param name="Text">What for.</param>
/// <param name="Href">Where.</param>
/// <param name="Verb">The button.</param>
public sealed record Need(string Title, string Text, string Href, string Verb)
{
    /// <summary>What a ceremony, open or completed, wants from a person now.</summary>
    public static Need? Of(Ceremony c, PersonId me) => (c.Stage, c.Find(me, Part.Submitter), c.Find(me, Part.Recipient)) switch
    {
        (CeremonyStage.Collecting, { SubmittedAt: null, DeclinedAt: null }, _) =>
            At(c, Asked(c), "Submit your share"),
        (CeremonyStage.Delivering or CeremonyStage.Completed, _, { RevealedAt: null, LostAt: null }) => At(c, "Collect your new share", "Collect it"),
        (CeremonyStage.Delivering, _, { LostAt: not null, ProvedAt: null }) => null,
        (CeremonyStage.Delivering, _, { StoredAt: null, Pgp: null }) => At(c, "Say that you have stored your new share", "Go on"),
        (CeremonyStage.Delivering, _, { ProvedAt: null }) => At(c, "Prove your new share", "Prove it"),
        _ => null,
    };

    /// <summary>What is wanted of a holder on an ordinary day: to show again that they have their share. Nothing while a ceremony asks for more.</summary>
    public static Need? Of(HolderStanding holder, bool isQuiet, DateTimeOffset now) => holder is { IsDue: true, CanCome: true } && isQuiet
        ? new Need(
            "Check your share",
            holder.Proof is { } proof ? $"You last showed that you have it {MomentWords.Relative(proof.At, now)}. It takes a minute, and changes nothing." : "You have never shown that you have it. It takes a minute, and changes nothing.",
            "/shares#check",
            "Check it")
        : null;

    /// <summary>What another administrator proposes.</summary>
    public static Need Of(Proposal proposal) =>
        new("Confirm or refuse a proposal", $"{proposal.ByName}: {proposal.What.Sentence}", "/approvals", "Look at it");

    private static string Asked(Ceremony c) => (c.Kind, c.Target) switch
    {
        (CeremonyKind.Unseal, _) => "Submit your share to unseal the vault",
        (CeremonyKind.Migrate, ShareTarget.Recovery) => "Submit your share to approve another seal",
        (CeremonyKind.Migrate, _) => "Submit your recovery share to approve another seal",
        (CeremonyKind.GenerateRoot, ShareTarget.Recovery) => "Submit your recovery share to approve a root token",
        (CeremonyKind.GenerateRoot, _) => "Submit your share to approve a root token",
        (_, ShareTarget.Recovery) => "Submit your recovery share to approve the rekey",
        _ => "Submit your share to approve the rekey",
    };

    private static Need At(Ceremony c, string title, string verb) =>
        new(title, $"{CeremonyWords.Title(c)}. {c.Reason}", $"/ceremonies/{c.Id}", verb);
}
