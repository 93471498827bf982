using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Measuring;

//
//    trip ─────────────────────────────┐  a span each, named by its act: "share.submit"
//      └── commit ──▶ store            │  a span each, and what is counted
//
//  An act and an outcome are words of ours. Whom, what and where a step was about stands in the audit log alone: names
//  of people and of secrets, ids, sentences, and anything that somebody typed are in no tag.
//

/// <summary>What the console tells those who run it, in numbers and spans: one set for each store.</summary>
public sealed class Measures : IDisposable
{
    /// <summary>The name of our meter and of our activity source.</summary>
    public const string Name = "KeyCeremonyConsole";

    private static readonly ActivitySource Source = new(Name);

    private readonly ConcurrentDictionary<(string Act, string Outcome), long> _steps = [];
    private readonly ConcurrentDictionary<(CeremonyKind Kind, CeremonyStage Stage), long> _ceremonies = [];
    private readonly ConcurrentDictionary<CeremonyId, bool> _open = []; // Of those that this process has seen.
    private readonly Histogram<double> _commits;

    public Measures()
    {
        _commits = Meter.CreateHistogram<double>("kcc.commit.duration", "s", "How long the store took for a step.");
        Meter.CreateObservableCounter("kcc.steps", () => Read(_steps, "act", s => s.Act, "outcome", s => s.Outcome), "{step}", "Steps that were written down, the refused ones too.");
        Meter.CreateObservableCounter(
            "kcc.ceremonies", () => Read(_ceremonies, "kind", c => Word(c.Kind), "stage", c => Word(c.Stage)), "{ceremony}", "Ceremonies that began or ended.");
    }

    /// <summary>Where the instruments hang; more may be hung there.</summary>
    public Meter Meter { get; } = new(Name);

    /// <summary>One trip, from the door on; null when nobody listens.</summary>
    internal static Activity? BeginTrip(string act) => Source.StartActivity(act);

    /// <summary>One commit. Disposed without <see cref="Storing.Done"/>, it has failed.</summary>
    public Storing Begin() => new(this, Source.StartActivity("commit"), Stopwatch.GetTimestamp());

    public void Dispose() => Meter.Dispose();

    private void Note(Commit commit)
    {
        if (commit.Audit is { } audit)
        {
            Count(_steps, (audit.Act, audit.Outcome));
        }

        foreach (Ceremony ceremony in commit.Ceremonies)
        {
            // At its start and at its end, and not when something is noted about it in between or afterwards.
            bool began = ceremony.IsOpen && _open.TryAdd(ceremony.Id, true) && ceremony.Version == 1;
            bool ended = !ceremony.IsOpen && (_open.TryRemove(ceremony.Id, out _) || ceremony.Version == 1);
            if (began || ended)
            {
                Count(_ceremonies, (ceremony.Kind, ceremony.Stage));
            }
        }
    }

    private static void Count<T>(ConcurrentDictionary<T, long> counts, T key) where T : notnull =>
        counts.AddOrUpdate(key, 1, (_, count) => count + 1);

    private static IEnumerable<Measurement<long>> Read<T>(
        ConcurrentDictionary<T, long> counts, string first, Func<T, string> firstOf, string second, Func<T, string> secondOf) where T : notnull =>
        counts.Select(c => new Measurement<long>(
            c.Value, new KeyValuePair<string, object?>(first, firstOf(c.Key)), new KeyValuePair<string, object?>(second, secondOf(c.Key))));

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>A commit on its way.</summary>
    public sealed class Storing : IDisposable
    {
        private readonly Measures _measures;
        private readonly Activity? _span;
        private readonly long _begun;
        private bool _done;

        internal Storing(Measures measures, Activity? span, long begun) => (_measures, _span, _begun) = (measures, span, begun);

        /// <summary>It is stored.</summary>
        public void Done(Commit commit)
        {
            _done = true;
            _measures.Note(commit);
            _span?.SetTag("act", commit.Audit?.Act).SetTag("outcome", commit.Audit?.Outcome);
        }

        public void Dispose()
        {
            _measures._commits.Record(
                Stopwatch.GetElapsedTime(_begun).TotalSeconds, new KeyValuePair<string, object?>("outcome", _done ? "stored" : "failed"));
            _span?.SetStatus(_done ? ActivityStatusCode.Unset : ActivityStatusCode.Error).Dispose();
        }
    }
}
