using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

/// <summary>What every store keeps to. It runs against the one in memory and the one in SQLite.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected IConsoleStore Store { get; set; } = null!;

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task A_record_is_written_replaced_and_deleted()
    {
        Assert.Null(await Store.GetAsync("core/keyring", Ct));

        await PutAsync("core/keyring", [1, 2, 3]);
        Assert.Equal<byte[]>([1, 2, 3], await Store.GetAsync("core/keyring", Ct));

        await PutAsync("core/keyring", [4]);
        Assert.Equal<byte[]>([4], await Store.GetAsync("core/keyring", Ct));

        await PutAsync("core/keyring", []);
        Assert.Equal<byte[]>([], await Store.GetAsync("core/keyring", Ct));

        await PutAsync("core/keyring", null);
        Assert.Null(await Store.GetAsync("core/keyring", Ct));
    }

    [Fact]
    public async Task Nobody_holds_the_stored_bytes_themselves()
    {
        byte[] given = [1, 2, 3];
        await PutAsync("logical/a", given);
        given[0] = 9;
        (await Store.GetAsync("logical/a", Ct))![1] = 9;

        Assert.Equal<byte[]>([1, 2, 3], await Store.GetAsync("logical/a", Ct));
    }

    [Fact]
    public async Task Paths_are_listed_by_prefix_in_ordinal_order()
    {
        // A star beyond the BMP sorts before U+FFEE in UTF-16, and after it in UTF-8.
        string[] paths = ["logical/b", "logical/B", "logical/", "logical/b/c", "logical0", "core/x", "logical/%", "logical/\uFFEE", "logical/\U0001F31F"];
        await Store.CommitAsync(
            new Commit(Samples.Draft()) { Records = [.. paths.Select(p => new RecordChange(p, [0]))] }, Ct);

        Assert.Equal(
            ["logical/", "logical/%", "logical/B", "logical/b", "logical/b/c", "logical/\U0001F31F", "logical/\uFFEE"],
            await Store.ListAsync("logical/", Ct));
        Assert.Equal(["core/x"], await Store.ListAsync("core/", Ct));
        Assert.Equal(["logical/b", "logical/b/c"], await Store.ListAsync("logical/b", Ct));
        Assert.Equal(paths.Order(StringComparer.Ordinal), await Store.ListAsync("", Ct));
        Assert.Empty(await Store.ListAsync("LOGICAL", Ct));
    }

    [Fact]
    public async Task A_delivery_is_kept_replaced_and_removed()
    {
        CeremonyId ceremony = CeremonyId.New();
        PersonId ada = PersonId.New(), bob = PersonId.New();
        await DeliverAsync(ceremony, ada, [1]);
        await DeliverAsync(ceremony, bob, [2]);
        await DeliverAsync(ceremony, ada, [3]);
        Assert.Equal<byte[]>([3], await Store.FindDeliveryAsync(ceremony, ada, Samples.Phone, Ct));

        await DeliverAsync(ceremony, ada, null);
        await DeliverAsync(ceremony, ada, null);

        Assert.Null(await Store.FindDeliveryAsync(ceremony, ada, Samples.Phone, Ct));
        Assert.Null(await Store.FindDeliveryAsync(CeremonyId.New(), bob, Samples.Phone, Ct));
        Assert.Equal<byte[]>([2], await Store.FindDeliveryAsync(ceremony, bob, Samples.Phone, Ct));
    }

    [Fact]
    public async Task A_roster_is_listed_by_share_number()
    {
        RosterEntry second = new("set-1", 2, PersonId.New(), "Bob"), first = new("set-1", 1, PersonId.New(), "Ada");
        await Store.CommitAsync(
            new Commit(Samples.Draft()) { Roster = [second, first, new("set-2", 1, PersonId.New(), "Cay")] }, Ct);

        Assert.Equal([first, second], await Store.ListRosterAsync("set-1", Ct));
        Assert.Empty(await Store.ListRosterAsync("set-3", Ct));
    }

    [Fact]
    public async Task A_share_has_one_holder_for_ever()
    {
        RosterEntry ada = new("set-1", 1, PersonId.New(), "Ada");
        await Store.CommitAsync(new Commit(Samples.Draft()) { Roster = [ada] }, Ct);

        await RefusedAsync(
            new Commit(Samples.Draft()) { Roster = [ada with { Name = "Eve" }] }, "This share already has a holder.");
        Assert.Equal([ada], await Store.ListRosterAsync("set-1", Ct));
    }

    [Fact]
    public async Task Term_notes_are_listed_in_order()
    {
        TermNote second = new(2, PersonId.New(), "Ada", "Yearly.", TermCause.Manual), first = new(1, null, "The console", "initialisation", TermCause.Initialisation);
        await Store.CommitAsync(new Commit(Samples.Draft()) { Terms = [second, first] }, Ct);

        Assert.Equal([first, second], await Store.ListTermNotesAsync(Ct));
        await RefusedAsync(new Commit(Samples.Draft()) { Terms = [first] }, "This term already has its note.");
    }

    [Fact]
    public async Task An_invitation_is_found_by_its_hash_and_closed()
    {
        Invitation made = Samples.Invitation(PersonId.New(), "aa");
        await Store.CommitAsync(new Commit(Samples.Draft()) { Invitations = [made] }, Ct);
        Assert.Equal(made, await Store.FindInvitationAsync("aa", Ct));
        Assert.Null(await Store.FindInvitationAsync("AA", Ct));

        Invitation closed = made with { Closed = Samples.Noon.AddHours(1) };
        await Store.CommitAsync(new Commit(Samples.Draft()) { Invitations = [closed] }, Ct);

        Assert.Equal(closed, await Store.FindInvitationAsync("aa", Ct));
    }

    [Fact]
    public async Task Invitations_of_a_person_are_listed_newest_first()
    {
        PersonId ada = PersonId.New();
        Invitation first = Samples.Invitation(ada, "bb", minutes: 1);
        Invitation second = Samples.Invitation(ada, "aa", minutes: 2);
        await Store.CommitAsync(
            new Commit(Samples.Draft()) { Invitations = [first, second, Samples.Invitation(PersonId.New(), "cc")] }, Ct);

        Assert.Equal([second, first], await Store.ListInvitationsAsync(ada, Ct));
    }

    protected async Task<IReadOnlyList<string>> RefusedAsync(Commit commit, string message)
    {
        StoreConflictException refused =
            await Assert.ThrowsAsync<StoreConflictException>(() => Store.CommitAsync(commit, Ct));
        Assert.Equal(message, refused.Message);
        return await ActsAsync();
    }

    protected Task PutAsync(string path, byte[]? value) =>
        Store.CommitAsync(new Commit(Samples.Draft()) { Records = [new RecordChange(path, value)] }, Ct);

    private Task DeliverAsync(CeremonyId ceremony, PersonId person, byte[]? share) =>
        Store.CommitAsync(new Commit(Samples.Draft()) { Deliveries = [share is null ? DeliveryChange.Destroy(ceremony, person) : new DeliveryChange(ceremony, person, Samples.Phone, share)] }, Ct);
}
