using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>One term of the keyring with who installed it and why.</summary>
public sealed record TermLine(TermInfo Term, string ByName, string Reason);

/// <summary>The key status and the history of all terms, newest first.</summary>
public sealed record KeyHistory(KeyStatus Active, IReadOnlyList<TermLine> Terms);

/// <summary>Reads the key status and history; for administrators and auditors.</summary>
public sealed class ReadKeys(IConsoleStore store, TimeProvider clock, SealEngine engine)
{
    private static readonly TermNote Unnoted = new(0, null, "", "");

    public async Task<Outcome<KeyHistory>> RunAsync(PersonId caller, CancellationToken ct)
    {
        Admission admission = await Admission.AskAsync(
            store, clock, caller, Roles.Administrator | Roles.Auditor, "key-status.read", "", ct);
        if (admission.Refusal is { } refusal)
        {
            return refusal;
        }

        try
        {
            Dictionary<int, TermNote> notes = (await store.ListTermNotesAsync(ct)).ToDictionary(n => n.Term);
            IEnumerable<TermLine> terms = engine.ReadTerms()
                .OrderByDescending(t => t.Term)
                .Select(t => (Term: t, Note: notes.GetValueOrDefault(t.Term, Unnoted)))
                .Select(t => new TermLine(t.Term, t.Note.ByName, t.Note.Reason));
            return new KeyHistory(engine.ReadKeyStatus(), [.. terms]);
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return await admission.Scribe.RefuseAsync(Refusals.Sealed);
        }
    }
}
