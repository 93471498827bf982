using System.Security.Cryptography;
using System.Text;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>
/// The one-time code that the console prints at its start while it has nobody: who can read the server's output may
/// become its first administrator. In memory only; wrong tries are limited, so it cannot be searched for.
/// </summary>
public sealed class SetUpCode
{
    // No look-alikes: 32 signs, five bits each; 16 signs are 80 bits.
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Length = 16;
    private const int MostTries = 20;

    private readonly Lock _lock = new();
    private byte[]? _code;
    private int _tries;

    /// <summary>Makes a new code and returns it as it is printed, in groups of four.</summary>
    public string Issue()
    {
        string code = RandomNumberGenerator.GetString(Alphabet, Length);
        lock (_lock)
        {
            _code = Encoding.ASCII.GetBytes(code);
            _tries = 0;
        }

        return string.Join('-', code.Chunk(4).Select(c => new string(c)));
    }

    /// <summary>Whether this is the code; after too many wrong ones, none is until the console is started again.</summary>
    public bool Matches(string typed)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(typed.Replace("-", "", StringComparison.Ordinal).Trim().ToUpperInvariant());
        lock (_lock)
        {
            return _code is not null && _tries++ < MostTries && CryptographicOperations.FixedTimeEquals(bytes, _code);
        }
    }

    /// <summary>The console has its first administrator; the code opens nothing any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _code = null;
        }
    }
}
