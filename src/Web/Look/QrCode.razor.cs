using System.Collections;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using QRCoder;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>A QR code as one path, black on white in either theme, because cameras want it so.</summary>
public sealed partial class QrCode : ComponentBase
{
    private string? _drawn;
    private string _path = "";
    private int _size;

    /// <summary>What the code says.</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>What it is, for those who do not see it: "QR code of the invitation for Ben".</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    protected override void OnParametersSet()
    {
        if (Text == _drawn)
        {
            return;
        }

        using QRCodeData code = QRCodeGenerator.GenerateQrCode(Text, QRCodeGenerator.ECCLevel.M);
        _drawn = Text;
        _size = code.ModuleMatrix.Count; // with the quiet zone of four
        _path = Path(code.ModuleMatrix);
    }

    // Each run of dark modules in a row is one flat rectangle.
    private static string Path(List<BitArray> rows)
    {
        StringBuilder path = new();
        for (int y = 0; y < rows.Count; y++)
        {
            for (int x = 0; x < rows[y].Length; x++)
            {
                int start = x;
                while (x < rows[y].Length && rows[y][x])
                {
                    x++;
                }

                if (x > start)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
                }
            }
        }

        return path.ToString();
    }
}
