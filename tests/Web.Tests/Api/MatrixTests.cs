using System.Runtime.CompilerServices;
using System.Text;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Api;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>
/// T9: every endpoint against everybody. The rows are in Matrix.txt; a route without a row fails, and so does a row
/// without a route. What nobody may do is tried over HTTP; what somebody may do is asked of the gate, so that nothing is sealed.
/// </summary>
public sealed class MatrixTests
{
    private static readonly Dictionary<ApiVerb, string> Methods = new()
    {
        [ApiVerb.Read] = "GET",
        [ApiVerb.List] = "LIST",
        [ApiVerb.Update] = "PUT",
        [ApiVerb.Patch] = "PATCH",
        [ApiVerb.Delete] = "DELETE",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_is_open_to_those_in_its_row_and_to_nobody_else()
    {
        await using var console = new ApiConsole { Settings = { ["Api:RefusalsPerMinute"] = "100000" } };
        await console.InitialiseAsync();
        await console.UnsealAsync();
        Dictionary<string, string?> people = new()
        {
            ["anybody"] = null,
            ["default"] = await console.TokenWithAsync("default"),
            ["auditor"] = await console.TokenWithAsync("auditor"),
            ["holder"] = await console.TokenWithAsync("holder"),
            ["ceremony-admin"] = await console.TokenWithAsync("ceremony-admin"),
            ["Administrator"] = (await console.PersonAsync("Ada", Roles.Administrator)).Token,
            ["Holder"] = (await console.PersonAsync("Ben", Roles.Holder)).Token,
            ["Auditor"] = (await console.PersonAsync("Cleo", Roles.Auditor)).Token,
            ["Administrator+Holder+Auditor"] = (await console.PersonAsync("Dan", Roles.Administrator | Roles.Holder | Roles.Auditor)).Token,
            ["root"] = console.Root,
        };
        var actual = new StringBuilder();
        foreach (ApiRoute route in Routes(console))
        {
            var open = new List<string>();
            foreach ((string name, string? token) in people)
            {
                if (await MayAsync(console, route, token))
                {
                    open.Add(name);
                }
            }

            actual.Append(Methods[route.Verb]).Append(' ').Append(route.Template).Append(": ").AppendJoin(", ", open).Append('\n');
        }

        string rows = string.Join('\n', File.ReadAllLines(Rows(), Encoding.UTF8).Where(l => l.Length > 0 && l[0] != '#')) + "\n";
        if (rows != actual.ToString())
        {
            await File.WriteAllTextAsync(Path.Combine(Path.GetTempPath(), "Matrix.actual.txt"), actual.ToString(), Stop);
        }

        Assert.Equal(rows, actual.ToString());
    }

    private static IEnumerable<ApiRoute> Routes(ApiConsole console)
    {
        PlainSecrets plain = console.Services.GetRequiredService<PlainSecrets>();
        VersionedSecrets versioned = console.Services.GetRequiredService<VersionedSecrets>();
        return console.Services.GetRequiredService<ApiRoutes>().All
            .Concat(console.Services.GetRequiredService<Mounts>().ListAsync(Stop).Result.SelectMany(m => KeyValue.RoutesOf(m, plain, versioned)));
    }

    private static async Task<bool> MayAsync(ApiConsole console, ApiRoute route, string? token)
    {
        if (route.Access is ApiAccess.Anybody)
        {
            return true;
        }

        string path = route.Template.Replace("{path*}", "x", StringComparison.Ordinal).Replace("{name}", "x", StringComparison.Ordinal);
        Capabilities needed = route.Capability | (SudoPaths.Include(path) ? Capabilities.Sudo : Capabilities.None);
        using SecretBytes? text = token is null ? null : SecretBytes.Take(Encoding.ASCII.GetBytes(token));
        var request = new KeyCeremonyConsole.Ceremonies.Access.Request(route.Verb is ApiVerb.List ? path + "/" : path, needed, Reads: true);
        bool may = (await console.Services.GetRequiredService<Gate>().EnterAsync(text, request, Stop)).Refusal is null;
        if (!may)
        {
            Assert.Equal(403, (await console.SendAsync(Methods[route.Verb], path, token, route.Verb is ApiVerb.Read or ApiVerb.List ? null : "{}")).Status);
        }

        return may;
    }

    private static string Rows([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Matrix.txt");
}
