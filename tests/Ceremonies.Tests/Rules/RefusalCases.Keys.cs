using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <content>Rotation by itself, re-encryption, and the end of terms.</content>
internal static partial class RefusalCases
{
    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Keys() =>
    [
        ("set the rotation while sealed", "sealed", In(() => InitialisedAsync(), c => c.Configure.RunAsync(Olga, RotationLimits.Upstream.Default, Ct))),
        ("set the rotation as an auditor", "not-allowed", In(() => UnsealedAsync(), c => c.Configure.RunAsync(Nils, RotationLimits.Upstream.Default, Ct))),
        ("set the rotation to a few encryptions", "bad-rotation", In(() => UnsealedAsync(), c => c.Configure.RunAsync(Olga, new RotationConfig(true, 4, TimeSpan.Zero), Ct))),
        ("set the rotation to 23 hours", "bad-rotation", In(() => UnsealedAsync(), c => c.Configure.RunAsync(Olga, new RotationConfig(true, 5, TimeSpan.FromHours(23)), Ct))),
        ("re-encrypt while sealed", "sealed", In(() => InitialisedAsync(), c => c.Reencrypt.StartAsync(Olga, Ct))),
        ("re-encrypt as a holder", "not-allowed", In(() => UnsealedAsync(), c => c.Reencrypt.StartAsync(Ada, Ct))),
        ("re-encrypt what is new", "nothing-to-reencrypt", In(() => UnsealedAsync(), c => c.Reencrypt.StartAsync(Olga, Ct))),
        ("re-encrypt twice", "reencryption-open", In(SecondTermAsync, async c =>
        {
            (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
            return await c.Reencrypt.StartAsync(Olga, Ct);
        })),
        ("pause what does not run", "reencryption-not-running", In(SecondTermAsync, c => c.Reencrypt.PauseAsync(Olga, Ct))),
        ("pause as an auditor", "not-allowed", In(SecondTermAsync, c => c.Reencrypt.PauseAsync(Nils, Ct))),
        ("resume what is not paused", "reencryption-not-paused", In(SecondTermAsync, async c =>
        {
            (await c.Reencrypt.StartAsync(Olga, Ct)).Value();
            return await c.Reencrypt.ResumeAsync(Olga, Ct);
        })),
        ("resume as a holder", "not-allowed", In(SecondTermAsync, c => c.Reencrypt.ResumeAsync(Ada, Ct))),
        ("retire while sealed", "sealed", In(() => InitialisedAsync(), c => c.EndTerm.RetireAsync(Olga, 2, Ct))),
        ("retire as an auditor", "not-allowed", In(SecondTermAsync, c => c.EndTerm.RetireAsync(Nils, 1, Ct))),
        ("retire the active term", "term-in-use", In(SecondTermAsync, c => c.EndTerm.RetireAsync(Olga, 2, Ct))),
        ("retire what records need", "term-in-use", In(SecondTermAsync, c => c.EndTerm.RetireAsync(Olga, 1, Ct))),
        ("retire what there is not", "no-such-term", In(SecondTermAsync, c => c.EndTerm.RetireAsync(Olga, 7, Ct))),
        ("destroy without the words", "not-confirmed", In(SecondTermAsync, c => c.EndTerm.DestroyAsync(Olga, new DestroyOrder(1, "destroy term 2", true), Ct))),
        ("destroy without a thought of backups", "not-confirmed", In(SecondTermAsync, c => c.EndTerm.DestroyAsync(Olga, new DestroyOrder(1, "destroy term 1", false), Ct))),
        ("destroy as a holder", "not-allowed", In(SecondTermAsync, c => c.EndTerm.DestroyAsync(Ada, new DestroyOrder(1, "destroy term 1", true), Ct))),
        ("destroy what records need", "term-in-use", In(SecondTermAsync, c => c.EndTerm.DestroyAsync(Olga, new DestroyOrder(1, "destroy term 1", true), Ct))),
    ];

    private static async Task<TestConsole> SecondTermAsync()
    {
        TestConsole c = await UnsealedAsync();
        (await c.Rotate.RunAsync(Olga, "", Ct)).Value();
        return c;
    }
}
