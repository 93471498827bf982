namespace KeyCeremonyConsole.Access.Policies;

/// <summary>Reads HCL (version 1, as far as policies use it): blocks, assignments, lists, texts.</summary>
internal sealed class HclReader
{
    private readonly HclScanner _scanner;
    private HclToken _now;
    private int _depth;

    private HclReader(string text)
    {
        _scanner = new HclScanner(text);
        _now = _scanner.Read();
    }

    /// <exception cref="PolicySyntaxException">It is no HCL, or nested too deeply.</exception>
    internal static HclBlock Read(string text) => new HclReader(text).ReadItems(HclKind.End);

    private HclBlock ReadItems(HclKind end)
    {
        int line = _now.Line;
        var items = new List<HclItem>();
        while (_now.Kind != end)
        {
            items.Add(ReadItem());
            if (_now.Kind is HclKind.Comma)
            {
                Advance();
            }
        }

        return new HclBlock(items, line);
    }

    private HclItem ReadItem()
    {
        int line = _now.Line;
        var keys = new List<string>();
        while (_now.Kind is HclKind.Name or HclKind.Text)
        {
            keys.Add(_now.Text);
            Advance();
        }

        if (keys.Count == 0)
        {
            throw Problem(_now.Kind is HclKind.End ? "object expected closing RBRACE got: EOF" : $"expected a key, got '{_now.Text}'");
        }

        if (_now.Kind is HclKind.OpenBlock)
        {
            return new HclItem(keys, ReadValue(), line);
        }

        if (_now.Kind is not HclKind.Assign)
        {
            throw Problem($"key '{string.Join(' ', keys)}' expected start of object ('{{') or assignment ('=')");
        }

        if (keys.Count > 1)
        {
            throw Problem("nested object expected: LBRACE got: ASSIGN");
        }

        Advance();
        return new HclItem(keys, ReadValue(), line);
    }

    private HclValue ReadValue()
    {
        HclToken token = _now;
        if (token.Kind is HclKind.OpenBlock or HclKind.OpenList && _depth >= PolicyLimits.Depth)
        {
            throw Problem("nested too deeply");
        }

        Advance();
        return token.Kind switch
        {
            HclKind.Text => new HclText(token.Text, token.Line),
            HclKind.Number => new HclScalar(token.Text, token.Line),
            HclKind.Name when token.Text is "true" or "false" => new HclScalar(token.Text, token.Line),
            HclKind.OpenBlock => Within(() => Close(ReadItems(HclKind.CloseBlock))),
            HclKind.OpenList => Within(() => Close(ReadList(token.Line))),
            HclKind.End => throw Problem("expected a value, got the end of the text"),
            _ => throw PolicySyntaxException.At(token.Line, token.Column, $"Unknown token: {token.Text}"),
        };
    }

    private HclList ReadList(int line)
    {
        var items = new List<HclValue>();
        while (_now.Kind is not HclKind.CloseList)
        {
            items.Add(ReadValue());
            if (_now.Kind is HclKind.Comma)
            {
                Advance();
            }
            else if (_now.Kind is not HclKind.CloseList)
            {
                throw Problem($"error parsing list, expected comma or list end, got: {(_now.Kind is HclKind.End ? "EOF" : _now.Text)}");
            }
        }

        return new HclList(items, line);
    }

    private T Within<T>(Func<T> read)
    {
        _depth++;
        T value = read();
        _depth--;
        return value;
    }

    private T Close<T>(T value)
    {
        Advance();
        return value;
    }

    private void Advance() => _now = _scanner.Read();

    private PolicySyntaxException Problem(string message) => PolicySyntaxException.At(_now.Line, _now.Column, message);
}
