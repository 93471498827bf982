using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Secrets;

public sealed class SecretStoreTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task Writing_crosses_the_border_of_a_reservation_also_from_many_threads()
    {
        using TestConsole c = await UnsealedAsync();
        long before = c.Engine.ReadKeyStatus().Encryptions;
        const int Writes = (2 * SealEngine.ReservationBlock) + 50;

        await Parallel.ForAsync(0, Writes, Ct, async (i, _) => (await c.WriteAsync($"secret/{i}", $"{{\"n\":{i}}}")).Value());

        Assert.Equal(Writes, c.Engine.ReadKeyStatus().Encryptions - before);
        Assert.Equal(3, (await c.EntriesAsync()).Count(e => e.Draft.Act == "keyring.reserve"));
        for (int i = 0; i < Writes; i++)
        {
            Assert.Equal($"{{\"n\":{i}}}", await c.ReadAsync($"secret/{i}"));
        }
    }

    [Fact]
    public async Task What_was_written_before_a_rotation_within_a_rekey_is_readable_after_both()
    {
        TestConsole c = await UnsealedAsync();
        (await c.WriteAsync("before", "{\"a\":1}")).Value();
        Ceremony rekey = await c.AuthoriseAsync((await c.StartRekeyAsync(Order(3, 2))).Value().Id);
        (await c.Rotate.RunAsync(Olga, "In between.", Ct)).Value();
        (await c.WriteAsync("between", "{\"a\":2}")).Value();
        await c.RevealAndProveAsync(rekey.Id, Ada, Ben, Cleo);
        (await c.Rotate.RunAsync(Olga, "After.", Ct)).Value();
        c = await c.RestartAsync();
        await c.UnsealAsync();

        Assert.Equal(["{\"a\":1}", "{\"a\":2}"], [await c.ReadAsync("before"), await c.ReadAsync("between")]);
        KeyHistory keys = (await c.Keys.RunAsync(Olga, Ct)).Value();
        Assert.Equal(["After.", "In between.", "Initialisation"], keys.Terms.Select(t => t.Reason));
        Assert.Equal([3, 2, 1], keys.Terms.Select(t => t.Term.Term));
    }

    [Fact]
    public async Task A_list_names_what_there_is_in_order()
    {
        using TestConsole c = await UnsealedAsync();
        (await c.WriteAsync("b", "{\"a\":1}")).Value();
        (await c.WriteAsync("a/c", "{\"a\":1}")).Value();
        (await c.WriteAsync("d", "{\"a\":1}")).Value();
        (await c.Secrets.DeleteAsync(Olga, "d", Ct)).Value();

        IReadOnlyList<SecretPath> paths = (await c.Secrets.ListAsync(Olga, Ct)).Value();

        Assert.Equal(["a/c", "b"], paths.Select(p => p.Value));
    }
}
