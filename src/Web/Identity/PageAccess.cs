using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Engine.Sealing;
using Microsoft.AspNetCore.Authorization;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// Which acts open which page: one of them is enough, and what the others would show is left out there. The names are those of
/// ASP.NET's policies, for <c>[Authorize]</c>.
/// </summary>
public static class PageAccess
{
    public const string Shares = "shares";
    public const string Holders = "holders";
    public const string Keys = "keys";
    public const string Secrets = "secrets";
    public const string People = "people";
    public const string Policies = "policies";
    public const string Approvals = "approvals";
    public const string Audit = "audit";
    public const string AuditExport = "audit-export";
    public const string NewCeremony = "new-ceremony";

    /// <summary>The acts, by the page's name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Act>> Acts { get; } = new Dictionary<string, IReadOnlyList<Act>>
    {
        [Shares] = [ConsoleActs.SeeShares],
        [Holders] = [ConsoleActs.SeeHolders],
        [Keys] = [ConsoleActs.ReadKeys, ConsoleActs.Rotate],
        [Secrets] = [ConsoleActs.SeeSecrets],
        [People] = [ConsoleActs.ListPeople],
        [Approvals] = [ConsoleActs.SeeProposals],
        [Policies] = [ConsoleActs.ListPolicies],
        [Audit] = [ConsoleActs.ReadAudit],
        [AuditExport] = [ConsoleActs.ExportAudit],
        [NewCeremony] =
        [
            ConsoleActs.StartInitialise, ConsoleActs.StartRekey(ShareTarget.Unseal), ConsoleActs.StartRekey(ShareTarget.Recovery),
            ConsoleActs.StartMigrate, ConsoleActs.StartGenerateRoot,
        ],
    };

    /// <summary>Whether the page is open to somebody.</summary>
    public static bool IsOpenTo(string page, Rights rights) => Acts[page].Any(rights.May);

    internal static void AddPageAccess(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, Handler>();
        AuthorizationBuilder pages = services.AddAuthorizationBuilder();
        foreach (string page in Acts.Keys)
        {
            pages.AddPolicy(page, policy => policy.RequireAuthenticatedUser().AddRequirements(new Opened(page)));
        }
    }

    private sealed record Opened(string Page) : IAuthorizationRequirement;

    private sealed class Handler(Permissions permissions) : AuthorizationHandler<Opened>
    {
        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Opened requirement)
        {
            if (IsOpenTo(requirement.Page, await permissions.OfAsync(context.User.Id(), CancellationToken.None)))
            {
                context.Succeed(requirement);
            }
        }
    }
}
