using System.Reflection;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>The whole table of acts; of those that depend on what they are done to, one for each kind of thing.</summary>
internal static class EveryAct
{
    internal static IReadOnlyList<Act> All { get; } =
    [
        .. typeof(ConsoleActs).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<Act>(),
        .. typeof(ConsoleActs).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .SelectMany(m => Arguments([.. m.GetParameters().Select(p => p.ParameterType)]).Select(a => (Act)m.Invoke(null, a)!)),
    ];

    private static IEnumerable<object?[]> Arguments(Type[] parameters) =>
        parameters.Length == 0 ? [[]] : Arguments(parameters[..^1]).SelectMany(first => Of(parameters[^1]).Select(last => (object?[])[.. first, last]));

    private static IEnumerable<object?> Of(Type type) =>
        type == typeof(string) ? ["x"]
        : type == typeof(Mount) ? Mounts.FromTheBeginning
        : type == typeof(ShareTarget) ? Enum.GetValues<ShareTarget>().Cast<object?>()
        : type == typeof(Ceremony) ? Enum.GetValues<CeremonyKind>().SelectMany(kind => Enum.GetValues<ShareTarget>().Select(target => (object?)Ceremony(kind, target)))
        : throw new NotSupportedException($"Say here with what acts that take a {type.Name} are tried.");

    private static Ceremony Ceremony(CeremonyKind kind, ShareTarget target) => new()
    {
        Id = CeremonyId.New(),
        Kind = kind,
        Stage = CeremonyStage.Collecting,
        Nonce = CeremonyNonce.New(),
        Attempt = 1,
        StartedBy = null,
        StartedByName = "the test",
        StartedAt = TestConsole.Morning,
        ExpiresAt = null,
        Reason = "",
        Target = target,
        Verification = VerificationPolicy.None,
        Participants = [],
    };
}
