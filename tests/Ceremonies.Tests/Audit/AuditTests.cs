using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Ceremonies.Tests.Faults;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Audit;

public sealed class AuditTests
{
    private static readonly AuditDraft Draft = new(TestConsole.Morning, "ada", "Ada", "share.submit", "c1", "done", "1 of 2");

    private static CancellationToken Ct => TestConsole.Ct;

    public static TheoryData<string, AuditDraft> Changed => new()
    {
        { "time", Draft with { At = Draft.At.AddTicks(1) } },
        { "actor", Draft with { Actor = "ben" } },
        { "name", Draft with { ActorName = "Ben" } },
        { "act", Draft with { Act = "share.prove" } },
        { "subject", Draft with { Subject = "c2" } },
        { "outcome", Draft with { Outcome = "unknown-share" } },
        { "detail", Draft with { Detail = "2 of 2" } },
        { "border of two fields", Draft with { Actor = "adaA", ActorName = "da" } },
    };

    [Theory]
    [MemberData(nameof(Changed))]
    public void Any_changed_field_breaks_the_chain(string what, AuditDraft changed)
    {
        var entry = AuditEntry.Chain(AuditEntry.Genesis, 1, Draft);

        Assert.True(entry.Follows(AuditEntry.Genesis));
        Assert.False((entry with { Draft = changed }).Follows(AuditEntry.Genesis), what);
        Assert.False((entry with { Number = 2 }).Follows(AuditEntry.Genesis));
        Assert.False(entry.Follows(entry.Hash));
    }

    [Fact]
    public void The_chain_is_the_same_everywhere_and_for_ever() => Assert.Equal(
        "17b5ccb12f0b881a6cc1d25fb591eb8311e29bbefdc02386535c846ba838ba5d", Convert.ToHexStringLower(AuditEntry.Chain(AuditEntry.Genesis, 1, Draft).Hash));

    [Fact]
    public async Task Every_trip_leaves_its_act()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        var run = new RunOfEverything(c);
        foreach (Func<Task> step in run.Steps())
        {
            await step();
        }

        await c.Close.RunAsync(Ct);

        string[] acts = [.. (await c.EntriesAsync()).Select(e => e.Draft.Act).Distinct().Order()];
        Assert.Equal(
        [
            "backup.delete", "backup.read", "console.stop", "initialise.start", "keyring.config", "keyring.destroy", "keyring.reencrypt.end", "keyring.reencrypt.pause",
            "keyring.reencrypt.resume", "keyring.reencrypt.start", "keyring.reserve", "keyring.retire", "keyring.rotate",
            "person.pgp-key", "rekey.commit", "rekey.start", "root-key.rotate", "root-token.collect", "root-token.forget", "root-token.make", "root-token.start",
            "secret.delete", "secret.write", "share.collect", "share.prove", "share.reveal", "share.stored", "share.submit", "test.cast", "vault.seal",
        ], acts);
        Assert.Null((await c.CheckChainAsync()).FirstBroken);
    }

    [Fact]
    public async Task Somebody_who_is_not_signed_in_is_never_written_down_as_the_console()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();

        await c.StartInitialiseAsync(Order(2, 2));
        await c.Initialise.RunAsync(Nobody, Order(2, 2), Ct);
        Assert.Equal(("anonymous", "somebody unknown"), await LastActorAsync(c));
        await c.SetUp.RunAsync("GUESS", new("Zoe", "zoe", default), Credentials.Of("hash"), Ct);
        Assert.Equal(("anonymous", "somebody unknown"), await LastActorAsync(c));
        await c.Accept.RunAsync("?", Credentials.Of("hash"), Ct);
        Assert.Equal(("anonymous", "somebody unknown"), await LastActorAsync(c));
        await c.Open.RunAsync(Ct);
        Assert.Equal(("system", "the console"), await LastActorAsync(c));
    }

    [Fact]
    public async Task No_share_stands_anywhere_in_what_is_stored_or_shown()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        var stored = new List<byte[]>();
        c.Memory.BeforeCommit = commit =>
        {
            stored.AddRange(Everything(commit));
            return Task.CompletedTask;
        };
        foreach (Func<Task> step in new RunOfEverything(c).Steps())
        {
            await step();
        }

        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal)) ?? (await c.Store.ListEndedCeremoniesAsync(null, 100, Ct)).First(e => e.Kind is CeremonyKind.Unseal);
        await c.SubmitAsync(Ada, unseal.Id, c.Hands.Give(Ben, unseal.CurrentSet!)); // A refusal that saw a true share.
        stored.AddRange(c.Events.Select(e => JsonSerializer.SerializeToUtf8Bytes<object>(e)));
        byte[] all = [.. stored.SelectMany(s => s)];

        Assert.Equal(6, c.Hands.All.Count());
        Assert.All(c.Hands.All, share => Assert.All(Spellings(share), spelling => Assert.Equal(-1, all.AsSpan().IndexOf(spelling))));
        Assert.NotEqual(-1, all.AsSpan().IndexOf("share.submit"u8)); // The search does find what is there.
    }

    [Fact]
    public async Task A_log_whose_hashes_were_not_recomputed_is_named_at_the_first_broken_entry()
    {
        using TestConsole c = await InitialisedAsync();
        IReadOnlyList<AuditEntry> entries = await c.EntriesAsync();
        byte[] previous = AuditEntry.Genesis;
        foreach (AuditEntry entry in entries)
        {
            Assert.True(entry.Follows(previous));
            Assert.False((entry with { Draft = entry.Draft with { Detail = entry.Draft.Detail + "." } }).Follows(previous));
            previous = entry.Hash;
        }

        Assert.Equal(entries.Count, (await c.CheckChainAsync()).Entries);
    }

    private static async Task<(string, string)> LastActorAsync(TestConsole c)
    {
        AuditDraft last = (await c.LastEntryAsync()).Draft;
        return (last.Actor, last.ActorName);
    }

    private static IEnumerable<byte[]> Everything(Commit commit) =>
    [
        JsonSerializer.SerializeToUtf8Bytes(commit.Audit),
        JsonSerializer.SerializeToUtf8Bytes(commit.Ceremonies),
        JsonSerializer.SerializeToUtf8Bytes(commit.Roster),
        JsonSerializer.SerializeToUtf8Bytes(commit.Terms),
        .. commit.Records.Select(r => r.Value ?? []),
        .. commit.Deliveries.Select(d => d.Sealed ?? []),
    ];

    // Half a share would already be too much.
    private static IEnumerable<byte[]> Spellings(byte[] share) =>
    [
        share[..12],
        Encoding.ASCII.GetBytes(Convert.ToBase64String(share)[..16]),
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(share)[..24]),
        Encoding.ASCII.GetBytes(Convert.ToHexString(share)[..24]),
    ];
}
