using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Secrets;

/// <summary>The paths as folders, or those that fit a filter.</summary>
public sealed partial class SecretList : ComponentBase
{
    // Lines on the screen at once; a filter is quicker than scrolling further.
    private const int Most = 200;

    private string _filter = "";
    private string _folder = "";

    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Paths { get; set; }

    /// <summary>The path that is open beside the list.</summary>
    [Parameter]
    public string? Open { get; set; }

    [Parameter]
    public EventCallback<string> OnOpen { get; set; }

    private IReadOnlyList<SecretLine> Lines =>
        _filter.Trim() is { Length: > 0 } text ? SecretFolder.Search(Paths, text) : SecretFolder.List(Paths, _folder);

    protected override void OnParametersSet()
    {
        // The last secret of a folder was deleted: the folder is gone with it.
        while (_folder.Length > 0 && !Paths.Any(p => p.StartsWith(_folder, StringComparison.Ordinal)))
        {
            Up();
        }
    }

    private static string Count(int paths) =>
        paths == 1 ? "1 path" : string.Create(CultureInfo.InvariantCulture, $"{paths:N0} paths");

    private void Up() => _folder = SecretFolder.Parent(_folder);

    private void Clear() => _filter = "";

    private async Task ChooseAsync(SecretLine line)
    {
        if (line.Below is null)
        {
            await OnOpen.InvokeAsync(line.Path);
        }
        else
        {
            _folder = line.Path;
        }
    }
}
