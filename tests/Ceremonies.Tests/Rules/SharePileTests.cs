using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

public sealed class SharePileTests
{
    [Fact]
    public void Holds_one_share_of_each_holder()
    {
        using var pile = new SharePile(new CeremonyNonce("1"));
        using SecretBytes first = Share(1), second = Share(2);

        Assert.True(pile.TryAdd(Cast.Ada, first));
        Assert.True(pile.TryAdd(Cast.Ben, second));

        Assert.Equal(2, pile.Count);
        Assert.Equal([first, second], pile.Lend());
    }

    [Fact]
    public void Refuses_and_wipes_a_second_share_and_a_share_given_twice()
    {
        using var pile = new SharePile(new CeremonyNonce("1"));
        SecretBytes another = Share(2), same = Share(1);
        Assert.True(pile.TryAdd(Cast.Ada, Share(1)));

        Assert.False(pile.TryAdd(Cast.Ada, another));
        Assert.False(pile.TryAdd(Cast.Ben, same));

        Assert.Equal(1, pile.Count);
        Assert.All([another, same], s => Assert.Throws<ObjectDisposedException>(() => s.Borrow().Length));
    }

    [Fact]
    public void Wipes_what_is_taken_back_and_all_at_the_end()
    {
        var pile = new SharePile(new CeremonyNonce("1"));
        SecretBytes first = Share(1), second = Share(2);
        pile.TryAdd(Cast.Ada, first);
        pile.TryAdd(Cast.Ben, second);

        pile.Remove(Cast.Ada);
        pile.Remove(Cast.Cleo);

        Assert.Throws<ObjectDisposedException>(() => first.Borrow().Length);
        Assert.Equal(33, second.Borrow().Length);
        pile.Dispose();
        Assert.Throws<ObjectDisposedException>(() => second.Borrow().Length);
        Assert.Equal(0, pile.Count);
    }

    [Fact]
    public async Task The_room_wipes_the_pile_of_an_earlier_attempt_and_all_when_it_closes()
    {
        using TestConsole c = await Acts.InitialisedAsync();
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        SecretBytes early = Share(1), late = Share(2);
        using (CeremonyRoom.Visit visit = await c.Room.EnterAsSystemAsync("test", "", TestConsole.Ct))
        {
            visit.PileOf(unseal).TryAdd(Cast.Ada, early);
            Assert.Equal(1, visit.PileOf(unseal).Count);

            visit.PileOf(unseal.BeginNextAttempt()).TryAdd(Cast.Ada, late);
        }

        Assert.Throws<ObjectDisposedException>(() => early.Borrow().Length);
        Assert.Equal(33, late.Borrow().Length);
        c.Room.Dispose();
        Assert.Throws<ObjectDisposedException>(() => late.Borrow().Length);
    }

    private static SecretBytes Share(byte first)
    {
        byte[] bytes = new byte[33];
        bytes[0] = first;
        return SecretBytes.Take(bytes);
    }
}
