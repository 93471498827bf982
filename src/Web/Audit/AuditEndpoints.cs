using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Web.Identity;

namespace KeyCeremonyConsole.Web.Audit;

/// <summary>The whole log as a file, for an auditor who verifies it elsewhere.</summary>
public static class AuditEndpoints
{
    public const string ExportPath = "/audit/export";

    public static IEndpointConventionBuilder MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(PageAccess.AuditExport);

    internal static async Task<IResult> ExportAsync(
        HttpContext context, ReadAudit audit, TimeProvider clock)
    {
        CancellationToken left = context.RequestAborted;

        // The trip asks the store who this is: a removed person's cookie exports nothing.
        Outcome<AuditExport> chain = await audit.ExportAsync(context.User.Id(), left);
        return chain.Match(
            done: export => Results.Stream(
                file => AuditLines.WriteAsync(file, export.Entries, left),
                "application/jsonl",
                $"audit-{clock.GetUtcNow():yyyyMMdd-HHmmss}Z.jsonl"),
            refused: refusal => Results.Problem(
                title: refusal.Message, type: $"urn:key-ceremony:{refusal.Code}", statusCode: StatusCodes.Status403Forbidden));
    }
}
