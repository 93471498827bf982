using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>An administrator says when the key rotates by itself.</summary>
public sealed class SetRotation(CeremonyRoom room, SealEngine engine, Watch watch)
{
    public Task<Outcome<RotationConfig>> RunAsync(Caller caller, RotationConfig config, CancellationToken ct) =>
        room.StepAsync<RotationConfig>(caller, ConsoleActs.SetRotation, "", async visit =>
        {
            try
            {
                using PreparedChange change = engine.PrepareRotationConfig(config);
                if (await visit.Scribe.SecondAsync(ProposedSights.Rotate(engine.ReadRotation(), config, Sentence), ct) is { } refusal)
                {
                    return refusal;
                }

                await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(Sentence(config))) { Records = change.Changes }, change);
            }
            catch (EngineException refused) when (refused.Fault is EngineFault.Sealed)
            {
                return Refusals.Sealed;
            }
            catch (EngineException refused) when (refused.Fault is EngineFault.BadRotation)
            {
                return OutOfBounds(engine.Limits);
            }

            await watch.AnnounceVaultAsync();
            return config;
        }, ct);

    private static Refusal OutOfBounds(RotationLimits limits) => Refusal.Invalid("bad-rotation", string.Create(
        CultureInfo.InvariantCulture,
        $"Choose between {limits.FewestOperations:N0} and {limits.MostOperations:N0} encryptions, and an interval of at least {limits.ShortestInterval.TotalHours:0} hours, or none."));

    private static string Sentence(RotationConfig config) => string.Create(
        CultureInfo.InvariantCulture,
        $"Rotation by itself is {(config.Enabled ? "on" : "off")}: after {config.MaxOperations} encryptions, {Every(config.Interval)}.");

    private static string Every(TimeSpan interval) => interval == TimeSpan.Zero
        ? "at no interval"
        : string.Create(CultureInfo.InvariantCulture, $"every {interval.TotalHours:0.##} hours");
}
