namespace KeyCeremonyConsole.Web.Api;

/// <summary>A group of endpoints that belong together.</summary>
internal interface IApiEndpoints
{
    IEnumerable<ApiRoute> Routes { get; }
}

/// <summary>The table of everything that is served.</summary>
internal sealed class ApiRoutes(IEnumerable<IApiEndpoints> groups)
{
    /// <summary>All routes, in the order in which they are looked at.</summary>
    public IReadOnlyList<ApiRoute> All { get; } = [.. groups.SelectMany(g => g.Routes)];

    /// <summary>The route of a request.</summary>
    public ApiMatch Find(ApiVerb verb, string path)
    {
        ApiRoute? other = null;
        foreach (ApiRoute route in All)
        {
            if (route.Match(path) is { } rest)
            {
                if (route.Verb == verb)
                {
                    return new ApiMatch(route, rest, true, route.Shape);
                }

                other ??= route;
            }
        }

        return new ApiMatch(null, "", other is not null, other?.Shape ?? ApiShape.Logical);
    }
}

/// <summary>What was found for a request.</summary>
/// <param name="Route">Null when nothing is served there, or not with this verb.</param>
/// <param name="Rest">What the template left open.</param>
/// <param name="PathIsKnown">Whether another verb would have had a route.</param>
/// <param name="Shape">How the path answers.</param>
internal sealed record ApiMatch(ApiRoute? Route, string Rest, bool PathIsKnown, ApiShape Shape);
