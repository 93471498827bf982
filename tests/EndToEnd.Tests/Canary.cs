using System.Text;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>Something that is looked for where it must not be, in every form it could have there.</summary>
internal sealed class Canary
{
    private readonly string _name;
    private readonly byte[][] _forms;

    private Canary(string name, byte[][] forms) => (_name, _forms) = (name, forms);

    public static Canary OfShare(string base64)
    {
        byte[] share = Convert.FromBase64String(base64);
        return new Canary($"the share {base64[..6]}…",
        [
            share,
            Encoding.ASCII.GetBytes(base64),
            Encoding.ASCII.GetBytes(string.Join(' ', base64.Chunk(4).Select(group => new string(group)))),
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(share)),
            Encoding.ASCII.GetBytes(Convert.ToHexString(share)),
        ]);
    }

    public static Canary OfText(string text) => new(text, [Encoding.UTF8.GetBytes(text)]);

    public bool IsIn(ReadOnlySpan<byte> place)
    {
        foreach (byte[] form in _forms)
        {
            if (place.IndexOf(form) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => _name;
}

/// <summary>Somewhere bytes are or were.</summary>
internal sealed record Place(string Name, byte[] Bytes);
