using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>Clients that others wrote, as they are installed, against a console on a port of its own.</summary>
public sealed partial class ClientTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Node_vault_lives_a_whole_life()
    {
        await using var console = new ApiConsole();
        Uri address = console.Http.BaseAddress!;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kcc-clients-");
        try
        {
            foreach (string name in new[] { "package.json", "package-lock.json", "life.cjs" })
            {
                File.Copy(Path.Combine(Clients(), name), Path.Combine(folder.FullName, name));
            }

            await RunAsync(folder, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline");
            string said = await RunAsync(folder, "node", "life.cjs", address.GetLeftPart(UriPartial.Authority));

            Assert.Equal(
                ["init", "unseal", "policies", "tokens", "secrets", "rekey", "rekey with verification", "rekey to PGP keys, its shares decrypted by gpg", "rekey cancelled", "rotate and key-status", "generate-root, with a password and to a PGP key", "seal"],
                said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.StartsWith("ok ", StringComparison.Ordinal)).Select(l => l[3..]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_lock_names_versions_and_hashes_and_no_host()
    {
        string locked = File.ReadAllText(Path.Combine(Clients(), "package-lock.json"));

        Assert.DoesNotMatch(Host(), locked.Replace("https://github.com/sponsors/", "", StringComparison.Ordinal));
        Assert.Contains("\"integrity\": \"sha512-", locked, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(DirectoryInfo folder, string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        string problems = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 0, $"{program}: {await output}\n{problems}");
        return await output;
    }

    private static string Clients([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../clients"));

    [GeneratedRegex("\"resolved\"")]
    private static partial Regex Host();
}
