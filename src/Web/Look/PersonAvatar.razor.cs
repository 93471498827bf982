using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>A person's initials in a circle. Decoration: the name stands beside it.</summary>
public sealed partial class PersonAvatar : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    private string Initials
    {
        get
        {
            string[] words = Name.Split([' ', '-', '.', '@'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string[] ends = words.Length > 1 ? [words[0], words[^1]] : words;
            return string.Concat(ends.Select(word => StringInfo.GetNextTextElement(word))).ToUpperInvariant();
        }
    }
}
