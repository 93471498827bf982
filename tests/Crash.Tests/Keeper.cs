using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>
/// The process whose memory is looked at: init, unseal, rotate, re-encrypt, rekey, seal, on the real engine and store.
/// It says where it stands, and waits there for a line.
/// </summary>
internal static class Keeper
{
    internal const string Command = "keeper";
    internal const string Open = "open";
    internal const string Rekeyed = "rekeyed";
    internal const string Sealed = "sealed";

    /// <summary>In its folder: the text of a secret, as JSON.</summary>
    internal const string SecretFile = "secret.json";

    internal static async Task<int> RunAsync(string[] args)
    {
        string folder = args[0];
        await using Home home = await Home.OpenAsync(folder);
        using TestConsole c = await TestConsole.WithPeopleAsync(TestConsole.Over(home.Store, new PaperHands(folder)));

        Ceremony initialise = (await c.StartInitialiseAsync(Order(3, 2))).Value();
        await c.RevealAndProveAsync(initialise.Id, Holders[..3]);
        await c.UnsealAsync();
        (await c.Secrets.WriteAsync(Olga, "team/kept", PaperHands.ReadSecret(Path.Combine(folder, SecretFile)), TestConsole.Ct)).Value();
        (await c.Secrets.ReadAsync(Olga, "team/kept", TestConsole.Ct)).Value().Dispose();
        await StandAsync(Open);

        (await c.Rotate.RunAsync(Olga, "", TestConsole.Ct)).Value();
        (await c.Reencrypt.StartAsync(Olga, TestConsole.Ct)).Value();
        await c.Batch.RunAsync(TestConsole.Ct);
        Ceremony rekey = await c.AuthoriseAsync((await c.StartRekeyAsync(Order(3, 2))).Value().Id);
        await c.RevealAndProveAsync(rekey.Id, Holders[..3]);
        await StandAsync(Rekeyed);

        (await c.Seal.RunAsync(Olga, TestConsole.Ct)).Value();
        await StandAsync(Sealed);
        return 0;
    }

    private static async Task StandAsync(string where)
    {
        await Console.Out.WriteLineAsync(where);
        await Console.In.ReadLineAsync();
    }
}
