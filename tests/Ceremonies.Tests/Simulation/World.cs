using System.Text;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Tests.Simulation;

/// <summary>The console as it must be after every step, whatever people do.</summary>
internal sealed class World(TestConsole console, Dice dice)
{
    private readonly Dictionary<CeremonyId, CeremonyStage> _ended = [];
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
            using SecretBytes share = Console.Hands.Give(person, ceremony.NewSet!);
            ShareVerdict verdict = await Console.Engine.JudgeAsync(share, Ct);
            Assert.Equal((ceremony.NewSet, ceremony.Find(person, Part.Recipient)!.ShareNumber), (verdict.Set?.Id, verdict.Number));
        }

        return outcome;
    }

    internal async Task CheckAsync()
    {
        SealStatus status = await Console.Engine.ReadStatusAsync(Ct);
        IReadOnlyList<Ceremony> open = await Console.Store.ListOpenCeremoniesAsync(Ct);
        CheckSlots(status, open);
        await CheckEndedAsync();
        await CheckChainAsync();
        if (status.Current is { } current)
        {
            await CheckSharesAsync(current, open);
        }

        if (!status.Sealed)
        {
            await CheckSecretsAsync();
        }
    }

    private static void CheckSlots(SealStatus status, IReadOnlyList<Ceremony> open)
    {
        Ceremony[] unseals = [.. open.Where(o => o.Kind is CeremonyKind.Unseal)];
        Ceremony[] others = [.. open.Except(unseals)];
        bool waiting = status.Initialized && status.Sealed && !others.Any(o => o.Kind is CeremonyKind.Initialise);
        Assert.True(others.Length <= 1, "more than one ceremony makes shares");
        Assert.True(unseals.Length == (waiting ? 1 : 0), $"{unseals.Length} unseals are open");
        Assert.All(unseals, u => Assert.Equal(status.Current!.Id, u.CurrentSet));
        Assert.All(others.Where(o => o.Kind is CeremonyKind.Rekey), r => Assert.Equal(status.Current!.Id, r.CurrentSet));
        Assert.Equal(others.FirstOrDefault(o => o is { Kind: CeremonyKind.Rekey, Stage: CeremonyStage.Delivering })?.NewSet, status.Pending?.Id);
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

    private async Task CheckSharesAsync(ShareSet current, IReadOnlyList<Ceremony> open)
    {
        IReadOnlyList<PersonId> have = Console.Hands.HoldersOf(current.Id);
        int onTheirWay = 0;
        foreach (Ceremony dealt in open.Concat(await Console.Store.ListEndedCeremoniesAsync(null, 100, Ct)).Where(d => d.NewSet == current.Id))
        {
            foreach (Participant p in dealt.Of(Part.Recipient))
            {
                onTheirWay += await Console.Store.FindDeliveryAsync(dealt.Id, p.Person, Ct) is null ? 0 : 1;
            }
        }

        Assert.True(have.Count + onTheirWay == current.Scheme.Shares, "a share is nowhere");
        if (have.Count >= current.Scheme.Threshold)
        {
            Assert.True(await Console.OpensAsync(current.Id, dice.Some(have, current.Scheme.Threshold)), "the current shares open nothing");
        }

        foreach (string other in Console.Hands.Everything.Select(h => h.Set).Distinct().Where(s => s != current.Id))
        {
            Assert.False(await Console.OpensAsync(other, Console.Hands.HoldersOf(other)), "shares that are not in force open it");
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
