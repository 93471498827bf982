using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace KeyCeremonyConsole.Web.Telemetry;

/// <summary>The instruments of a meter that can be asked, as Prometheus reads them (text format 0.0.4).</summary>
internal static class PrometheusText
{
    public const string Type = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(Meter meter)
    {
        Dictionary<Instrument, StringBuilder> lines = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && instrument.IsObservable)
            {
                lines[instrument] = new StringBuilder();
                to.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Append(lines[instrument], instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Append(lines[instrument], instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();

        var text = new StringBuilder();
        foreach ((Instrument instrument, StringBuilder values) in lines.OrderBy(l => l.Key.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {NameOf(instrument)} {instrument.Description}\n# TYPE {NameOf(instrument)} {(IsCounter(instrument) ? "counter" : "gauge")}\n{values}");
        }

        return text.ToString();
    }

    // Tags are words of ours: there is nothing in them to escape.
    private static void Append(StringBuilder lines, Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lines.Append(NameOf(instrument));
        for (int i = 0; i < tags.Length; i++)
        {
            lines.Append(i == 0 ? '{' : ',').Append(tags[i].Key).Append("=\"").Append(tags[i].Value).Append('"');
        }

        lines.Append(tags.Length == 0 ? " " : "} ").Append(value).Append('\n');
    }

    private static string NameOf(Instrument instrument) => instrument.Name.Replace('.', '_') + (IsCounter(instrument) ? "_total" : "");

    private static bool IsCounter(Instrument instrument) => instrument is ObservableCounter<long>;
}
