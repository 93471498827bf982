using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Open;

/// <summary>What a vault should be that is made through the API.</summary>
/// <param name="Shares">N: of the unseal shares, or behind a seal provider of the recovery shares, where 0 of 0 makes none.</param>
/// <param name="Threshold">T.</param>
/// <param name="PgpKeys">OpenPGP keys in base64, one for each share, number 1 first; empty for none.</param>
/// <param name="TokenKey">The OpenPGP key that the root token is encrypted to, in base64; null for none.</param>
public sealed record OpenVaultOrder(int Shares, int Threshold, IReadOnlyList<string> PgpKeys, string? TokenKey);

/// <summary>A vault that was just made through the API: everything that its maker is given, once.</summary>
/// <param name="Ceremony">Its record.</param>
/// <param name="Shares">The shares, or the messages with them in their keys' order.</param>
/// <param name="RootToken">Its text, or the message with it.</param>
public sealed record NewVault(Ceremony Ceremony, IReadOnlyList<SecretBytes> Shares, SecretBytes RootToken) : IDisposable
{
    public void Dispose()
    {
        RootToken.Dispose();
        foreach (SecretBytes share in Shares)
        {
            share.Dispose();
        }
    }
}

/// <summary>
/// Somebody makes the vault through the API, as upstream has it: nobody is signed in, all shares go to the caller, and a
/// root token lies in the vault from its first moment. It works once, and as <see cref="OpenInit"/> says.
/// </summary>
public sealed class InitialiseOpen(CeremonyRoom room, IConsoleStore store, SealEngine engine, Dealer dealer, IOpenPgp pgp, Watch watch, OpenInitRule rule)
{
    private const string By = "somebody at the API";

    /// <param name="order">What is wanted.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<NewVault>> RunAsync(OpenVaultOrder order, CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsAnybodyAsync("initialise.start", "", ct);
        ShareTarget target = engine.ConfiguredSeal == SealStatus.Shamir ? ShareTarget.Unseal : ShareTarget.Recovery;
        bool withoutShares = target is ShareTarget.Recovery && order.Shares == 0 && order.Threshold == 0;
        ShareScheme? scheme = null;
        string? problem = null;
        IReadOnlyList<PgpKey>? keys = null;
        IReadOnlyList<PgpKey>? tokenKey = null;
        Refusal? refusal =
            (await engine.ReadStatusAsync(ct)).Initialized ? OpenRefusals.AlreadyInitialised
            : !await IsOpenAsync(ct) ? OpenRefusals.NotAtTheApi
            : (await store.ListOpenCeremoniesAsync(ct)).Any() ? Refusals.SlotTaken
            : !withoutShares && !ShareScheme.TryCreate(order.Shares, order.Threshold, out scheme, out problem) ? OpenRefusals.BadScheme(target, isRekey: false, problem!)
            : !OpenOrder.ReadKeys(pgp, order.PgpKeys, order.Shares, visit.Scribe.Now).TryGet(out keys, out Refusal? bad) ? bad
            : !OpenOrder.ReadKeys(pgp, order.TokenKey is { } text ? [text] : [], 1, visit.Scribe.Now).TryGet(out tokenKey, out bad) ? bad
            : await visit.Scribe.NeedsSecondAsync(ct) ? FourEyesRefusals.InTheConsole
            : null;
        if (refusal is not null)
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        try
        {
            return await MakeAsync(visit.Scribe, target, scheme, keys!, tokenKey!, ct);
        }
        catch (SealProviderException away)
        {
            return await visit.Scribe.RefuseAsync(Refusals.ProviderAway(away));
        }
    }

    // Asked in the room: who set the console up a moment ago is there now.
    private async Task<bool> IsOpenAsync(CancellationToken ct) => rule.When switch
    {
        OpenInit.Always => true,
        OpenInit.Never => false,
        _ => !await store.AnyPersonAsync(ct),
    };

    private async Task<NewVault> MakeAsync(
        Scribe scribe, ShareTarget target, ShareScheme? scheme, IReadOnlyList<PgpKey> keys, IReadOnlyList<PgpKey> tokenKey, CancellationToken ct)
    {
        (NewToken root, IReadOnlyList<PlainRecord> contents) = CreateToken.ForNewVault(scribe.Now);
        using NewToken made = root;
        try
        {
            using PreparedChange vault = await PrepareAsync(target, scheme, contents, ct);
            Ceremony ceremony = Begin(scribe, target, scheme, keys) with { NewSet = (vault as PreparedDeal)?.Set.Id };
            IReadOnlyList<RosterEntry> roster = ceremony.NewSet is { } set ? Bearers.Roster(set, scheme!.Shares) : [];
            Ceremony[] unseal = target is ShareTarget.Unseal
                ? [UnsealCeremonies.Open(ceremony.NewSet!, scheme!, roster, scribe.Now, "The vault was initialised through the API.")]
                : [];
            await scribe.SaveAsync(new Commit(scribe.Note(Sentence(ceremony), ceremony.Id.Value))
            {
                Records = vault.Changes,
                Ceremonies = [ceremony, .. unseal],
                Roster = roster,
                Terms = [TermNote.First(ceremony)],
            }, vault);
            watch.Announce(ceremony);
            Array.ForEach(unseal, watch.Announce);
            await watch.AnnounceVaultAsync();
            return new NewVault(
                ceremony,
                vault is PreparedDeal deal ? dealer.HandOut(ceremony, deal) : [],
                tokenKey.Count > 0 ? SecretBytes.Take(pgp.Encrypt(tokenKey[0], root.Text)) : root.Text.Copy());
        }
        finally
        {
            foreach (PlainRecord plain in contents)
            {
                plain.Value.Dispose();
            }
        }
    }

    private async Task<PreparedChange> PrepareAsync(
        ShareTarget target, ShareScheme? scheme, IReadOnlyList<PlainRecord> contents, CancellationToken ct) => (target, scheme) switch
        {
            (ShareTarget.Unseal, _) => await engine.PrepareInitialiseAsync(scheme!, contents, ct),
            (_, null) => await engine.PrepareAutoInitialiseAsync(contents, ct),
            _ => await engine.PrepareAutoInitialiseAsync(scheme, RekeyEffect.AtOnce, contents, ct),
        };

    private Ceremony Begin(Scribe scribe, ShareTarget target, ShareScheme? scheme, IReadOnlyList<PgpKey> keys) => new()
    {
        Id = CeremonyId.New(),
        Kind = CeremonyKind.Initialise,
        Stage = CeremonyStage.Completed,
        Nonce = CeremonyNonce.New(),
        Attempt = 1,
        StartedBy = null,
        StartedByName = By,
        StartedAt = scribe.Now,
        ExpiresAt = null,
        Reason = "The vault was initialised through the API.",
        Target = target,
        SealType = engine.ConfiguredSeal,
        NewScheme = scheme,
        Verification = VerificationPolicy.None,
        Participants = [.. Bearers.Recipients(scheme?.Shares ?? 0, keys)],
        EndedAt = scribe.Now,
        EndedByName = By,
    };

    private static string Sentence(Ceremony c) => FormattableString.Invariant(
        $"Initialised through the API behind the seal '{c.SealType}': {c.NewScheme?.Threshold ?? 0} of {c.NewScheme?.Shares ?? 0}. All shares and a root token went to the caller.");
}
