using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Faults;

/// <summary>
/// Init, unseal, a secret, rekey with a key of OpenPGP and a backup, proofs, a root token, rotate, a new root key, another secret, re-encrypt, retire, destroy, seal, unseal: step by step.
/// </summary>
/// <param name="console">Where.</param>
/// <param name="ledger">Where <see cref="Written"/> is kept as well, to outlive the process.</param>
internal sealed class RunOfEverything(TestConsole console, string? ledger = null)
{
    internal TestConsole Console { get; } = console;

    /// <summary>What was committed and must be readable for ever.</summary>
    internal Dictionary<string, string> Written { get; } = [];

    private CeremonyId Ceremony { get; set; }

    /// <summary>What a run before this one had kept.</summary>
    internal static Dictionary<string, string> ReadLedger(string ledger) => (File.Exists(ledger) ? File.ReadLines(ledger) : [])
        .Select(line => line.Split(' ', 2))
        .GroupBy(entry => entry[0], entry => entry[1])
        .Where(secret => secret.Last().Length > 0)
        .ToDictionary(secret => secret.Key, secret => secret.Last());

    internal IEnumerable<Func<Task>> Steps() =>
    [
        async () => Ceremony = (await Console.StartInitialiseAsync(Order(3, 2))).Value().Id,
        .. Deliver(),
        .. Collect(CeremonyKind.Unseal),
        () => WriteAsync("one"),
        () => Console.GiveKeysAsync(Ada),
        async () => Ceremony = (await Console.StartRekeyAsync(Order(3, 2) with { ToPgp = [Ada], Backup = true })).Value().Id,
        .. Collect(CeremonyKind.Rekey),
        () => WriteAsync("two"),
        .. Deliver(Ada),
        async () => (await Console.Backup.RunAsync(Olga, ShareTarget.Unseal, TestConsole.Ct)).Value(),
        async () => Ceremony = (await Console.StartRootAsync()).Value().Ceremony.Id,
        .. Collect(CeremonyKind.GenerateRoot),
        async () => (await Console.Token.RunAsync(Olga, Ceremony, TestConsole.Ct)).Value(),
        async () => (await Console.Token.ForgetAsync(Olga, Ceremony, TestConsole.Ct)).Value(),
        async () => (await Console.Backup.DeleteAsync(Olga, ShareTarget.Unseal, TestConsole.Ct)).Value(),
        async () => (await Console.Rotate.RunAsync(Olga, "", TestConsole.Ct)).Value(),
        async () => (await Console.RotateRoot.RunAsync(Olga, "", TestConsole.Ct)).Value(),
        () => WriteAsync("three"),
        async () =>
        {
            Keep("two", ""); // From here on it may be there or not.
            (await Console.Secrets.DeleteAsync(Olga, "two", TestConsole.Ct)).Value();
        },
        async () => (await Console.Configure.RunAsync(Olga, new RotationConfig(true, 1000, TimeSpan.FromDays(30)), TestConsole.Ct)).Value(),
        async () => (await Console.Reencrypt.StartAsync(Olga, TestConsole.Ct)).Value(),
        () => Console.Batch.RunAsync(TestConsole.Ct),
        async () => (await Console.Reencrypt.PauseAsync(Olga, TestConsole.Ct)).Value(),
        async () => (await Console.Reencrypt.ResumeAsync(Olga, TestConsole.Ct)).Value(),
        () => Console.Batch.RunAsync(TestConsole.Ct),
        async () => (await Console.EndTerm.RetireAsync(Olga, 1, TestConsole.Ct)).Value(),
        async () => (await Console.EndTerm.DestroyAsync(Olga, new DestroyOrder(1, DestroyOrder.Phrase(1), true), TestConsole.Ct)).Value(),
        async () => (await Console.Seal.RunAsync(Olga, TestConsole.Ct)).Value(),
        .. Collect(CeremonyKind.Unseal),
    ];

    private IEnumerable<Func<Task>> Deliver(params PersonId[] encrypted) => Holders[..3].SelectMany(p => new Func<Task>[]
    {
        async () => (encrypted.Contains(p) ? await Console.CollectAsync(p, Ceremony) : await Console.RevealAsync(p, Ceremony)).Value(),
        async () => (await Console.Confirm.StoredAsync(p, Ceremony, TestConsole.Ct)).Value(),
        async () => (await Console.ProveAsync(p, Ceremony)).Value(),
    });

    private IEnumerable<Func<Task>> Collect(CeremonyKind kind) => Holders[..2].Select(p => new Func<Task>(async () =>
        (await Console.SubmitAsync(p, (await Console.OpenAsync(kind))!.Id)).Value()));

    private async Task WriteAsync(string path)
    {
        (await Console.WriteAsync(path, $"{{\"value\":\"{path}\"}}")).Value();
        Keep(path, $"{{\"value\":\"{path}\"}}");
    }

    private void Keep(string path, string value)
    {
        Written[path] = value;
        if (value.Length == 0)
        {
            Written.Remove(path);
        }

        if (ledger is not null)
        {
            File.AppendAllText(ledger, $"{path} {value}\n");
        }
    }
}
