using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Layout;
using KeyCeremonyConsole.Web.SetUp;
using Microsoft.AspNetCore.Components.Endpoints;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>While nobody has set the console up, every page leads to the one that does.</summary>
internal static class FirstSetUp
{
    public static IApplicationBuilder UseFirstSetUp(this WebApplication app)
    {
        bool somebody = !app.Services.GetRequiredService<SignInMode>().IsLocal;
        IConsoleStore store = app.Services.GetRequiredService<IConsoleStore>();
        return app.Use(async (context, next) =>
        {
            Type? page = context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type;
            if (somebody || page is null || page == typeof(SetUpPage) || page == typeof(Error))
            {
                await next(context);
            }
            else if (somebody = await store.AnyPersonAsync(context.RequestAborted)) // Once true, true for good.
            {
                await next(context);
            }
            else
            {
                context.Response.Redirect(SetUpPage.Path);
            }
        });
    }
}
