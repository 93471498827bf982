using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Engine.Secrets;
using Microsoft.AspNetCore.Http.Metadata;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>What a request wants; several verbs of HTTP mean the same.</summary>
internal enum ApiVerb
{
    Read,
    List,
    Update,
    Patch,
    Delete,
}

/// <summary>How an answer looks.</summary>
internal enum ApiShape
{
    /// <summary>The fields alone: upstream's oldest endpoints.</summary>
    Raw,

    /// <summary>Inside <c>data</c>, with an envelope around it.</summary>
    Logical,

    /// <summary>Inside <c>data</c>, and once more beside it.</summary>
    Injected,
}

/// <summary>Who may come.</summary>
internal enum ApiAccess
{
    /// <summary>Anybody, also while the vault is sealed.</summary>
    Anybody,

    /// <summary>A token that has the verb's capability on the path.</summary>
    Token,

    /// <summary>As a token; anybody, when the setting <c>Api:UnauthenticatedRekey</c> says so.</summary>
    TokenUnlessOpened,
}

/// <summary>One endpoint. The table of all of them says who may do what; dispatch, documents and tests read it.</summary>
/// <param name="Verb">What it does.</param>
/// <param name="Template">Behind <c>/v1/</c>: names, <c>{name}</c> for one segment, <c>{path*}</c> for all that follow.</param>
/// <param name="Access">Who may.</param>
/// <param name="Shape">How it answers.</param>
/// <param name="Summary">For people who read the document.</param>
/// <param name="Handle">Does it.</param>
internal sealed record ApiRoute(
    ApiVerb Verb, string Template, ApiAccess Access, ApiShape Shape, string Summary, Func<ApiCall, CancellationToken, Task<ApiAnswer>> Handle)
{
    private readonly string[] _parts = Template.Split('/');

    /// <summary>As measurements name it: without what stands in the place of <c>{path*}</c>.</summary>
    public Endpoint Endpoint { get; } = new(requestDelegate: null, new EndpointMetadataCollection(new Named($"/v1/{Template}")), Template);

    /// <summary>The fields that it reads; others are named in a warning. Null where any name is a field.</summary>
    public IReadOnlyList<string>? Fields { get; init; } = [];

    /// <summary>Whether what is written is there already: creating and updating are two capabilities. Null: it always is.</summary>
    public Func<ApiCall, CancellationToken, Task<bool>>? Exists { get; init; }

    /// <summary>Whether its names count in lower case: then the gate is asked about the path so, however it was written.</summary>
    public bool LowersNames { get; init; }

    /// <summary>Whether a sealed vault is what it would lead to: then there is nothing to do, and nobody is asked.</summary>
    public bool DoneWhileSealed { get; init; }

    /// <summary>Where anybody may come: a good token is looked at all the same, a bad one is as none.</summary>
    public bool TokenIsWelcome { get; init; }

    /// <summary>The verb's capability.</summary>
    public Capabilities Capability => Verb switch
    {
        ApiVerb.Read => Capabilities.Read,
        ApiVerb.List => Capabilities.List,
        ApiVerb.Patch => Capabilities.Patch,
        ApiVerb.Delete => Capabilities.Delete,
        _ => Capabilities.Update,
    };

    private sealed record Named(string Route) : IRouteDiagnosticsMetadata;

    /// <summary>What the path's last part is, when the path fits; else null.</summary>
    public string? Match(string path)
    {
        string[] parts = path.Split('/');
        string? rest = "";
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_parts[i] == "{path*}")
            {
                return string.Join('/', parts.Skip(i));
            }

            if (i >= parts.Length || (_parts[i] != "{name}" && _parts[i] != parts[i]))
            {
                return null;
            }

            rest = _parts[i] == "{name}" ? parts[i] : rest;
        }

        return parts.Length == _parts.Length ? rest : null;
    }
}

/// <summary>One request on its way.</summary>
/// <param name="Path">Behind <c>/v1/</c>, without a slash at its end.</param>
/// <param name="Rest">What the template left open.</param>
/// <param name="Body">Its fields.</param>
/// <param name="Query">Of the address.</param>
internal sealed record ApiCall(string Path, string Rest, ApiBody Body, IQueryCollection Query)
{
    private Grant? _grant;

    /// <summary>The token's leave. There always is one, except where anybody may come.</summary>
    public Grant Grant
    {
        get => _grant ?? throw new InvalidOperationException("This endpoint asks for no token.");
        init => _grant = value;
    }

    /// <summary>The token's text as it was sent; wiped when the handler has answered.</summary>
    public SecretBytes? Token { get; init; }

    public bool HasGrant => _grant is not null;

    public ApiCall With(Grant? grant) => grant is null ? this : this with { Grant = grant };
}
