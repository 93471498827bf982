using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

public sealed class MemoryStoreTests : StoreContract
{
    private readonly MemoryStore _store = new();

    public override ValueTask InitializeAsync()
    {
        Store = _store;
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_fault_before_the_commit_stores_nothing()
    {
        _store.BeforeCommit = _ => throw new IOException("The disk is gone.");
        await Assert.ThrowsAsync<IOException>(() => PutAsync("core/a", [1]));
        Assert.Equal(0, _store.Commits);
        Assert.Null(await Store.GetAsync("core/a", Ct));

        _store.BeforeCommit = null;
        await PutAsync("core/a", [1]);
        Assert.Equal(1, _store.Commits);
    }

    [Fact]
    public async Task Accounts_can_be_read_until_their_person_is_removed()
    {
        Person ada = Samples.Person("ada");
        NewAccount account = new(ada.Id, "ada", "hash");
        await Store.CommitAsync(new Commit(Samples.Draft()) { People = [ada], Accounts = [account] }, Ct);
        Assert.Equal([account], _store.Accounts);

        await Store.CommitAsync(new Commit(Samples.Draft()) { People = [ada with { State = PersonState.Removed }] }, Ct);
        Assert.Empty(_store.Accounts);
    }
}
