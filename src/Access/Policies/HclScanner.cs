using System.Globalization;
using System.Text;

namespace KeyCeremonyConsole.Access.Policies;

internal enum HclKind
{
    End,
    Name,
    Text,
    Number,
    Assign,
    Comma,
    OpenBlock,
    CloseBlock,
    OpenList,
    CloseList,
}

internal readonly record struct HclToken(HclKind Kind, string Text, int Line, int Column);

/// <summary>Cuts HCL (version 1, as far as policies use it) into tokens; comments are passed over.</summary>
internal sealed class HclScanner(string text)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private int Column => _at - _lineStart + 1;

    private char Now => _at < text.Length ? text[_at] : '\0';

    private char Next => _at + 1 < text.Length ? text[_at + 1] : '\0';

    private bool Ended => _at >= text.Length;

    internal HclToken Read()
    {
        SkipBlanks();
        (int line, int column) = (_line, Column);
        if (Ended)
        {
            return new HclToken(HclKind.End, "", line, column);
        }

        return Now switch
        {
            '=' => Mark(HclKind.Assign),
            ',' => Mark(HclKind.Comma),
            '{' => Mark(HclKind.OpenBlock),
            '}' => Mark(HclKind.CloseBlock),
            '[' => Mark(HclKind.OpenList),
            ']' => Mark(HclKind.CloseList),
            '"' => new HclToken(HclKind.Text, ReadText(), line, column),
            '<' when Next == '<' => new HclToken(HclKind.Text, ReadHeredoc(), line, column),
            '-' or (>= '0' and <= '9') => new HclToken(HclKind.Number, ReadWhile(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+'), line, column),
            '_' => new HclToken(HclKind.Name, ReadName(), line, column),
            char c when char.IsLetter(c) => new HclToken(HclKind.Name, ReadName(), line, column),
            char c => throw Problem($"illegal character {Shown(c)}"),
        };
    }

    private HclToken Mark(HclKind kind)
    {
        var token = new HclToken(kind, text[_at].ToString(), _line, Column);
        _at++;
        return token;
    }

    private string ReadName() => ReadWhile(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.');

    private string ReadWhile(Func<char, bool> belongs)
    {
        int start = _at;
        while (!Ended && belongs(Now))
        {
            _at++;
        }

        return text[start.._at];
    }

    private void SkipBlanks()
    {
        while (!Ended)
        {
            if (Now is ' ' or '\t' or '\r' or '\n' or '\uFEFF')
            {
                Step();
            }
            else if (Now == '#' || (Now == '/' && Next == '/'))
            {
                ReadWhile(c => c != '\n');
            }
            else if (Now == '/' && Next == '*')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipComment()
    {
        PolicySyntaxException open = Problem("comment not terminated");
        _at += 2;
        while (!(Now == '*' && Next == '/'))
        {
            if (Ended)
            {
                throw open;
            }

            Step();
        }

        _at += 2;
    }

    private void Step()
    {
        if (text[_at++] == '\n')
        {
            _line++;
            _lineStart = _at;
        }
    }

    private string ReadText()
    {
        PolicySyntaxException open = Problem("literal not terminated");
        var value = new StringBuilder();
        for (_at++; Now != '"'; _at++)
        {
            if (Ended || Now is '\n' or '\r')
            {
                throw open;
            }

            value.Append(Now == '\\' ? ReadEscape() : Now);
        }

        _at++;
        return value.ToString();
    }

    // Stands on the backslash; ends on the last character of the escape.
    private string ReadEscape()
    {
        _at++;
        return Now switch
        {
            '"' or '\\' or '/' => Now.ToString(),
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'u' => ReadCode(4),
            'U' => ReadCode(8),
            _ => throw Problem("illegal char escape"),
        };
    }

    private string ReadCode(int digits)
    {
        PolicySyntaxException bad = Problem("illegal char escape");
        if (_at + digits >= text.Length
            || !int.TryParse(text.AsSpan(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || !Rune.TryCreate(code, out Rune rune))
        {
            throw bad;
        }

        _at += digits;
        return rune.ToString();
    }

    // <<END, or <<-END, whose text is moved left by what all its lines are indented with.
    private string ReadHeredoc()
    {
        PolicySyntaxException bad = Problem("heredoc not terminated");
        _at += 2;
        bool indented = Now == '-';
        _at += indented ? 1 : 0;
        string end = ReadName();
        ReadWhile(c => c is ' ' or '\t' or '\r');
        if (end.Length == 0 || Now != '\n')
        {
            throw Problem("heredoc must have an anchor, and nothing behind it on its line");
        }

        Step();
        var lines = new List<string>();
        while (!Ended)
        {
            string line = ReadWhile(c => c != '\n').TrimEnd('\r');
            if (line.Trim(' ', '\t') == end)
            {
                return Join(lines, indented);
            }

            lines.Add(line);
            if (!Ended)
            {
                Step();
            }
        }

        throw bad;
    }

    private static string Join(List<string> lines, bool indented)
    {
        int cut = indented
            ? lines.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart(' ', '\t').Length).DefaultIfEmpty(0).Min()
            : 0;
        return string.Concat(lines.Select(l => (l.Length >= cut ? l[cut..] : "") + "\n"));
    }

    private PolicySyntaxException Problem(string message) => PolicySyntaxException.At(_line, Column, message);

    private static string Shown(char c) => char.IsControl(c) || char.IsSurrogate(c)
        ? string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}")
        : $"'{c}'";
}
