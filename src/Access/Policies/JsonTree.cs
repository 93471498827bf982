using System.Text;
using System.Text.Json;

namespace KeyCeremonyConsole.Access.Policies;

/// <summary>Reads a policy that is written in JSON into the same tree.</summary>
internal static class JsonTree
{
    /// <exception cref="PolicySyntaxException">It is no JSON object, or nested too deeply.</exception>
    internal static HclBlock Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text), new JsonDocumentOptions { MaxDepth = PolicyLimits.Depth });
            return Block(json.RootElement);
        }
        catch (JsonException e)
        {
            throw PolicySyntaxException.At((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "the JSON is not well formed, or nested too deeply");
        }
    }

    // {"path": {"a": {…}, "b": {…}}}, or a list of such objects, is what path "a" {…} and path "b" {…} are in HCL.
    private static HclBlock Block(JsonElement json) => new([.. json.EnumerateObject().SelectMany(Items)], Line: 0);

    private static IEnumerable<HclItem> Items(JsonProperty property) => property.Name != "path"
        ? [new HclItem([property.Name], Value(property.Value), Line: 0)]
        : property.Value.ValueKind switch
        {
            JsonValueKind.Object => Paths(property.Value),
            JsonValueKind.Array => property.Value.EnumerateArray().SelectMany(Paths),
            _ => [new HclItem(["path"], Value(property.Value), Line: 0)],
        };

    private static IEnumerable<HclItem> Paths(JsonElement paths) => paths.ValueKind is JsonValueKind.Object
        ? paths.EnumerateObject().Select(p => new HclItem(["path", p.Name], Value(p.Value), Line: 0))
        : [new HclItem(["path"], Value(paths), Line: 0)];

    private static HclValue Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => Block(json),
        JsonValueKind.Array => new HclList([.. json.EnumerateArray().Select(Value)], Line: 0),
        JsonValueKind.String => Text(json),
        _ => new HclScalar(json.GetRawText(), Line: 0),
    };

    private static HclText Text(JsonElement json)
    {
        try
        {
            return new HclText(json.GetString()!, Line: 0);
        }
        catch (InvalidOperationException) // Half of a surrogate pair, escaped.
        {
            throw new PolicySyntaxException("a text holds half a character");
        }
    }
}
