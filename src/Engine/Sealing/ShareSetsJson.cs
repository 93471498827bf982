using System.Text.Json;
using System.Text.Json.Serialization;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The share sets as they are stored. Nothing in them is secret, so the usual serialiser will do.</summary>
internal static class ShareSetsJson
{
    private const int CommitmentLength = 32;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters =
        {
            new JsonStringEnumConverter<SetStanding>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<ShareTarget>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    internal static RecordChange Write(ShareSetBook book) =>
        new(RecordPaths.ShareSets, JsonSerializer.SerializeToUtf8Bytes(new Page([.. book.Sets.Select(ToRow)]), Options));

    /// <exception cref="EngineException">Damaged: it is no list of share sets.</exception>
    internal static ShareSetBook Read(byte[]? record)
    {
        if (record is null)
        {
            return ShareSetBook.Empty;
        }

        try
        {
            Page page = JsonSerializer.Deserialize<Page>(record, Options) ?? throw new JsonException();
            var book = new ShareSetBook([.. page.Sets.Select(FromRow)]);
            _ = book.Current; // Throws when there are two.
            _ = book.Pending;
            return book;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            throw EngineException.Damaged("the share sets are unreadable", e);
        }
    }

    private static Row ToRow(DealtSet dealt) => new(
        dealt.Set.Id, dealt.Set.Generation, dealt.Standing, dealt.Set.Scheme.Shares, dealt.Set.Scheme.Threshold,
        dealt.Set.Created, dealt.Set.Replaced, dealt.Salt, dealt.Commitments, dealt.Set.Target);

    private static DealtSet FromRow(Row row)
    {
        var scheme = ShareScheme.Of(row.Shares, row.Threshold);
        bool whole = Convert.FromHexString(row.Id).Length == DealtSet.IdLength
            && row.Salt.Length == CommitmentLength
            && row.Commitments.Count == row.Shares
            && row.Commitments.All(commitment => commitment.Length == CommitmentLength);
        return whole
            ? new DealtSet(
                new ShareSet(row.Id, row.Generation, scheme, row.Created, row.Replaced) { Target = row.Target },
                row.Standing, row.Salt, row.Commitments)
            : throw new JsonException("a set is incomplete");
    }

    private sealed record Page(IReadOnlyList<Row> Sets);

    private sealed record Row(
        string Id, int Generation, SetStanding Standing, int Shares, int Threshold,
        DateTimeOffset Created, DateTimeOffset? Replaced, byte[] Salt, IReadOnlyList<byte[]> Commitments,
        ShareTarget Target = ShareTarget.Unseal); // Rows of before there were recovery shares do not say.
}
