using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Faults;

/// <summary>Init, unseal, a secret, rekey, proofs, rotate, another secret, seal, unseal: step by step.</summary>
internal sealed class RunOfEverything(TestConsole console)
{
    internal TestConsole Console { get; } = console;

    /// <summary>What was committed and must be readable for ever.</summary>
    internal Dictionary<string, string> Written { get; } = [];

    private CeremonyId Ceremony { get; set; }

    internal IEnumerable<Func<Task>> Steps() =>
    [
        async () => Ceremony = (await Console.StartInitialiseAsync(Order(3, 2))).Value().Id,
        .. Deliver(),
        .. Collect(CeremonyKind.Unseal),
        () => WriteAsync("one"),
        async () => Ceremony = (await Console.StartRekeyAsync(Order(3, 2))).Value().Id,
        .. Collect(CeremonyKind.Rekey),
        () => WriteAsync("two"),
        .. Deliver(),
        async () => (await Console.Rotate.RunAsync(Olga, "", TestConsole.Ct)).Value(),
        () => WriteAsync("three"),
        async () =>
        {
            (await Console.Secrets.DeleteAsync(Olga, "two", TestConsole.Ct)).Value();
            Written.Remove("two");
        },
        async () => (await Console.Seal.RunAsync(Olga, TestConsole.Ct)).Value(),
        .. Collect(CeremonyKind.Unseal),
    ];

    private IEnumerable<Func<Task>> Deliver() => Holders[..3].SelectMany(p => new Func<Task>[]
    {
        async () => (await Console.RevealAsync(p, Ceremony)).Value(),
        async () => (await Console.Confirm.StoredAsync(p, Ceremony, TestConsole.Ct)).Value(),
        async () => (await Console.ProveAsync(p, Ceremony)).Value(),
    });

    private IEnumerable<Func<Task>> Collect(CeremonyKind kind) => Holders[..2].Select(p => new Func<Task>(async () =>
        (await Console.SubmitAsync(p, (await Console.OpenAsync(kind))!.Id)).Value()));

    private async Task WriteAsync(string path)
    {
        (await Console.WriteAsync(path, $"{{\"value\":\"{path}\"}}")).Value();
        Written[path] = $"{{\"value\":\"{path}\"}}";
    }
}
