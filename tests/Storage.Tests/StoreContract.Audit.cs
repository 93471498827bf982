using CsCheck;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task The_chain_holds_from_the_first_entry_over_several_pages()
    {
        // A page is 500 entries; a full last page must end too.
        for (int i = 0; i < 1000; i++)
        {
            await Store.CommitAsync(Samples.Nothing($"act.{i}"), Ct);
        }

        Assert.Equal(1000, await VerifyChainAsync());
    }

    [Fact]
    public async Task An_entry_is_kept_to_the_letter_and_the_tick()
    {
        AuditDraft draft = new(Samples.Noon, "id", "Zoë \U0001F511", "rekey.start", "subject", "wrong-share", "a\r\nb\0c '\"%_");
        await Store.CommitAsync(new Commit(draft), Ct);

        AuditEntry entry = Assert.Single(await Store.ReadAuditAsync(new AuditQuery(null, 10), Ct));
        Assert.Equal(draft, entry.Draft);
        Assert.Equal(draft.At.UtcTicks, entry.Draft.At.UtcTicks);
    }

    [Fact]
    public async Task Whatever_people_write_the_chain_holds()
    {
        // Names and reasons are typed by people, some of whom would like to break the chain.
        Gen<string> text = Gen.OneOf(Gen.String, Gen.Char["\0\uD800\uDC00\uFFFF\uFEFF'\"\\ a\n"].Array[0, 6].Select(c => new string(c)));
        await Gen.Select(text, text, text, Gen.Long[0, DateTimeOffset.MaxValue.UtcTicks]).SampleAsync(
            async (name, subject, detail, ticks) => await Store.CommitAsync(
                new Commit(new AuditDraft(new DateTimeOffset(ticks, TimeSpan.Zero), "id", name, "act", subject, "done", detail)), Ct),
            iter: 200);

        Assert.True(await VerifyChainAsync() >= 200);
    }

    [Fact]
    public async Task Numbers_stay_gapless_when_many_commit_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Store.CommitAsync(
            new Commit(Samples.Draft($"act.{i}")) { Records = [new RecordChange($"logical/{i}", [(byte)i])] }, Ct)));

        Assert.Equal(32, await VerifyChainAsync());
        Assert.Equal(32, (await Store.ListAsync("", Ct)).Count);
    }

    // They wait for the writer together; what one leaves behind when it fails would be in the others' way.
    [Fact]
    public async Task A_commit_that_fails_among_many_leaves_nothing_and_disturbs_none()
    {
        Ceremony gone = Samples.Ceremony().Next();
        using CancellationTokenSource left = new();
        await left.CancelAsync();
        Task[] commits = [.. Enumerable.Range(0, 120).Select(i => (i % 4) switch
        {
            0 => Store.CommitAsync(new Commit(Samples.Draft()) { Ceremonies = [gone], Records = [new RecordChange($"bad/{i}", [1])] }, Ct),
            1 => Store.CommitAsync(new Commit(Samples.Draft()) { Records = [new RecordChange($"left/{i}", [1])] }, left.Token),
            _ => Store.CommitAsync(new Commit(Samples.Draft()) { Records = [new RecordChange($"good/{i}", [1])] }, Ct),
        })];

        for (int i = 0; i < commits.Length; i++)
        {
            Exception? failure = await Record.ExceptionAsync(() => commits[i]);
            Assert.Equal(
                (i % 4) switch { 0 => typeof(StoreConflictException), 1 => typeof(OperationCanceledException), _ => null },
                failure is OperationCanceledException ? typeof(OperationCanceledException) : failure?.GetType());
        }

        Assert.Equal(60, await VerifyChainAsync());
        Assert.Equal(60, (await Store.ListAsync("good/", Ct)).Count);
        Assert.Empty(await Store.ListAsync("bad/", Ct));
        Assert.Empty(await Store.ListAsync("left/", Ct));
    }

    [Fact]
    public async Task Audit_pages_go_back_by_number_without_a_gap()
    {
        for (int i = 1; i <= 7; i++)
        {
            await Store.CommitAsync(Samples.Nothing(), Ct);
        }

        IReadOnlyList<AuditEntry> first = await Store.ReadAuditAsync(new AuditQuery(null, 3), Ct);
        IReadOnlyList<AuditEntry> second = await Store.ReadAuditAsync(new AuditQuery(first[^1].Number, 3), Ct);
        IReadOnlyList<AuditEntry> third = await Store.ReadAuditAsync(new AuditQuery(second[^1].Number, 3), Ct);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], Enumerable.Select([.. first, .. second, .. third], (AuditEntry e) => e.Number));
        Assert.Empty(await Store.ReadAuditAsync(new AuditQuery(1, 3), Ct));
    }

    [Fact]
    public async Task The_audit_log_is_filtered_by_act_subject_and_refusal()
    {
        await LogAsync("rekey.start", "c1", "done");        // 1
        await LogAsync("rekey.cancel", "c1", "forbidden");  // 2
        await LogAsync("rekeys", "c2", "done");             // 3
        await LogAsync("unseal.submit", "c2", "bad-share"); // 4
        await LogAsync("Rekey.start", "", "done");          // 5
        await LogAsync("rekez", "c1", "done");              // 6

        Assert.Equal([3, 2, 1], await NumbersAsync(new AuditQuery(null, 9, Act: "rekey")));
        Assert.Equal([2, 1], await NumbersAsync(new AuditQuery(3, 9, Act: "rekey.")));
        Assert.Equal([3, 2], await NumbersAsync(new AuditQuery(null, 2, Act: "rekey")));
        Assert.Equal([2, 1], await NumbersAsync(new AuditQuery(3, 2, Act: "rekey")));
        Assert.Equal([2], await NumbersAsync(new AuditQuery(null, 9, Act: "rekey", RefusedOnly: true)));
        Assert.Equal([6, 5, 4, 3, 2, 1], await NumbersAsync(new AuditQuery(null, 9, Act: "")));
        Assert.Empty(await NumbersAsync(new AuditQuery(null, 9, Act: "%")));
        Assert.Equal([6, 2, 1], await NumbersAsync(new AuditQuery(null, 9, Subject: "c1")));
        Assert.Equal([5], await NumbersAsync(new AuditQuery(null, 9, Subject: "")));
        Assert.Equal([4, 2], await NumbersAsync(new AuditQuery(null, 9, RefusedOnly: true)));
        Assert.Equal([2], await NumbersAsync(new AuditQuery(4, 1, RefusedOnly: true)));
        Assert.Equal([2], await NumbersAsync(new AuditQuery(null, 9, "rekey", "c1", RefusedOnly: true)));
    }

    [Fact]
    public async Task A_cancelled_step_stores_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.CommitAsync(Samples.Nothing(), new CancellationToken(canceled: true)));

        Assert.Empty(await ActsAsync());
        await Store.CommitAsync(Samples.Nothing(), Ct);
    }

    protected async Task<int> VerifyChainAsync()
    {
        byte[] previous = AuditEntry.Genesis;
        int count = 0;
        await foreach (AuditEntry entry in Store.ReadAuditChainAsync(Ct))
        {
            count++;
            Assert.Equal(count, entry.Number);
            Assert.True(entry.Follows(previous), $"Entry {count} does not follow.");
            previous = entry.Hash;
        }

        return count;
    }

    private Task LogAsync(string act, string subject, string outcome) =>
        Store.CommitAsync(new Commit(Samples.Draft(act, subject, outcome)), Ct);

    private async Task<IEnumerable<long>> NumbersAsync(AuditQuery query) =>
        (await Store.ReadAuditAsync(query, Ct)).Select(e => e.Number);

    private async Task<IReadOnlyList<string>> ActsAsync() =>
        [.. (await Store.ReadAuditAsync(new AuditQuery(null, 100), Ct)).Select(e => e.Draft.Act)];
}
