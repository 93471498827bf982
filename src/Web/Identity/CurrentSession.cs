using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// Whose session the running code acts in. It is set at the two places where people's acts come in, a request and a
/// circuit's message, and nowhere else: what runs by itself has none.
/// </summary>
internal static class CurrentSession
{
    private static readonly AsyncLocal<ClaimsPrincipal?> Here = new();

    public static ClaimsPrincipal? User => Here.Value;

    /// <summary>For requests. Belongs behind the authentication.</summary>
    public static IApplicationBuilder UseCurrentSession(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        Here.Value = context.User;
        return next(context);
    });

    /// <summary>For circuits, message by message: a circuit may outlive its session.</summary>
    internal sealed class OfCircuit(AuthenticationStateProvider session) : CircuitHandler
    {
        public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
            async context =>
            {
                Here.Value = (await session.GetAuthenticationStateAsync()).User;
                await next(context);
            };
    }
}
