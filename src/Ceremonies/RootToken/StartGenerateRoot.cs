using System.Text;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.RootToken;

/// <summary>What an administrator asks for when a root token is to be made.</summary>
/// <param name="ToPgp">Whether it is encrypted to the administrator's own OpenPGP key; else it is veiled with a one-time password.</param>
/// <param name="OpenFor">How long the ceremony stays open.</param>
/// <param name="Reason">Why, for the holders and the record.</param>
public sealed record RootOrder(bool ToPgp, TimeSpan OpenFor, string Reason);

/// <summary>A ceremony for a root token, begun.</summary>
/// <param name="Ceremony">The ceremony.</param>
/// <param name="Password">The one-time password, ASCII, this once; null with a key. The caller disposes it.</param>
public sealed record StartedRoot(Ceremony Ceremony, SecretBytes? Password);

/// <summary>
/// An administrator asks the current holders for a root token, which may do everything. It goes to that administrator
/// alone: veiled with a password that they see now, once, or encrypted to their OpenPGP key.
/// </summary>
public sealed class StartGenerateRoot(CeremonyRoom room, IConsoleStore store, SealEngine engine, IOpenPgp pgp, Watch watch)
{
    private static readonly Refusal NobodyToAsk = Refusal.Conflict(
        "nobody-to-ask", "There are no recovery shares yet, so nobody can authorise a root token. Make them first, with a rekey.");

    private static readonly Refusal NoKey = Refusal.Invalid(
        "no-pgp-key-of-yours", "You have no OpenPGP key here. Add it on the page of your account, or choose the one-time password.");

    public Task<Outcome<StartedRoot>> RunAsync(Caller caller, RootOrder order, CancellationToken ct) =>
        room.StepAsync<StartedRoot>(caller, ConsoleActs.StartGenerateRoot, "", async visit =>
        {
            SealStatus status = await engine.ReadStatusAsync(ct);
            Refusal? refusal = await CheckAsync(visit.Scribe, status, order, ct);
            if (refusal is not null || !CeremonyTerms.Check(order.OpenFor, order.Reason).TryGet(out string? reason, out refusal))
            {
                return refusal;
            }

            RootOrder good = order with { Reason = reason };
            Ceremony ceremony = await BeginAsync(visit.Scribe, good, status.Current!, ct);
            refusal = !order.ToPgp && await visit.Scribe.NeedsSecondAsync(ct) ? FourEyesRefusals.NoPassword
                : await visit.Scribe.SecondAsync(ProposedSights.Start(new ProposedAct.RootToken(good), ceremony), ct);
            if (refusal is not null)
            {
                return refusal;
            }

            SecretBytes? password = order.ToPgp ? null : OneTimePassword.New();
            try
            {
                await SaveAsync(visit.Scribe, ceremony, password);
                return new StartedRoot(ceremony, password);
            }
            catch
            {
                password?.Dispose();
                throw;
            }
        }, ct);

    /// <summary>Through the API: what is made goes, veiled or encrypted, to whoever submits the last share.</summary>
    /// <param name="by">The token that was let through to the path.</param>
    /// <param name="password">Of the token's length; null for one that is made here. Owned by this call from here on.</param>
    /// <param name="key">An OpenPGP key in base64; null for a password.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<StartedRoot>> RunOpenAsync(Grant by, SecretBytes? password, string? key, CancellationToken ct)
    {
        using (password)
        {
            return await room.StepAsync<StartedRoot>(by, ConsoleActs.StartGenerateRoot, "", async visit =>
            {
                SealStatus status = await engine.ReadStatusAsync(ct);
                IReadOnlyList<PgpKey>? keys = null;
                Refusal? refusal = status.Sealed || !status.Initialized ? Refusals.Sealed
                    : status.Current is null ? NobodyToAsk
                    : (await store.ListOpenCeremoniesAsync(ct)).Any(c => c.Kind is not CeremonyKind.Unseal) ? OpenRefusals.RootSlotTaken
                    : password is not null && password.Length != NewRootToken.Length ? OpenRefusals.BadOtp
                    : !OpenOrder.ReadKeys(pgp, key is null || password is not null ? [] : [key], 1, visit.Scribe.Now).TryGet(out keys, out Refusal? bad) ? bad
                    : await visit.Scribe.NeedsSecondAsync(ct) ? FourEyesRefusals.InTheConsole
                    : null;
                if (refusal is not null)
                {
                    return refusal;
                }

                Ceremony ceremony = (await BeginAsync(visit.Scribe, new RootOrder(false, OpenOrder.Lasts, "Started through the API."), status.Current!, ct)) with
                {
                    StartedBy = Bearers.OfToken(by.Token.Accessor),
                    TokenKey = keys!.Count > 0 ? keys[0] : null,
                };
                SecretBytes? veil = ceremony.TokenKey is not null ? null : password?.Copy() ?? OneTimePassword.New();
                try
                {
                    await SaveAsync(visit.Scribe, ceremony, veil);
                    return new StartedRoot(ceremony, veil);
                }
                catch
                {
                    veil?.Dispose();
                    throw;
                }
            }, ct);
        }
    }

    private async Task<Refusal?> CheckAsync(Scribe scribe, SealStatus status, RootOrder order, CancellationToken ct) =>
        status.Sealed || !status.Initialized ? Refusals.Sealed
        : status.Current is null ? NobodyToAsk
        : (await store.ListOpenCeremoniesAsync(ct)).Any(c => c.Kind is not CeremonyKind.Unseal) ? Refusals.SlotTaken
        : !order.ToPgp ? null
        : scribe.Actor!.Pgp is not { } key ? NoKey
        : pgp.Read(Encoding.ASCII.GetBytes(key.Base64), scribe.Now, scribe.Now + order.OpenFor).Refusal;

    private async Task SaveAsync(Scribe scribe, Ceremony ceremony, SecretBytes? password)
    {
        RecordChange[] kept = password is null ? [] : [await engine.EncryptAsync(scribe, OneTimePassword.PathOf(ceremony.Id), password)];
        string way = ceremony.TokenKey is { } key ? $"encrypted to the OpenPGP key {key.Fingerprint}" : "veiled with a one-time password";
        await scribe.SaveAsync(new Commit(scribe.Note($"A root token for {ceremony.StartedByName}, {way}. {ceremony.Reason}", ceremony.Id.Value))
        {
            Records = kept,
            Ceremonies = [ceremony],
        });
        watch.Announce(ceremony);
    }

    private Task<Ceremony> BeginAsync(Scribe scribe, RootOrder order, ShareSet current, CancellationToken ct)
    {
        Ceremony ceremony = CeremonyTerms.Begin(CeremonyKind.GenerateRoot, scribe, order.OpenFor, order.Reason) with
        {
            Target = current.Target,
            TokenKey = order.ToPgp ? scribe.Actor!.Pgp : null,
            Verification = VerificationPolicy.None,
        };
        return Submitters.AddAsync(store, ceremony, current, ct);
    }
}
