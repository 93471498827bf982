using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

/// <content>Which records have which term, closed terms, conditional writes, and re-encryptions.</content>
public abstract partial class StoreContract
{
    private const string Closed = "This record's term is closed: encrypt it again.";
    private const string Needed = "Records are still encrypted under this term.";

    private static readonly TermEnd FirstTerm = new(1, Samples.Noon, 812, Samples.Noon.AddDays(1), "Ada");

    private static readonly Reencryption Job = new(
        1, ReencryptionState.Paused, "Ada", Samples.Noon, 10, 4, 1, 2, "logical/ä", "Bob", null);

    [Fact]
    public async Task Records_are_counted_and_listed_by_their_term()
    {
        await PutAsync("logical/b", OfTerm(1));
        await PutAsync("logical/a", OfTerm(1));
        await PutAsync("logical/c", OfTerm(1));
        await PutAsync("core/shamir-kek", OfTerm(2));
        await PutAsync("logical/d", OfTerm(300));
        await PutAsync("console/share-sets", "{\"ty"u8.ToArray());
        await PutAsync("logical/short", [0, 0, 1]);
        await PutAsync("core/keyring", OfTerm(1));
        await PutAsync("core/upgrade/1", OfTerm(1));

        Assert.Equal([(1, 3L), (2, 1L), (300, 1L)], (await Store.CountRecordsByTermAsync(1000, Ct)).Select(t => (t.Key, t.Value)).Order());
        Assert.Equal([(1, 3L), (2, 1L)], (await Store.CountRecordsByTermAsync(299, Ct)).Select(t => (t.Key, t.Value)).Order());
        Assert.Empty(await Store.CountRecordsByTermAsync(0, Ct));
        Assert.Equal(["logical/a", "logical/b"], await Store.ListRecordsOfTermAsync(1, "", 2, Ct));
        Assert.Equal(["logical/c"], await Store.ListRecordsOfTermAsync(1, "logical/b", 2, Ct));
        Assert.Equal(["logical/d"], await Store.ListRecordsOfTermAsync(300, "", 2, Ct));
        Assert.Empty(await Store.ListRecordsOfTermAsync(3, "", 2, Ct));
    }

    [Fact]
    public async Task A_record_that_is_written_anew_moves_to_its_new_term()
    {
        await PutAsync("logical/a", OfTerm(1));

        await PutAsync("logical/a", OfTerm(2));

        Assert.Equal([(2, 1L)], (await Store.CountRecordsByTermAsync(9, Ct)).Select(t => (t.Key, t.Value)));
        await PutAsync("logical/a", null);
        Assert.Empty(await Store.CountRecordsByTermAsync(9, Ct));
    }

    [Fact]
    public async Task A_record_is_replaced_only_while_it_is_what_it_was()
    {
        await PutAsync("logical/a", OfTerm(1));
        await PutAsync("logical/b", OfTerm(1, 7));
        RecordChange first = new("logical/a", OfTerm(2)) { Replaces = OfTerm(1) };

        await RefusedAsync(
            new Commit(Samples.Draft()) { Records = [first, new("logical/b", OfTerm(2)) { Replaces = OfTerm(1, 8) }] },
            "This record was changed meanwhile.");
        Assert.Equal(OfTerm(1), await Store.GetAsync("logical/a", Ct));
        await RefusedAsync(
            new Commit(Samples.Draft()) { Records = [new("logical/gone", OfTerm(2)) { Replaces = OfTerm(1) }] },
            "This record was changed meanwhile.");
        Assert.Null(await Store.GetAsync("logical/gone", Ct));

        await Store.CommitAsync(new Commit(Samples.Draft()) { Records = [first] }, Ct);
        Assert.Equal(OfTerm(2), await Store.GetAsync("logical/a", Ct));
    }

    [Fact]
    public async Task A_record_is_removed_only_while_it_is_what_it_was()
    {
        await PutAsync("logical/a", OfTerm(2));

        await RefusedAsync(new Commit(Samples.Draft()) { Records = [new("logical/a", null) { Replaces = OfTerm(1) }] }, "This record was changed meanwhile.");
        Assert.Equal(OfTerm(2), await Store.GetAsync("logical/a", Ct));

        await Store.CommitAsync(new Commit(Samples.Draft()) { Records = [new("logical/a", null) { Replaces = OfTerm(2) }] }, Ct);
        Assert.Null(await Store.GetAsync("logical/a", Ct));
    }

    [Fact]
    public async Task A_term_that_a_record_has_is_not_closed()
    {
        await PutAsync("logical/a", OfTerm(1));
        await RefusedAsync(Closing(FirstTerm), Needed);
        Assert.Empty(await Store.ListTermEndsAsync(Ct));

        await PutAsync("logical/a", OfTerm(2));
        await PutAsync("core/keyring", OfTerm(1)); // Its header says 1 whatever is inside.
        await Store.CommitAsync(Closing(FirstTerm), Ct);

        Assert.Equal([FirstTerm], await Store.ListTermEndsAsync(Ct));
    }

    // openbao/openbao issue 3857, the other way round: a record that was on its way while its term was closed.
    [Fact]
    public async Task A_closed_term_takes_no_record_in_any_way()
    {
        await PutAsync("logical/a", OfTerm(2));
        await Store.CommitAsync(Closing(FirstTerm), Ct);

        await RefusedAsync(new Commit(Samples.Draft()) { Records = [new("logical/b", OfTerm(1))] }, Closed);
        await RefusedAsync(new Commit(Samples.Draft()) { Records = [new("logical/a", OfTerm(1))] }, Closed);
        await RefusedAsync(new Commit(Samples.Draft()) { Records = [new("logical/a", OfTerm(1)) { Replaces = OfTerm(2) }] }, Closed);

        Assert.Null(await Store.GetAsync("logical/b", Ct));
        Assert.Equal(OfTerm(2), await Store.GetAsync("logical/a", Ct));
        await PutAsync("core/keyring", OfTerm(1));
        await PutAsync("console/share-sets", "{\"ty"u8.ToArray());
    }

    [Fact]
    public async Task What_a_step_writes_and_the_term_it_closes_are_looked_at_together()
    {
        await PutAsync("logical/a", OfTerm(1));

        await Store.CommitAsync(new Commit(Samples.Draft()) { Records = [new("logical/a", OfTerm(2))], TermEnds = [FirstTerm] }, Ct);

        Assert.Equal([FirstTerm], await Store.ListTermEndsAsync(Ct));
    }

    [Fact]
    public async Task A_closed_term_can_be_destroyed_later()
    {
        TermEnd destroyed = FirstTerm with { DestroyedAt = Samples.Noon.AddDays(9), DestroyedByName = "Bob" };
        await Store.CommitAsync(Closing(FirstTerm with { Term = 2 }), Ct);
        await Store.CommitAsync(Closing(FirstTerm), Ct);

        await Store.CommitAsync(Closing(destroyed), Ct);

        Assert.Equal([destroyed, FirstTerm with { Term = 2 }], await Store.ListTermEndsAsync(Ct));
    }

    [Fact]
    public async Task The_latest_re_encryption_is_found_as_it_was_last_stored()
    {
        Assert.Null(await Store.FindReencryptionAsync(Ct));
        await Store.CommitAsync(new Commit(Samples.Draft()) { Reencryption = Job }, Ct);
        Assert.Equal(Job, await Store.FindReencryptionAsync(Ct));

        Reencryption done = Job with { State = ReencryptionState.Completed, PausedByName = null, EndedAt = Samples.Noon.AddHours(1) };
        await Store.CommitAsync(new Commit(Samples.Draft()) { Reencryption = done }, Ct);
        Assert.Equal(done, await Store.FindReencryptionAsync(Ct));

        await Store.CommitAsync(new Commit(Samples.Draft()) { Reencryption = Job with { Number = 2 } }, Ct);
        Assert.Equal(Job with { Number = 2 }, await Store.FindReencryptionAsync(Ct));
    }

    [Fact]
    public async Task A_batch_is_stored_whole_and_has_no_entry_of_its_own()
    {
        await PutAsync("logical/a", OfTerm(1));
        int entries = (await ActsAsync()).Count;
        RecordChange change = new("logical/a", OfTerm(2)) { Replaces = OfTerm(1) };

        await Store.CommitAsync(Commit.Batch([change], Job), Ct);

        Assert.Equal(entries, (await ActsAsync()).Count);
        Assert.Equal(Job, await Store.FindReencryptionAsync(Ct));
        await RefusedAsync(Commit.Batch([change], Job with { Done = 5 }), "This record was changed meanwhile.");
        Assert.Equal(Job, await Store.FindReencryptionAsync(Ct));
    }

    private static byte[] OfTerm(int term, byte rest = 2) => [(byte)(term >> 24), (byte)(term >> 16), (byte)(term >> 8), (byte)term, rest];

    private static Commit Closing(TermEnd end) => new(Samples.Draft()) { TermEnds = [end] };
}
