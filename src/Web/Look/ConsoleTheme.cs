using MudBlazor;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>
/// Our colours, type and corners, as MudBlazor wants them. console.css takes its base colours from here
/// (<c>--mud-palette-*</c>), so that each is written down once.
/// </summary>
public static class ConsoleTheme
{
    private static readonly string[] Text = ["Inter Variable", "system-ui", "-apple-system", "Segoe UI", "sans-serif"];

    /// <summary>The theme for the elements a selector picks, e.g. <c>:root[data-theme="dark"]</c>.</summary>
    public static MudTheme For(string selector) => new()
    {
        PseudoCss = new PseudoCss { Scope = selector },
        PaletteLight = Light(),
        PaletteDark = Dark(),
        Typography = Type(),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "10px" },
    };

    // Every text colour has at least 4.5:1 on each ground it stands on, and a field's border 3:1.
    private static PaletteLight Light() => new()
    {
        Primary = "#2f55d4",
        PrimaryContrastText = "#ffffff",
        Secondary = "#586474",
        SecondaryContrastText = "#ffffff",
        Tertiary = "#586474",
        Info = "#2f55d4",
        InfoContrastText = "#ffffff",
        Success = "#14713f",
        SuccessContrastText = "#ffffff",
        Warning = "#7d4b00",
        WarningContrastText = "#ffffff",
        Error = "#b3261e",
        ErrorContrastText = "#ffffff",
        Dark = "#17202c",
        DarkContrastText = "#ffffff",
        TextPrimary = "#17202c",
        TextSecondary = "#586474",
        TextDisabled = "#6b7686",
        ActionDefault = "#586474",
        ActionDisabled = "#6b7686",
        ActionDisabledBackground = "#e3e6eb",
        Background = "#f6f7f9",
        BackgroundGray = "#eef0f3",
        Surface = "#ffffff",
        LinesDefault = "#e3e6eb",
        LinesInputs = "#868f9d",
        TableLines = "#e3e6eb",
        TableHover = "#f6f7f9",
        Divider = "#e3e6eb",
        DividerLight = "#eef0f3",
        OverlayDark = "rgba(15,19,26,.5)",
    };

    private static PaletteDark Dark() => new()
    {
        Primary = "#8fa7ff",
        PrimaryContrastText = "#0f131a",
        Secondary = "#9aa5b5",
        SecondaryContrastText = "#0f131a",
        Tertiary = "#9aa5b5",
        Info = "#8fa7ff",
        InfoContrastText = "#0f131a",
        Success = "#58d197",
        SuccessContrastText = "#0f131a",
        Warning = "#f2bb53",
        WarningContrastText = "#0f131a",
        Error = "#ff9a90",
        ErrorContrastText = "#0f131a",
        Dark = "#e8ebf1",
        DarkContrastText = "#0f131a",
        TextPrimary = "#e8ebf1",
        TextSecondary = "#9aa5b5",
        TextDisabled = "#8590a1",
        ActionDefault = "#9aa5b5",
        ActionDisabled = "#8590a1",
        ActionDisabledBackground = "#2a313d",
        Background = "#0f131a",
        BackgroundGray = "#141922",
        Surface = "#181e27",
        LinesDefault = "#2a313d",
        LinesInputs = "#6f7a8b",
        TableLines = "#2a313d",
        TableHover = "#1d242f",
        Divider = "#2a313d",
        DividerLight = "#222935",
        OverlayDark = "rgba(0,0,0,.6)",
    };

    private static Typography Type() => new()
    {
        Default = new DefaultTypography { FontFamily = Text, FontSize = ".9375rem", LineHeight = "1.5", LetterSpacing = "normal" },
        H1 = new H1Typography { FontFamily = Text, FontSize = "1.75rem", FontWeight = "650", LineHeight = "1.2", LetterSpacing = "-.02em" },
        H2 = new H2Typography { FontFamily = Text, FontSize = "1rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "-.005em" },
        H3 = new H3Typography { FontFamily = Text, FontSize = ".9375rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
        H4 = new H4Typography { FontFamily = Text, FontSize = ".9375rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
        H5 = new H5Typography { FontFamily = Text, FontSize = ".9375rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
        H6 = new H6Typography { FontFamily = Text, FontSize = "1rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "-.005em" },
        Subtitle1 = new Subtitle1Typography { FontFamily = Text, FontSize = ".9375rem", LineHeight = "1.5", LetterSpacing = "normal" },
        Subtitle2 = new Subtitle2Typography { FontFamily = Text, FontSize = ".875rem", LineHeight = "1.5", LetterSpacing = "normal" },
        Body1 = new Body1Typography { FontFamily = Text, FontSize = ".9375rem", LineHeight = "1.5", LetterSpacing = "normal" },
        Body2 = new Body2Typography { FontFamily = Text, FontSize = ".875rem", LineHeight = "1.5", LetterSpacing = "normal" },
        Button = new ButtonTypography { FontFamily = Text, FontSize = ".9375rem", FontWeight = "600", LineHeight = "1.5", LetterSpacing = "normal", TextTransform = "none" },
        Caption = new CaptionTypography { FontFamily = Text, FontSize = ".8125rem", LineHeight = "1.45", LetterSpacing = "normal" },
        Overline = new OverlineTypography { FontFamily = Text, FontSize = ".8125rem", LineHeight = "1.45", LetterSpacing = "normal" },
    };
}
