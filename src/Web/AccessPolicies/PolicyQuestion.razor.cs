using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.AccessPolicies;

/// <summary>Answers what people of a role, or whoever has a policy, may do on a path: by the rules that decide at the API.</summary>
public sealed partial class PolicyQuestion(ReadPolicies policies, AuthenticationStateProvider signedIn) : ComponentBase
{
    // No policy's name begins so.
    private const string RolePrefix = "role=";

    private string _who = RolePrefix + Roles.Administrator;
    private string _path = "";
    private string? _answer;
    private Refusal? _refusal;

    [Parameter, EditorRequired]
    public required IReadOnlyList<PolicyLine> Lines { get; set; }

    private async Task AskAsync()
    {
        string path = Bare(_path);
        if (path.Length == 0)
        {
            (_answer, _refusal) = (null, Refusal.Invalid("no-path", "Write a path, such as sys/rekey/init."));
            return;
        }

        Roles? role = _who.StartsWith(RolePrefix, StringComparison.Ordinal) ? Enum.Parse<Roles>(_who[RolePrefix.Length..]) : null;
        IReadOnlyList<string> names = role is { } of ? PolicyStore.Of(of) : [_who];
        Outcome<IReadOnlyList<string>> outcome = await policies.MayAsync(await signedIn.PersonIdAsync(), names, path, CancellationToken.None);
        _answer = outcome.TryGet(out IReadOnlyList<string>? may, out _refusal) ? Sentence(names, path, may) : null;
    }

    private static string Sentence(IReadOnlyList<string> names, string path, IReadOnlyList<string> may) => may switch
    {
        ["root"] => $"Everything, on {path} and everywhere else.",
        ["deny"] => $"Nothing on {path}, with {string.Join(" and ", names)}.",
        _ when SudoPaths.Include(path) && !may.Contains("sudo") => $"Nothing on {path}: it needs sudo as well, and {string.Join(" and ", names)} grants {string.Join(", ", may)} alone.",
        _ => $"{string.Join(", ", may)} on {path}, with {string.Join(" and ", names)}.",
    };

    private static string Bare(string path)
    {
        string bare = path.Trim().TrimStart('/');
        return bare.StartsWith("v1/", StringComparison.Ordinal) ? bare[3..] : bare;
    }
}
