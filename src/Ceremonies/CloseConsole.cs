using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>Runs once when the process stops in order: the exact encryption counts are stored, the keys are wiped.</summary>
public sealed class CloseConsole(CeremonyRoom room, SealEngine engine)
{
    public async Task RunAsync(CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("console.stop", "", ct);
        using PreparedChange? counts = engine.IsSealed ? null : engine.PrepareCountsPersist();
        try
        {
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("The console was stopped. The vault is sealed.")) { Records = counts?.Changes ?? [] });
        }
        finally
        {
            engine.Seal();
        }
    }
}
