using System.Diagnostics;
using System.Text;

namespace KeyCeremonyConsole.Envelopes.Tests.OpenPgp;

/// <summary>The real GnuPG, with a home of its own that is gone afterwards.</summary>
internal sealed class Gpg : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("kcc-gpg-"); // Short: sockets lie in it.

    /// <summary>Makes a key pair without a passphrase.</summary>
    /// <param name="name">The name on it.</param>
    /// <param name="algorithm">"rsa3072", "ed25519".</param>
    /// <param name="usage">"default", or "sign" for one that cannot encrypt.</param>
    /// <param name="expires">"0" never, "1d", "seconds=60".</param>
    /// <param name="at">As of another day: "20200101T000000".</param>
    /// <returns>Its fingerprint in lower case.</returns>
    internal string Make(string name, string algorithm, string usage = "sign", string expires = "0", string? at = null)
    {
        string said = Text(Run([.. At(at), "--status-fd", "1", "--passphrase", "", "--quick-generate-key", name, algorithm, usage, expires]));
        return said.Split('\n').Single(line => line.Contains("KEY_CREATED", StringComparison.Ordinal)).Split(' ')[3].Trim().ToLowerInvariant();
    }

    /// <summary>Hangs a subkey on it.</summary>
    internal void Add(string fingerprint, string algorithm, string usage = "encr", string expires = "0", string? at = null) =>
        Run([.. At(at), "--passphrase", "", "--quick-add-key", fingerprint, algorithm, usage, expires]);

    /// <summary>What gpg makes when nobody says more: for "rsa3072" or "ed25519" a key with a subkey to encrypt to.</summary>
    internal string MakePair(string name, string algorithm, string subAlgorithm, string expires = "0", string? at = null)
    {
        string fingerprint = Make(name, algorithm, expires: expires, at: at);
        Add(fingerprint, subAlgorithm, expires: expires, at: at);
        return fingerprint;
    }

    internal byte[] Export(string fingerprint, params string[] options) => Run([.. options, "--export", fingerprint]);

    internal byte[] Decrypt(byte[] message) => Run(["--decrypt"], message);

    /// <summary>Answers gpg's questions in <c>--edit-key</c>.</summary>
    internal void Edit(string fingerprint, params string[] answers) => Run(
        ["--command-fd", "0", "--expert", "--edit-key", fingerprint], Encoding.ASCII.GetBytes(string.Join('\n', answers) + "\n"), batch: false);

    /// <summary>Imports the revocation that gpg made with the key.</summary>
    internal void Revoke(string fingerprint)
    {
        string text = File.ReadAllText(Path.Combine(_home.FullName, "openpgp-revocs.d", $"{fingerprint.ToUpperInvariant()}.rev"));
        Run(["--import"], Encoding.ASCII.GetBytes(text.Replace(":-----", "-----", StringComparison.Ordinal)));
    }

    internal byte[] Run(string[] arguments, byte[]? input = null, bool batch = true)
    {
        string[] all =
        [
            .. batch ? ["--batch"] : Array.Empty<string>(), "--no-tty", "--charset", "utf-8", "--yes", "--quiet", "--pinentry-mode", "loopback", "--trust-model", "always", .. arguments,
        ];
        (int exit, byte[] said, string complained) = Start("gpg", all, input ?? []);
        return exit == 0 ? said : throw new InvalidOperationException($"gpg {string.Join(' ', arguments)}: {complained}");
    }

    public void Dispose()
    {
        Start("gpgconf", ["--kill", "all"], []);
        _home.Delete(recursive: true);
    }

    private (int Exit, byte[] Said, string Complained) Start(string program, string[] arguments, byte[] input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GNUPGHOME"] = _home.FullName;
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)
            ?? throw new InvalidOperationException("GnuPG is not installed: ./test.sh installs Debian's package gnupg.");
        Task<string> complained = process.StandardError.ReadToEndAsync();
        var said = new MemoryStream();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(said);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        reading.GetAwaiter().GetResult();
        return (process.ExitCode, said.ToArray(), complained.GetAwaiter().GetResult());
    }

    private static string[] At(string? at) => at is null ? [] : ["--faked-system-time", at];

    private static string Text(byte[] said) => Encoding.UTF8.GetString(said);
}
