using KeyCeremonyConsole.Ceremonies.RootKey;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>The keys that encrypt: their rotation, their status, and the root key above them.</summary>
internal sealed class SysKeys(RotateKeyring rotate, SetRotation configure, RotateRootKey rotateRoot, SealEngine engine) : IApiEndpoints
{
    private const string Reason = "Through the API.";

    private static readonly string[] RotatePaths = ["sys/rotate", "sys/rotate/keyring"];

    private static readonly string[] ConfigFields = ["enabled", "max_operations", "interval"];

    public IEnumerable<ApiRoute> Routes =>
    [
        .. RotatePaths.Select(path => new ApiRoute(
            ApiVerb.Update, path, ApiAccess.Token, ApiShape.Injected, "Adds a key term: new records are encrypted under it.", RotateAsync)),
        .. RotatePaths.Select(path => $"{path}/config").SelectMany(path => new ApiRoute[]
        {
            new(ApiVerb.Read, path, ApiAccess.Token, ApiShape.Logical, "When the key rotates by itself.", ReadConfigAsync),
            new(ApiVerb.Update, path, ApiAccess.Token, ApiShape.Logical, "Sets when the key rotates by itself.", WriteConfigAsync) { Fields = ConfigFields },
        }),
        new(ApiVerb.Read, "sys/key-status", ApiAccess.Token, ApiShape.Injected, "The active term, since when, and how often it was used.", StatusAsync),
        new(ApiVerb.Update, "sys/rotate/root", ApiAccess.Token, ApiShape.Logical, "Replaces the root key; no share is asked for, none is issued.", RotateRootAsync),
    ];

    private async Task<ApiAnswer> RotateAsync(ApiCall call, CancellationToken ct) =>
        (await rotate.RunAsync(call.Grant, Reason, ct)).Match(_ => ApiAnswer.Nothing, ApiAnswer.Of);

    private async Task<ApiAnswer> RotateRootAsync(ApiCall call, CancellationToken ct) =>
        (await rotateRoot.RunAsync(call.Grant, Reason, ct)).Match(_ => ApiAnswer.Nothing, ApiAnswer.Of);

    private Task<ApiAnswer> StatusAsync(ApiCall call, CancellationToken ct)
    {
        KeyStatus key = engine.ReadKeyStatus();
        return Task.FromResult(ApiAnswer.Of(json =>
        {
            json.WriteNumber("term", key.Term);
            json.WriteString("install_time", key.InstallTime.Rfc3339());
            json.WriteNumber("encryptions", key.Encryptions);
        }));
    }

    private Task<ApiAnswer> ReadConfigAsync(ApiCall call, CancellationToken ct)
    {
        RotationConfig config = engine.ReadRotation();
        return Task.FromResult(ApiAnswer.Of(json =>
        {
            json.WriteBoolean("enabled", config.Enabled);
            if (config.Interval == TimeSpan.Zero)
            {
                json.WriteNumber("interval", 0);
            }
            else
            {
                json.WriteString("interval", GoDuration.Format(config.Interval));
            }

            json.WriteNumber("max_operations", config.MaxOperations);
        }));
    }

    private async Task<ApiAnswer> WriteConfigAsync(ApiCall call, CancellationToken ct)
    {
        RotationConfig now = engine.ReadRotation();
        var wanted = new RotationConfig(
            call.Body.Flag("enabled") ?? now.Enabled, call.Body.Long("max_operations") ?? now.MaxOperations, call.Body.Duration("interval") ?? now.Interval);
        try
        {
            engine.Limits.Check(wanted);
        }
        catch (EngineException bad) when (bad.Fault is EngineFault.BadRotation)
        {
            return ApiAnswer.BadRequest(bad.Message); // Upstream's text.
        }

        return (await configure.RunAsync(call.Grant, wanted, ct)).Match(_ => ApiAnswer.Nothing, ApiAnswer.Of);
    }
}
