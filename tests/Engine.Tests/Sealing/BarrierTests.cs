using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using Barrier = KeyCeremonyConsole.Engine.Sealing.Barrier;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class BarrierTests
{
    [Fact]
    public void Sealing_wipes_every_key()
    {
        var barrier = new Barrier();
        using Keyring keyring = Keyrings.Of(SecretBytes.Random(32), 1);
        barrier.Switch(_ => keyring);

        barrier.Seal();

        Assert.True(IsWiped(keyring.RootKey));
        Assert.True(IsWiped(keyring.Active));
    }

    [Fact]
    public void Disposing_wipes_every_key_and_leaves_a_barrier_that_is_sealed()
    {
        var barrier = new Barrier();
        using Keyring keyring = Keyrings.Of(SecretBytes.Random(32), 1);
        barrier.Switch(_ => keyring);

        barrier.Dispose();
        barrier.Dispose();

        Assert.True(IsWiped(keyring.RootKey));
        Assert.True(barrier.IsSealed);
        Assert.Throws<EngineException>(() => barrier.TryEncrypt("a", [1]));
    }

    [Fact]
    public void What_a_keyring_leaves_to_its_successor_stays_and_the_rest_is_wiped()
    {
        using var barrier = new Barrier();
        using Keyring old = Keyrings.Of(SecretBytes.Random(32), 1);
        Keyring next = old.With(SecretBytes.Random(32));
        barrier.Switch(_ => old);

        barrier.Switch(_ => next);

        Assert.True(IsWiped(old.RootKey));
        Assert.False(IsWiped(next.RootKey));
        Assert.False(IsWiped(next.Active));
    }

    [Fact]
    public void The_same_keys_once_more_are_not_wiped_and_count_as_a_change()
    {
        using var barrier = new Barrier();
        using Keyring keyring = Keyrings.Of(SecretBytes.Random(32), 1);
        barrier.Switch(_ => keyring);
        long before = barrier.Changes;

        barrier.Switch(same => same);

        Assert.False(IsWiped(keyring.RootKey));
        Assert.Equal(before + 1, barrier.Changes);
    }

    private static bool IsWiped(SecretBytes secret) => Record.Exception(() => secret.Borrow().Length) is ObjectDisposedException;

    private static bool IsWiped(TermKey key) => Record.Exception(() => key.Borrow().Length) is ObjectDisposedException;
}
