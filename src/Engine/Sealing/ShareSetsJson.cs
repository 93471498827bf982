using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>
/// The share sets as they are stored. Nothing in them is secret, so the usual serialiser will do. Names and times are strings in
/// its rows: it is read at every start, and for each type of ours the serialiser would have a hundred methods compiled first.
/// </summary>
internal static partial class ShareSetsJson
{
    private const int CommitmentLength = 32;

    internal static RecordChange Write(ShareSetBook book) =>
        new(RecordPaths.ShareSets, JsonSerializer.SerializeToUtf8Bytes(new Page([.. book.Sets.Select(ToRow)]), Format.Default.Page));

    /// <exception cref="EngineException">Damaged: it is no list of share sets.</exception>
    internal static ShareSetBook Read(byte[]? record)
    {
        if (record is null)
        {
            return ShareSetBook.Empty;
        }

        try
        {
            Page page = JsonSerializer.Deserialize(record, Format.Default.Page) ?? throw new JsonException();
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
        dealt.Set.Id, dealt.Set.Generation, NameOf(dealt.Standing), dealt.Set.Scheme.Shares, dealt.Set.Scheme.Threshold,
        NameOf(dealt.Set.Created), dealt.Set.Replaced is { } replaced ? NameOf(replaced) : null, dealt.Salt, dealt.Commitments,
        NameOf(dealt.Set.Target));

    private static DealtSet FromRow(Row row)
    {
        var scheme = ShareScheme.Of(row.Shares, row.Threshold);
        bool whole = Convert.FromHexString(row.Id).Length == DealtSet.IdLength
            && row.Salt.Length == CommitmentLength
            && row.Commitments.Count == row.Shares
            && row.Commitments.All(commitment => commitment.Length == CommitmentLength);
        DateTimeOffset? replaced = row.Replaced is null ? null : TimeOf(row.Replaced);
        return whole
            ? new DealtSet(
                new ShareSet(row.Id, row.Generation, scheme, TimeOf(row.Created), replaced) { Target = TargetOf(row.Target) },
                StandingOf(row.Standing), row.Salt, row.Commitments)
            : throw new JsonException("a set is incomplete");
    }

    private static string NameOf(SetStanding standing) => standing switch
    {
        SetStanding.Current => "current",
        SetStanding.Pending => "pending",
        _ => "replaced",
    };

    private static SetStanding StandingOf(string name) => name switch
    {
        "current" => SetStanding.Current,
        "pending" => SetStanding.Pending,
        "replaced" => SetStanding.Replaced,
        _ => throw new JsonException("a set has a standing that does not exist"),
    };

    private static string NameOf(ShareTarget target) => target is ShareTarget.Recovery ? "recovery" : "unseal";

    private static ShareTarget TargetOf(string? name) => name switch
    {
        null or "unseal" => ShareTarget.Unseal, // Rows of before there were recovery shares do not say.
        "recovery" => ShareTarget.Recovery,
        _ => throw new JsonException("a set has a target that does not exist"),
    };

    private static string NameOf(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private sealed record Page(IReadOnlyList<Row> Sets);

    private sealed record Row(
        string Id, int Generation, string Standing, int Shares, int Threshold,
        string Created, string? Replaced, byte[] Salt, IReadOnlyList<byte[]> Commitments, string? Target = null);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Page))]
    private sealed partial class Format : JsonSerializerContext;
}
