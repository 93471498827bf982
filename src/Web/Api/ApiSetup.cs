namespace KeyCeremonyConsole.Web.Api;

/// <summary>Sets <c>/v1</c> up.</summary>
internal static class ApiSetup
{
    public static IServiceCollection AddVaultApi(this IServiceCollection services) => services
        .AddSingleton<SysStatus>()
        .AddSingleton<RekeyProgress>()
        .AddSingleton<IApiEndpoints>(s => s.GetRequiredService<SysStatus>())
        .AddSingleton<IApiEndpoints, SysSeal>()
        .AddSingleton<IApiEndpoints, SysRekey>()
        .AddSingleton<IApiEndpoints, SysGenerateRoot>()
        .AddSingleton<IApiEndpoints, SysKeys>()
        .AddSingleton<IApiEndpoints, SysPolicies>()
        .AddSingleton<IApiEndpoints, AuthToken>()
        .AddSingleton<IApiEndpoints, SysMounts>()
        .AddSingleton<IApiEndpoints, SysTools>()
        .AddSingleton<IApiEndpoints, SysSpecs>()
        .AddSingleton<OpenApi>()
        .AddSingleton<ApiRoutes>()
        .AddSingleton<KeyValue>()
        .AddSingleton<ApiLimits>()
        .AddSingleton<ApiDispatcher>();

    /// <summary>Takes <c>/v1</c> out of the pipeline before anything that is meant for browsers.</summary>
    public static IApplicationBuilder UseVaultApi(this IApplicationBuilder app) => app.Map("/v1", api =>
        api.Run(context => context.RequestServices.GetRequiredService<ApiDispatcher>().ServeAsync(context))); // Made at the first request: the keys are there then.
}
