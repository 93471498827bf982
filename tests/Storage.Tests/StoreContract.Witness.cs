using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Witness;

namespace KeyCeremonyConsole.Storage.Tests;

/// <content>The links with which strangers watch.</content>
public abstract partial class StoreContract
{
    [Fact]
    public async Task Witness_links_are_found_by_their_hash_and_listed_newest_first()
    {
        CeremonyId id = CeremonyId.New();
        var first = new WitnessLink("hash-1", id, "Ada", Samples.Noon, Samples.Noon.AddHours(1), null, null);
        WitnessLink second = first with { CodeHash = "hash-2", Created = Samples.Noon.AddTicks(1) };
        WitnessLink other = first with { CodeHash = "hash-3", Ceremony = CeremonyId.New() };
        await Store.CommitAsync(new Commit(Samples.Draft()) { WitnessLinks = [first, second, other] }, Ct);
        WitnessLink revoked = first with { Opened = Samples.Noon.AddTicks(2), Revoked = Samples.Noon.AddTicks(3) };
        await Store.CommitAsync(new Commit(Samples.Draft()) { WitnessLinks = [revoked] }, Ct);

        Assert.Equal(revoked, await Store.FindWitnessLinkAsync("hash-1", Ct));
        Assert.Null(await Store.FindWitnessLinkAsync("", Ct));
        Assert.Equal([second, revoked], await Store.ListWitnessLinksAsync(id, Ct));
    }
}
