using System.Text;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Tests.Simulation;

/// <summary>The console as it must be after every step, whatever people do.</summary>
internal sealed class World(TestConsole console, Dice dice)
{
    private readonly Dictionary<CeremonyId, CeremonyStage> _ended = [];
    private readonly HashSet<string> _refused = [];
    private byte[] _lastHash = AuditEntry.Genesis;
    private int _entries;

    internal TestConsole Console { get; private set; } = console;

    /// <summary>What was committed.</summary>
    internal Dictionary<string, string> Secrets { get; } = [];

    private static CancellationToken Ct => TestConsole.Ct;

    internal async Task<string> RestartAsync()
    {
        Console = await Console.RestartAsync();
        return "restart";
    }

    /// <summary>Whoever sees a share sees their own, and the hands take no second one of a set.</summary>
    internal async Task<Outcome<Done>> RevealAsync(PersonId person, Ceremony ceremony)
    {
        Outcome<Done> outcome = await Console.RevealAsync(person, ceremony.Id);
        if (outcome.Refusal is null)
        {
            await CheckOwnAsync(person, ceremony);
        }

        return outcome;
    }

    private async Task CheckOwnAsync(PersonId person, Ceremony ceremony)
    {
        using SecretBytes share = Console.Hands.Give(person, ceremony.NewSet!);
        ShareVerdict verdict = await Console.Engine.JudgeAsync(share, Ct);
        Assert.Equal((ceremony.NewSet, ceremony.Find(person, Part.Recipient)!.ShareNumber), (verdict.Set?.Id, verdict.Number));
    }

    // A token and its ceremony's end are there together or not at all, and no password outlives its ceremony.
    private async Task CheckTokensAsync(IReadOnlyList<Ceremony> open)
    {
        IReadOnlyList<Ceremony> ended = await Console.Store.ListEndedCeremoniesAsync(null, 100, Ct);
        Assert.Equal(
            ended.Count(e => e is { Kind: CeremonyKind.GenerateRoot, Stage: CeremonyStage.Completed }),
            (await Console.Store.ListAsync("sys/token/id/", Ct)).Count);
        Assert.Equal(open.Count(o => o.Kind is CeremonyKind.GenerateRoot), (await Console.Store.ListAsync("console/root-otp/", Ct)).Count);
    }

    /// <summary>Whoever collects a message finds their own share in it, every time the same.</summary>
    internal async Task<Outcome<Done>> CollectAsync(PersonId person, Ceremony ceremony)
    {
        Outcome<Done> outcome = await Console.CollectAsync(person, ceremony.Id);
        if (outcome.Refusal is null)
        {
            await CheckOwnAsync(person, ceremony);
        }

        return outcome;
    }

    internal async Task CheckAsync()
    {
        SealStatus status = await Console.Engine.ReadStatusAsync(Ct);
        IReadOnlyList<Ceremony> open = await Console.Store.ListOpenCeremoniesAsync(Ct);
        CheckSlots(status, open, Console.Seen.Now?.Held is true);
        await CheckEndedAsync();
        await CheckTokensAsync(open);
        await CheckChainAsync();
        if (status.Current is { } current)
        {
            await CheckSharesAsync(status, current, open);
        }

        if (!status.Sealed)
        {
            await CheckSecretsAsync();
        }
    }

    private static void CheckSlots(SealStatus status, IReadOnlyList<Ceremony> open, bool held)
    {
        Ceremony[] unseals = [.. open.Where(o => o.Kind is CeremonyKind.Unseal)];
        Ceremony[] others = [.. open.Except(unseals)];
        bool waiting = status is { Initialized: true, Sealed: true, Current: not null } && !others.Any(o => o.Kind is CeremonyKind.Initialise);
        bool must = waiting && (!status.OpensItself || held);
        Assert.True(others.Length <= 1, "more than one ceremony makes shares");

        // Behind a provider that is away, what somebody sealed before a restart may wait as well.
        Assert.True(unseals.Length == (must ? 1 : 0) || (waiting && unseals.Length == 1), $"{unseals.Length} unseals are open");
        Assert.All(unseals, u => Assert.Equal(status.Current!.Id, u.CurrentSet));
        Assert.All(others.Where(o => o.Kind is CeremonyKind.Rekey or CeremonyKind.Migrate), r => Assert.Equal(status.Current?.Id, r.CurrentSet));
        Assert.Equal(others.FirstOrDefault(o => o is { SwitchesWhenProved: true, Stage: CeremonyStage.Delivering })?.NewSet, status.Pending?.Id);
    }

    private async Task CheckEndedAsync()
    {
        foreach (Ceremony ended in await Console.Store.ListEndedCeremoniesAsync(null, 100, Ct))
        {
            Assert.Equal(_ended.GetValueOrDefault(ended.Id, ended.Stage), ended.Stage);
            _ended[ended.Id] = ended.Stage;
        }
    }

    private async Task CheckChainAsync()
    {
        int all = Console.Memory.Commits;
        IReadOnlyList<AuditEntry> fresh = await Console.Store.ReadAuditAsync(new AuditQuery(null, all - _entries), Ct);
        foreach (AuditEntry entry in fresh.Take(all - _entries).Reverse())
        {
            Assert.Equal(++_entries, entry.Number);
            Assert.True(entry.Follows(_lastHash), "the chain is broken");
            _lastHash = entry.Hash;
        }
    }

    private async Task CheckSharesAsync(SealStatus status, ShareSet current, IReadOnlyList<Ceremony> open)
    {
        IReadOnlyList<PersonId> have = Console.Hands.HoldersOf(current.Id);
        int onTheirWay = 0;
        foreach (Ceremony dealt in open.Concat(await Console.Store.ListEndedCeremoniesAsync(null, 100, Ct)).Where(d => d.NewSet == current.Id))
        {
            foreach (Participant p in dealt.Of(Part.Recipient))
            {
                // A message stays until its share is proved.
                DeviceId device = p.Pgp is null ? TestEnvelopes.PhoneOf(p.Person).Id : DeviceId.None;
                onTheirWay += have.Contains(p.Person) || await Console.Store.FindDeliveryAsync(dealt.Id, p.Person, device, Ct) is null ? 0 : 1;
            }
        }

        Assert.True(have.Count + onTheirWay == current.Scheme.Shares, "a share is nowhere");
        if (status.OpensItself && status.Pending is not null)
        {
            return; // The engine refuses a second rekey before it looks at the shares.
        }

        Func<string, IReadOnlyList<PersonId>, Task<bool>> count = status.OpensItself
            ? (set, people) => Console.AuthorisesAsync(set, people)
            : (set, people) => Console.OpensAsync(set, people);
        if (have.Count >= current.Scheme.Threshold)
        {
            Assert.True(await count(current.Id, dice.Some(have, current.Scheme.Threshold)), "the current shares are good for nothing");
        }

        // What a wrong key does not open it does not open a step later either: asked again only of another record, or with more shares.
        byte[] wrapped = (await Console.Store.GetAsync(status.OpensItself ? RecordPaths.RecoveryKey : RecordPaths.StoredKeys, Ct))!;
        foreach (string other in Console.Hands.Everything.Select(h => h.Set).Distinct().Where(s => s != current.Id))
        {
            IReadOnlyList<PersonId> people = Console.Hands.HoldersOf(other);
            if (_refused.Add($"{other} {people.Count} {Convert.ToHexString(wrapped)}"))
            {
                Assert.False(await count(other, people), "shares that are not in force are good for something");
            }
        }
    }

    private async Task CheckSecretsAsync()
    {
        IReadOnlyList<string> stored = await Console.Store.ListAsync(SecretPath.RecordPrefix(""), Ct);
        Assert.Equal(Secrets.Keys.Order(StringComparer.Ordinal), stored.Select(r => SecretPath.FromRecord(r).Value));
        foreach (string record in stored)
        {
            using SecretBytes value = Console.Engine.Decrypt(record, (await Console.Store.GetAsync(record, Ct))!);
            Assert.Equal(Secrets[SecretPath.FromRecord(record).Value], Encoding.UTF8.GetString(value.Borrow()));
        }
    }
}
