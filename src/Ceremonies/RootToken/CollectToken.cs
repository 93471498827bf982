using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.RootToken;

/// <summary>
/// Whoever started a ceremony for a root token collects it: encoded, so that it is of use to them alone, as often as
/// they need until they say that they have it. Every time is written down first.
/// </summary>
public sealed class CollectToken(CeremonyRoom room, IConsoleStore store, IOpenPgp pgp)
{
    private static readonly Refusal NotYours = Refusal.Forbidden(
        "not-your-token", "This root token is for the administrator who started the ceremony. Nobody else can decode it.");

    private static readonly Refusal NotThere = Refusal.Missing(
        "no-token", "There is no encoded root token to collect: it is not made yet, or you said that you have it.");

    /// <returns>With a password: base64 without padding, as Vault's clients decode it. With a key: an armored message.</returns>
    public Task<Outcome<string>> RunAsync(PersonId caller, CeremonyId id, CancellationToken ct) =>
        room.StepAsync<string>(caller, ConsoleActs.CollectToken, id.Value, async visit =>
        {
            if (!(await FindAsync(caller, id, ct)).TryGet(out (Ceremony Ceremony, byte[] Encoded) at, out Refusal? refusal))
            {
                return refusal;
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("The encoded root token was collected.")));
            return at.Ceremony.TokenKey is null ? Convert.ToBase64String(at.Encoded).TrimEnd('=') : pgp.Armor(at.Encoded);
        }, ct);

    /// <summary>Of a ceremony of the API, to whoever submitted its last share, once.</summary>
    /// <returns>With a password: base64 without padding. With a key: the message in base64.</returns>
    public async Task<Outcome<string>> TakeAsync(Grant by, CeremonyId id, CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterWithAsync(by, "root-token.collect", id.Value, ct);
        Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
        if (ceremony is not { Kind: CeremonyKind.GenerateRoot, HandsSharesOut: true, StartedBy: { } starter }
            || await store.FindDeliveryAsync(id, starter, DeviceId.None, ct) is not { } encoded)
        {
            return await visit.Scribe.RefuseAsync(NotThere);
        }

        await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("The encoded root token was handed to whoever submitted the last share."))
        {
            Deliveries = [DeliveryChange.Destroy(id, starter)],
        });
        string text = Convert.ToBase64String(encoded);
        return ceremony.TokenKey is null ? text.TrimEnd('=') : text;
    }

    /// <summary>They have it; the console forgets it.</summary>
    public Task<Outcome<Done>> ForgetAsync(PersonId caller, CeremonyId id, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.ForgetToken, id.Value, async visit =>
        {
            if (!(await FindAsync(caller, id, ct)).TryGet(out _, out Refusal? refusal))
            {
                return refusal;
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("The encoded root token was forgotten."))
            {
                Deliveries = [DeliveryChange.Destroy(id, caller)],
            });
            return Done.It;
        }, ct);

    /// <summary>Whether something waits for the person. Says nothing about what.</summary>
    public async Task<bool> WaitsAsync(PersonId caller, CeremonyId id, CancellationToken ct) => (await FindAsync(caller, id, ct)).Refusal is null;

    private async Task<Outcome<(Ceremony Ceremony, byte[] Encoded)>> FindAsync(PersonId caller, CeremonyId id, CancellationToken ct)
    {
        Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
        return ceremony is not { Kind: CeremonyKind.GenerateRoot } ? Refusals.NoSuchCeremony
            : ceremony.StartedBy != caller ? NotYours
            : await store.FindDeliveryAsync(id, caller, DeviceId.None, ct) is not { } encoded ? NotThere
            : (ceremony, encoded);
    }
}
