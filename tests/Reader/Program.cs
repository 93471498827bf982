using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using KeyCeremonyConsole.Reader;

// What an auditor tries a backup with: console.db, and a threshold of shares, one on a line of the input, in base64 or
// hexadecimal. Says of every record whether it opens. It prints no text and no key, unless a path is named as well.
if (args is not [string file, .. string[] wanted])
{
    Console.Error.WriteLine("Use: dotnet run --project tests/Reader -- CONSOLE.DB [PATH] < SHARES");
    return 2;
}

try
{
    using var records = new SqliteRecords(file);
    var reader = new PlainReader(records, Lines().Select(Share).ToArray());
    if (wanted is [string path])
    {
        using Stream output = Console.OpenStandardOutput();
        output.Write(reader.Read(path));
        return 0;
    }

    foreach (string each in records.Paths)
    {
        Console.WriteLine($"{each}  {(PlainReader.IsEncrypted(each) ? $"opens, {reader.Read(each).Length} bytes" : "not encrypted under a term")}");
    }

    return 0;
}
catch (Exception e) when (e is CryptographicException or InvalidDataException or FormatException)
{
    Console.Error.WriteLine($"It does not open: {e.Message}");
    return 1;
}

static IEnumerable<string> Lines()
{
    while (Console.In.ReadLine() is { } line)
    {
        if (line.Trim() is { Length: > 0 } share)
        {
            yield return share;
        }
    }
}

static byte[] Share(string line) => line.Length == 66 ? Convert.FromHexString(line) : Convert.FromBase64String(line);
