using System.Buffers.Binary;
using System.Text;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>What is looked for in memory: values in every spelling that a program would give them, half of one being enough.</summary>
internal sealed class Needles
{
    private const int Half = 16; // bytes of a value; 128 bits are not there by chance.

    private readonly Dictionary<ushort, List<(string Name, byte[] Bytes)>> _byHead = [];
    private readonly bool[] _heads = new bool[1 << 16];

    /// <summary>The longest, in bytes.</summary>
    internal int Longest { get; private set; }

    /// <summary>Key material, raw, in hexadecimal or in base64, as bytes or as UTF-16.</summary>
    internal void Add(string name, byte[] value)
    {
        AddBytes($"{name}, raw", value[..Half]);
        AddBytes($"{name}, raw, its end", value[^Half..]);
        foreach (byte[] part in (byte[][])[value[..Half], value[^Half..]])
        {
            AddText($"{name}, hexadecimal", Convert.ToHexStringLower(part));
            AddText($"{name}, hexadecimal", Convert.ToHexString(part));
        }

        // Inside a longer text base64 may begin at the second or third byte; the last character depends on what follows.
        for (int from = 0; from < 3; from++)
        {
            AddText($"{name}, base64", Convert.ToBase64String(value[from..(from + Half)])[..20]);
            AddText($"{name}, base64, its end", Convert.ToBase64String(value[(value.Length - Half - from)..])[..20]);
        }
    }

    /// <summary>As it stands, and as UTF-16.</summary>
    internal void AddText(string name, string text)
    {
        AddBytes(name, Encoding.UTF8.GetBytes(text));
        AddBytes($"{name}, UTF-16", Encoding.Unicode.GetBytes(text));
    }

    /// <summary>The names of what is there.</summary>
    internal IEnumerable<string> In(ReadOnlySpan<byte> memory)
    {
        HashSet<string> found = [];
        for (int at = 0; at + sizeof(ushort) <= memory.Length; at++)
        {
            ushort head = BinaryPrimitives.ReadUInt16LittleEndian(memory[at..]);
            if (_heads[head])
            {
                foreach ((string name, byte[] bytes) in _byHead[head])
                {
                    if (memory[at..].StartsWith(bytes))
                    {
                        found.Add(name);
                    }
                }
            }
        }

        return found;
    }

    private void AddBytes(string name, byte[] bytes)
    {
        ushort head = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        _heads[head] = true;
        if (!_byHead.TryGetValue(head, out List<(string, byte[])>? same))
        {
            _byHead.Add(head, same = []);
        }

        same.Add((name, bytes));
        Longest = Math.Max(Longest, bytes.Length);
    }
}
