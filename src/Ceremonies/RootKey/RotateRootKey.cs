using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.RootKey;

/// <summary>An administrator has the root key replaced. No share is asked for, none is issued, and those in force stay in force.</summary>
public sealed class RotateRootKey(CeremonyRoom room, SealEngine engine, Watch watch)
{
    private static readonly Refusal WouldStrand = Refusal.Conflict(
        "shares-would-be-lost", "The vault's copy of its unseal key is missing or is not the key that the shares give, so the shares would be lost. Nothing was changed. Rekey the shares; that makes the copy anew.");

    public async Task<Outcome<Done>> RunAsync(Caller caller, string reason, CancellationToken ct)
    {
        Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, ConsoleActs.RotateRootKey, "", ct);
        if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
        {
            return refusal;
        }

        using (visit)
        {
            refusal = engine.IsSealed ? Refusals.Sealed
                : reason.Trim().Length > Limits.Reason ? Refusals.ReasonMissing
                : await RotateAsync(visit.Scribe, reason.Trim(), ct);
            return refusal is null ? Done.It : await visit.Scribe.RefuseAsync(refusal);
        }
    }

    private async Task<Refusal?> RotateAsync(Scribe scribe, string reason, CancellationToken ct)
    {
        try
        {
            using PreparedChange change = await engine.PrepareRotateRootAsync(ct);
            await scribe.SaveAsync(
                new Commit(scribe.Note($"A new root key. No share was needed, and none was issued. {reason}".TrimEnd())) { Records = change.Changes },
                change);
        }
        catch (SealProviderException away)
        {
            return Refusals.ProviderAway(away);
        }
        catch (EngineException stranding) when (stranding.Fault is EngineFault.Damaged && !engine.IsSealed)
        {
            return WouldStrand;
        }

        await watch.AnnounceVaultAsync();
        return null;
    }
}
