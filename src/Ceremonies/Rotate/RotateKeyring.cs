using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>A finished rotation.</summary>
/// <param name="Term">The term that encrypts from now on.</param>
/// <param name="InstallTime">Since when.</param>
/// <param name="Steps">What was done, in order, each after it was done.</param>
public sealed record RotateResult(int Term, DateTimeOffset InstallTime, IReadOnlyList<string> Steps);

/// <summary>An administrator, or the console when it is time, adds a key term. Nobody's share changes; old data stays readable under its old term.</summary>
public sealed class RotateKeyring(CeremonyRoom room, SealEngine engine, Watch watch)
{
    public Task<Outcome<RotateResult>> RunAsync(Caller caller, string reason, CancellationToken ct) =>
        room.StepAsync<RotateResult>(caller, ConsoleActs.Rotate, "", async visit =>
            engine.IsSealed ? Refusals.Sealed
            : reason.Trim().Length > Limits.Reason ? Refusals.ReasonMissing
            : await RotateAsync(visit.Scribe, reason.Trim(), TermCause.Manual), ct);

    /// <summary>Rotates when the key was used often enough, or for long enough. Called by the clock, again and again.</summary>
    public async Task IfDueAsync(CancellationToken ct)
    {
        if (ReadDue() is null)
        {
            return;
        }

        using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("keyring.rotate", "", ct);
        if (ReadDue() is { } due)
        {
            await RotateAsync(visit.Scribe, Because(due), TermNote.CauseOf(due));
        }
    }

    private RotationCause? ReadDue()
    {
        try
        {
            return engine.ReadDueRotation();
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return null;
        }
    }

    private static string Because(RotationCause due) => due switch
    {
        RotationCause.Count => "By itself: the key had been used as often as it may be.",
        RotationCause.Interval => "By itself: the key had been active for as long as it may be.",
        _ => "By itself: the key was more than a year old and had never been counted.",
    };

    private async Task<RotateResult> RotateAsync(Scribe scribe, string reason, TermCause cause)
    {
        int before = engine.ReadKeyStatus().Term;
        using PreparedRotation rotation = engine.PrepareRotate();
        List<string> steps = [Step($"A new 256-bit key was made: term {rotation.Term}.")];
        await scribe.SaveAsync(new Commit(scribe.Note(Step($"Rotated from term {before} to term {rotation.Term}. {reason}")))
        {
            Records = rotation.Changes,
            Terms = [new TermNote(rotation.Term, scribe.Actor?.Id, scribe.ActorName, reason.Length == 0 ? "Not given" : reason, cause)],
        }, rotation);
        steps.Add("The keyring with all terms was stored under the root key, in one transaction with the audit entry.");
        steps.Add("What was stored was read back and is the same.");
        steps.Add(Step($"Term {rotation.Term} encrypts from now on. Terms 1 to {before} still decrypt what they encrypted."));
        await watch.AnnounceVaultAsync();
        return new RotateResult(rotation.Term, rotation.InstallTime, steps);
    }

    private static string Step(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
