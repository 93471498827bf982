using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Check;

/// <summary>
/// On any day a holder has their share looked at. Nothing changes by it but what is known of when they last had it; the vault
/// may be sealed.
/// </summary>
public sealed class CheckShare(CeremonyRoom room, IConsoleStore store, SealEngine engine, IConsoleFeed feed)
{
    /// <summary>How many shares a person may have checked within <see cref="Within"/>: a card, an old card, some slips.</summary>
    public const int Tries = 10;

    /// <summary>See <see cref="Tries"/>.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromMinutes(10);

    private static readonly Refusal NoVault = Refusal.Conflict(
        "no-shares", "There are no shares yet that yours could be compared with.");

    private static readonly Refusal NothingToCompare = Refusal.Conflict(
        "no-commitments", "This vault was made by another program, which kept nothing that a share could be compared with. The next rekey changes that.");

    private static readonly Refusal SomeoneElses = Refusal.Forbidden(
        "someone-elses-share", "This is a share of the current set, but not yours. Give it back to its holder, and tell an administrator that you had it.");

    private static readonly Refusal NotInForce = Refusal.Conflict(
        "share-not-in-force", "This is a new share, which is not in force yet. Prove it in its ceremony; your current share counts until then.");

    private static readonly Refusal Altered = Refusal.Invalid(
        "unknown-share", "This is no share of this vault, neither of today nor of earlier: something in it is wrong, or it belongs elsewhere. Compare it with what you keep, and enter it again.");

    private readonly TryLimit _limit = new(Tries, Within);

    /// <param name="caller">Whose share it should be.</param>
    /// <param name="share">Sealed for <see cref="SealContext.Check"/>; owned by this call from here on.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    /// <returns>What was written down; or what is wrong with the share, as a refusal.</returns>
    public async Task<Outcome<ShareProof>> RunAsync(PersonId caller, SealedShare share, CancellationToken ct)
    {
        using (share)
        {
            return await room.StepAsync<ShareProof>(caller, ConsoleActs.CheckShare, "", visit => CheckAsync(visit.Scribe, caller, share, ct), ct);
        }
    }

    private async Task<Outcome<ShareProof>> CheckAsync(Scribe scribe, PersonId caller, SealedShare envelope, CancellationToken ct)
    {
        DateTimeOffset now = scribe.Now;
        if (_limit.Count(caller, now) is { } next)
        {
            return TooMany(next);
        }

        if (!envelope.Open(SealContext.Check(caller)).TryGet(out SecretBytes? share, out Refusal? refusal))
        {
            return refusal;
        }

        using SecretBytes opened = share;
        SealStatus status = await engine.ReadStatusAsync(ct);
        ShareVerdict verdict = await engine.JudgeAsync(opened, ct);
        refusal = status.Current is null && status.Pending is null ? NoVault
            : status.Current is { Id: "" } ? NothingToCompare
            : await JudgeAsync(verdict, caller, ct);
        if (refusal is not null)
        {
            return refusal;
        }

        var proof = new ShareProof(verdict.Set!.Id, verdict.Number, caller, now, ProofKind.Checked);
        await scribe.SaveAsync(new Commit(scribe.Note($"Share {proof.Number} checked by its holder: right, and in force.")) { Proofs = [proof] });
        feed.Announce(new HoldersMoved());
        return proof;
    }

    private async Task<Refusal?> JudgeAsync(ShareVerdict verdict, PersonId caller, CancellationToken ct) => verdict switch
    {
        { Set: null } => Altered,
        { Standing: SetStanding.Replaced, Set: { } old } => ShareRefusals.Replaced(old),
        { Standing: SetStanding.Pending } => NotInForce,
        _ when !(await store.ListRosterAsync(verdict.Set.Id, ct)).Any(r => r.Number == verdict.Number && r.Person == caller) => SomeoneElses,
        _ => null,
    };

    private static Refusal TooMany(DateTimeOffset next) => Refusal.Conflict("too-many-checks", string.Create(
        CultureInfo.InvariantCulture,
        $"You have had {Tries} shares checked in {Within.TotalMinutes:0} minutes. The next one can be checked at {next:HH:mm:ss} UTC."));
}
