using System.Buffers.Binary;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Audit;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Tests.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Audit;

/// <summary>The exported file. It is verified here as the page tells an auditor to, without our own code.</summary>
public sealed class AuditExportTests : OpenVaultTests
{
    [Fact]
    public async Task An_export_verifies_by_the_description_on_the_page()
    {
        await OpenAsync();
        await Console.PersonAsync("Zoë “O'Neil” \n 鍵", Roles.Auditor);

        (int status, string file) = await ExportAsync(Ada.Id);

        Assert.Equal(StatusCodes.Status200OK, status);
        string[] lines = file.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Console.Store.Commits, lines.Length);
        Assert.Null(FirstBroken(lines));
    }

    [Fact]
    public async Task An_edited_line_is_found_by_the_description_on_the_page()
    {
        await OpenAsync();
        (_, string file) = await ExportAsync(Ada.Id);
        string[] lines = file.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines[1] = lines[1].Replace("Added.", "Asked.", StringComparison.Ordinal);

        Assert.Equal(2, FirstBroken(lines));
    }

    [Fact]
    public async Task Somebody_without_the_role_exports_nothing_whatever_their_cookie_says()
    {
        await OpenAsync();

        (int status, string body) = await ExportAsync(Ben.Id);

        Assert.Equal(StatusCodes.Status403Forbidden, status);
        Assert.DoesNotContain("hash", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_log_is_written_piece_by_piece()
    {
        using var file = new CountingStream();

        await AuditLines.WriteAsync(file, Many(5_000), Cancel);

        Assert.InRange(file.Largest, 1, 100_000);
        Assert.True(file.Total > 1_000_000);
    }

    private async Task<(int Status, string Body)> ExportAsync(PersonId caller)
    {
        using ServiceProvider services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using MemoryStream body = new();
        DefaultHttpContext context = new()
        {
            RequestServices = services,
            User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(PersonClaims.Person, caller.Value)], "test")),
        };
        context.Response.Body = body;
        IResult result = await AuditEndpoints.ExportAsync(context, ReadAudit, Console.Clock);
        await result.ExecuteAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }

    private static long? FirstBroken(string[] lines)
    {
        byte[] previous = new byte[32];
        for (int i = 0; i < lines.Length; i++)
        {
            using JsonDocument line = JsonDocument.Parse(lines[i]);
            byte[] hash = Convert.FromHexString(line.RootElement.GetProperty("hash").GetString()!);
            if (line.RootElement.GetProperty("number").GetInt64() != i + 1 || !hash.AsEnumerable().SequenceEqual(HashOf(previous, line.RootElement)))
            {
                return i + 1;
            }

            previous = hash;
        }

        return null;
    }

    private static byte[] HashOf(byte[] previous, JsonElement line)
    {
        using MemoryStream covered = new();
        covered.Write(previous);
        covered.Write(Number(line.GetProperty("number").GetInt64()));
        covered.Write(Number(line.GetProperty("ticks").GetInt64()));
        foreach (string field in new[] { "actor", "name", "act", "subject", "outcome", "detail" })
        {
            byte[] text = Encoding.UTF8.GetBytes(line.GetProperty(field).GetString()!);
            covered.Write(Number(text.Length));
            covered.Write(text);
        }

        return SHA256.HashData(covered.ToArray());
    }

    private static byte[] Number(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }

    private static async IAsyncEnumerable<AuditEntry> Many(int count)
    {
        await Task.CompletedTask;
        AuditDraft draft = new(DateTimeOffset.UnixEpoch, "a", "Ada", "share.submit", "", "done", new string('x', 100));
        for (int i = 1; i <= count; i++)
        {
            yield return new AuditEntry(i, draft, new byte[32]);
        }
    }

    private sealed class CountingStream : MemoryStream
    {
        public int Largest { get; private set; }

        public long Total { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Largest = Math.Max(Largest, buffer.Length);
            Total += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
