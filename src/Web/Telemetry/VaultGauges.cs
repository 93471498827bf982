using System.Diagnostics.Metrics;
using KeyCeremonyConsole.Ceremonies.Measuring;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Web.Telemetry;

/// <summary>How the vault stands at the moment that somebody asks. Hung beside what is counted, and made when the first one asks.</summary>
internal sealed class VaultGauges
{
    public VaultGauges(Measures measures, SealEngine engine, IConsoleStore store)
    {
        Meter = measures.Meter;
        Meter.CreateObservableGauge("vault.core.unsealed", () => engine.IsSealed ? 0 : 1, description: "Whether the vault is open.");
        Meter.CreateObservableGauge("vault.barrier.term", () => Key(engine, key => key.Term), description: "The active key term.");
        Meter.CreateObservableGauge("vault.barrier.encryptions", () => Key(engine, key => key.Encryptions), description: "How often the active term was used.");
        Meter.CreateObservableGauge("kcc.ceremonies.open", () => Open(store), description: "Ceremonies that are open.");
    }

    public Meter Meter { get; }

    // None while it is sealed.
    private static IEnumerable<Measurement<long>> Key(SealEngine engine, Func<KeyStatus, long> figure)
    {
        try
        {
            return [new Measurement<long>(figure(engine.ReadKeyStatus()))];
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return [];
        }
    }

    // Instruments are asked synchronously, by a thread that does nothing else.
    private static int Open(IConsoleStore store) => store.ListOpenCeremoniesAsync(CancellationToken.None).GetAwaiter().GetResult().Count;
}
