using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KeyCeremonyConsole.Ceremonies.Audit;

namespace KeyCeremonyConsole.Web.Audit;

/// <summary>Writes the log as JSON Lines: everything that the hash covers, and the hash.</summary>
internal static class AuditLines
{
    private const int WriteAt = 64 * 1024; // bytes; a million entries never lie in memory together

    // A file, not a web page: names stay readable, only what JSON itself forbids is escaped.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(Stream file, IAsyncEnumerable<AuditEntry> entries, CancellationToken ct)
    {
        ArrayBufferWriter<byte> lines = new(WriteAt + 4096);
        await using Utf8JsonWriter json = new(lines, Readable);
        await foreach (AuditEntry entry in entries.WithCancellation(ct))
        {
            json.Reset();
            Write(json, entry);
            await json.FlushAsync(ct);
            lines.Write("\n"u8);
            if (lines.WrittenCount >= WriteAt)
            {
                await file.WriteAsync(lines.WrittenMemory, ct);
                lines.ResetWrittenCount();
            }
        }

        await file.WriteAsync(lines.WrittenMemory, ct);
    }

    private static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        AuditDraft draft = entry.Draft;
        json.WriteStartObject();
        json.WriteNumber("number", entry.Number);
        json.WriteString("time", draft.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        json.WriteNumber("ticks", draft.At.UtcTicks);
        json.WriteString("actor", draft.Actor);
        json.WriteString("name", draft.ActorName);
        json.WriteString("act", draft.Act);
        json.WriteString("subject", draft.Subject);
        json.WriteString("outcome", draft.Outcome);
        json.WriteString("detail", draft.Detail);
        json.WriteString("hash", Convert.ToHexStringLower(entry.Hash));
        json.WriteEndObject();
    }
}
