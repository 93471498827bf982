using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>
/// Both palettes as one style sheet. MudThemeProvider would write a style element into every page, which the
/// content security policy forbids, and could not know the system's preference before the circuit is up. So it is
/// rendered here, once, and the browser chooses: no flash, no script, no exception in the policy.
/// </summary>
public sealed partial class ThemeSheet(IServiceScopeFactory scopes, ILoggerFactory logs)
{
    public const string Path = "/theme.css";

    private readonly Lazy<Task<(string Css, string Href)>> _sheet = new(() => MakeAsync(scopes, logs));

    /// <summary>The sheet's address, which changes whenever the sheet does.</summary>
    public async Task<string> HrefAsync() => (await _sheet.Value).Href;

    public async Task<string> CssAsync() => (await _sheet.Value).Css;

    private static async Task<(string, string)> MakeAsync(IServiceScopeFactory scopes, ILoggerFactory logs)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using HtmlRenderer renderer = new(scope.ServiceProvider, logs);
        string light = await RenderAsync(renderer, ":root", dark: false);
        string chosen = await RenderAsync(renderer, ":root[data-theme=\"dark\"]", dark: true);
        string system = await RenderAsync(renderer, ":root:not([data-theme])", dark: true);
        string css = $"{light}{chosen}@media (prefers-color-scheme: dark) {{{system}}}\n";
        string version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(css)))[..10];
        return (css, $"{Path[1..]}?v={version}");
    }

    private static async Task<string> RenderAsync(HtmlRenderer renderer, string selector, bool dark)
    {
        ParameterView parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(MudThemeProvider.Theme)] = ConsoleTheme.For(selector),
            [nameof(MudThemeProvider.IsDarkMode)] = dark,
        });
        string html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<MudThemeProvider>(parameters)).ToHtmlString());
        return ThemeStyle().Match(html).Groups[1].Value.Trim() + "\n";
    }

    // The provider's other style elements colour scroll bars and charts; console.css does that.
    [GeneratedRegex("<style class='mud-theme-provider'>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex ThemeStyle();
}
