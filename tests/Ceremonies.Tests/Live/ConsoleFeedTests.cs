using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Live;

public sealed class ConsoleFeedTests
{
    private static readonly VaultMoved Moved = new(new VaultView(true, true, null, null, null));

    [Fact]
    public void Everyone_who_listens_hears_until_they_leave()
    {
        var feed = new ConsoleFeed();
        var heard = new List<string>();
        using IDisposable ada = feed.Subscribe(_ => heard.Add("ada"));
        IDisposable ben = feed.Subscribe(_ => heard.Add("ben"));

        feed.Announce(Moved);
        ben.Dispose();
        ben.Dispose();
        feed.Announce(Moved);

        Assert.Equal(["ada", "ben", "ada"], heard);
    }

    [Fact]
    public void A_listener_may_leave_while_it_is_told()
    {
        var feed = new ConsoleFeed();
        int heard = 0;
        IDisposable? once = null;
        once = feed.Subscribe(_ =>
        {
            heard++;
            once!.Dispose();
        });

        feed.Announce(Moved);
        feed.Announce(Moved);

        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task What_is_announced_is_already_stored_and_versions_only_grow()
    {
        using TestConsole c = await UnsealedAsync();
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        var versions = new List<int>();
        c.Feed.Subscribe(e =>
        {
            if (e is CeremonyMoved moved && moved.View.Ceremony.Id == rekey.Id)
            {
                Assert.Equal(moved.View.Ceremony.Version, c.Store.FindCeremonyAsync(rekey.Id, default).Result!.Version);
                versions.Add(moved.View.Ceremony.Version);
            }
        });

        await c.AuthoriseAsync(rekey.Id);
        await c.RevealAndProveAsync(rekey.Id, Ada, Ben, Cleo);

        Assert.Equal(Enumerable.Range(2, 8), versions);
    }

    [Fact]
    public async Task A_sealed_vault_shows_no_key()
    {
        using TestConsole c = await UnsealedAsync();
        Assert.Equal(1, (await c.Watch.VaultAsync(TestConsole.Ct)).Key?.Term);

        (await c.Seal.RunAsync(Olga, TestConsole.Ct)).Value();

        Assert.Equal((true, true, null), await c.Watch.VaultAsync(TestConsole.Ct) is var v ? (v.Initialized, v.Sealed, v.Key) : default);
    }
}
