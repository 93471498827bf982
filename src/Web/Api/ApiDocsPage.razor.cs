using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>The API's document for people: the same table, read in a browser, with nothing from elsewhere.</summary>
public sealed partial class ApiDocsPage(IServiceProvider services, NavigationManager navigation) : ComponentBase
{
    // The table is no business of other assemblies, and a page is public.
    private readonly OpenApi _document = services.GetRequiredService<OpenApi>();

    private string Address => navigation.BaseUri + "v1";

    private static string Verb(ApiRoute route) => route.Verb switch
    {
        ApiVerb.Read => "GET",
        ApiVerb.Update => "POST",
        { } other => other.ToString().ToUpperInvariant(),
    };

    private static string Template(ApiRoute route) => route.Template.Replace("{path*}", "{path}", StringComparison.Ordinal);
}
