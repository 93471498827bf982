using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>What scripts ask: the question for a device, and whether a proof over an open page is taken.</summary>
internal static class PasskeyEndpoints
{
    /// <summary>What a script shows when it is told no.</summary>
    private sealed record Problem(string Message);

    public static void MapPasskeys(this RouteGroupBuilder account)
    {
        RouteGroupBuilder group = account.MapGroup("").AddEndpointFilter(RequireTokenAsync).DisableAntiforgery();
        RouteGroupBuilder ask = group.MapGroup("/passkeys").RequireRateLimiting(SignInLimits.Questions);
        ask.MapPost("/sign-in", (PasskeyDesk desk) => QuestionAsync(desk.AskForProofAsync(null))).AllowAnonymous();
        ask.MapPost("/prove", (HttpContext context, PasskeyDesk desk) => QuestionAsync(desk.AskForProofAsync(context.User.Id())));
        ask.MapPost("/add", AddAsync);
        ask.MapPost("/accept", AcceptAsync).AllowAnonymous();
        ask.MapPost("/set-up", SetUpAsync).AllowAnonymous();
        group.MapPost("/prove", ProveAsync).RequireRateLimiting(SignInLimits.Policy);
    }

    private static async Task<IResult> QuestionAsync(Task<string> question) => TypedResults.Text(await question, "application/json");

    private static async Task<IResult> AddAsync(HttpContext context, PasskeyDesk desk, IConsoleStore store) =>
        await store.FindPersonAsync(context.User.Id(), context.RequestAborted) is { State: PersonState.Active } person
            ? await QuestionAsync(desk.AskForNewAsync(person.Id, person.SignInName, person.Name))
            : No("You are not signed in any more. Sign in again.");

    private static async Task<IResult> AcceptAsync(HttpContext context, PasskeyDesk desk, AcceptInvitation accept)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        Outcome<InvitationView> look = await accept.LookAsync(form["Form.Code"].ToString(), context.RequestAborted);
        return look.TryGet(out InvitationView? invitation, out Refusal? refusal)
            ? await QuestionAsync(desk.AskForNewAsync(invitation.Person.Id, invitation.Person.SignInName, invitation.Person.Name))
            : No(refusal.Message);
    }

    private static async Task<IResult> SetUpAsync(HttpContext context, PasskeyDesk desk, SetUpConsole setUp)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        return (await setUp.CheckAsync(form["Form.Code"].ToString(), context.RequestAborted)).Refusal is { } refusal
            ? No(refusal.Message)
            : await QuestionAsync(desk.AskForNewAsync(PersonId.New(), form["Form.SignInName"].ToString().Trim(), form["Form.Name"].ToString().Trim()));
    }

    private static async Task<IResult> ProveAsync(HttpContext context, GiveProof give)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        Outcome<Done> outcome = await give.RunAsync(context.User, form["Form.Passkey"], form["Form.Password"], form["Form.SecondFactor"], context.RequestAborted);
        return outcome.Match<IResult>(_ => TypedResults.NoContent(), refusal => No(refusal.Message));
    }

    private static JsonHttpResult<Problem> No(string message) => TypedResults.Json(new Problem(message), statusCode: StatusCodes.Status403Forbidden);

    // Here, not by the middleware, whose answer would be an empty 400.
    private static async ValueTask<object?> RequireTokenAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : TypedResults.Json(new Problem("This page is too old for that. Load it again, then try once more."), statusCode: StatusCodes.Status400BadRequest);
}
