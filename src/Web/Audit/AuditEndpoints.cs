using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;

namespace KeyCeremonyConsole.Web.Audit;

/// <summary>The whole log as a file, for an auditor who verifies it elsewhere.</summary>
public static class AuditEndpoints
{
    public const string ExportPath = "/audit/export";

    public static IEndpointConventionBuilder MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(Policies.Auditor);

    internal static async Task<IResult> ExportAsync(
        HttpContext context, ReadAudit audit, IConsoleStore store, TimeProvider clock)
    {
        CancellationToken left = context.RequestAborted;

        // The trip asks the store who this is: a removed person's cookie exports nothing.
        Outcome<IReadOnlyList<AuditEntry>> allowed = await audit.PageAsync(context.User.Id(), new AuditQuery(null, 1), left);
        return allowed.Match(
            done: _ => Results.Stream(
                file => AuditLines.WriteAsync(file, store.ReadAuditChainAsync(left), left),
                "application/jsonl",
                $"audit-{clock.GetUtcNow():yyyyMMdd-HHmmss}Z.jsonl"),
            refused: refusal => Results.Problem(
                title: refusal.Message, type: $"urn:key-ceremony:{refusal.Code}", statusCode: StatusCodes.Status403Forbidden));
    }
}
