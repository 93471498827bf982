using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>
/// A holder is handed their new share, once. The reveal is written down and the stored delivery destroyed in one
/// transaction before the share leaves: at most once, in any tab, device or restart.
/// </summary>
public sealed class RevealShare(CeremonyRoom room, IConsoleStore store, SealEngine engine, IDeliverySealer sealer, Watch watch)
{
    private static readonly Refusal AlreadyRevealed = Refusal.Conflict(
        "already-revealed", "Your new share was already shown, and it is shown only once. If you did not store it, say so with \"I have lost it\".");

    private static readonly Refusal Encrypted = Refusal.Conflict(
        "share-encrypted", "Your new share is encrypted to your OpenPGP key. Collect the message, and decrypt it on your own machine.");

    private static readonly Refusal Unreadable = Refusal.Conflict(
        "delivery-unreadable", "Your share cannot be opened: this server's delivery key is not the one it was sealed with. Ask the organiser to cancel and start again.");

    /// <returns>The share, owned by the caller, who wipes it.</returns>
    public Task<Outcome<SecretBytes>> RunAsync(PersonId caller, CeremonyId id, CancellationToken ct) =>
        room.StepAsync<SecretBytes>(caller, Roles.Holder, "share.reveal", id.Value, async visit =>
        {
            if (!(await RecipientStep.FindAsync(store, id, caller, ct)).TryGet(out (Ceremony Ceremony, Participant Me) at, out Refusal? refusal))
            {
                return refusal;
            }

            if (at.Me.Pgp is not null)
            {
                return Encrypted;
            }

            byte[]? delivery = await store.FindDeliveryAsync(id, caller, ct);
            if (at.Me.RevealedAt is not null || delivery is null)
            {
                return AlreadyRevealed;
            }

            if (await at.Ceremony.IsOutdatedAsync(engine, ct))
            {
                return RecipientStep.Outdated;
            }

            return await RevealAsync(visit.Scribe, at.Ceremony, at.Me, delivery);
        }, ct);

    private async Task<Outcome<SecretBytes>> RevealAsync(Scribe scribe, Ceremony ceremony, Participant me, byte[] delivery)
    {
        SecretBytes share;
        try
        {
            share = sealer.Open(ceremony.Id, me.Person, delivery);
        }
        catch (CryptographicException)
        {
            return Unreadable;
        }

        try
        {
            Ceremony next = ceremony.Next(me with { RevealedAt = scribe.Now });
            await scribe.SaveAsync(new Commit(scribe.Note($"Share {me.ShareNumber} shown to its holder."))
            {
                Ceremonies = [next],
                Deliveries = [new DeliveryChange(ceremony.Id, me.Person, null)],
            });
            watch.Announce(next);
            return share;
        }
        catch
        {
            share.Dispose(); // Not written down, so not revealed.
            throw;
        }
    }
}
