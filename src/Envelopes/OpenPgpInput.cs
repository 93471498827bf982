using System.Text;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace KeyCeremonyConsole.Envelopes;

/// <summary>From what somebody pasted or uploaded to the one key in it.</summary>
internal static class OpenPgpInput
{
    private const string Armor = "-----BEGIN PGP ";

    /// <summary>The key, nothing of which is checked yet.</summary>
    public static Outcome<PgpPublicKeyRing> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > PgpKey.LongestInput)
        {
            return OpenPgpRefusals.TooLong;
        }

        // Binary packets begin with a byte of 0x80 and more (RFC 4880, section 4.2), no text that is meant does.
        bool isText = input.Length > 0 && input[0] < 0x80;
        string text = isText ? Encoding.ASCII.GetString(input).Trim() : "";
        if (text.Contains("PRIVATE KEY BLOCK", StringComparison.Ordinal))
        {
            return OpenPgpRefusals.PrivateKey;
        }

        try
        {
            return Only(isText ? Binary(text) : input.ToArray());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return OpenPgpRefusals.NotAKey; // The library throws what it likes at what it cannot read.
        }
    }

    private static byte[] Binary(string text)
    {
        if (!text.StartsWith(Armor, StringComparison.Ordinal))
        {
            return Convert.FromBase64String(text);
        }

        using var armored = new ArmoredInputStream(new MemoryStream(Encoding.ASCII.GetBytes(text)));
        var binary = new MemoryStream();
        armored.CopyTo(binary);
        return binary.ToArray();
    }

    private static Outcome<PgpPublicKeyRing> Only(byte[] binary)
    {
        var objects = new PgpObjectFactory(binary);
        return objects.NextPgpObject() switch
        {
            PgpSecretKeyRing => OpenPgpRefusals.PrivateKey,
            PgpPublicKeyRing ring => objects.NextPgpObject() is null ? ring : OpenPgpRefusals.SeveralKeys,
            _ => OpenPgpRefusals.NotAKey,
        };
    }
}
