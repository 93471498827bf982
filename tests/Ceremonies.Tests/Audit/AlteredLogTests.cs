using System.Globalization;
using System.Reflection;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Ceremonies.Tests.Simulation;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Audit;

/// <summary>Somebody edits the log in the database, in a hundred thousand ways: all are found, and the first wrong entry is named.</summary>
/// <remarks>One way is not among them: the newest entries cut off. A chain cannot tell; its head has to be kept elsewhere.</remarks>
public sealed class AlteredLogTests
{
    private const int Alterations = 100_000;
    private const int Length = 24;

    [Fact]
    public async Task Every_alteration_is_found_and_the_first_wrong_entry_is_named()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        (IConsoleStore store, AlteredLog log) = AlteredLog.Of(c.Store);
        var audit = new ReadAudit(c.Room, store);
        AuditEntry[] sound = Sound();
        var dice = new Dice(21);
        log.Entries = sound;
        Assert.Equal(new ChainCheck(Length, null), (await audit.VerifyAsync(Nils, TestConsole.Ct)).Value());

        for (int i = 0; i < Alterations; i++)
        {
            log.Entries = Altered(sound, dice, out string how, out bool hashed);
            int wrong = Enumerable.Range(0, log.Entries.Count).First(at => at >= Length || !Same(log.Entries[at], sound[at])) + (hashed ? 2 : 1);
            ChainCheck check = (await audit.VerifyAsync(Nils, TestConsole.Ct)).Value();
            Assert.True(check.FirstBroken == wrong, $"alteration {i}, {how}: entry {wrong} is wrong, {check.FirstBroken} was named");
        }
    }

    private static AuditEntry[] Sound()
    {
        var entries = new AuditEntry[Length];
        byte[] previous = AuditEntry.Genesis;
        for (int i = 0; i < Length; i++)
        {
            string name = Holders[i % Holders.Length].Value;
            var draft = new AuditDraft(
                TestConsole.Morning.AddSeconds(i), name, name.ToUpperInvariant(), i % 3 == 0 ? "share.submit" : "secret.read",
                string.Create(CultureInfo.InvariantCulture, $"subject {i % 5}"), i % 4 == 0 ? "unknown-share" : AuditDraft.DoneOutcome, "A sentence.");
            entries[i] = AuditEntry.Chain(previous, i + 1, draft);
            previous = entries[i].Hash;
        }

        return entries;
    }

    // Drawn again when nothing came of it, or only the end is missing. With a fresh hash it is the next entry that does not follow.
    private static List<AuditEntry> Altered(AuditEntry[] sound, Dice dice, out string how, out bool hashed)
    {
        List<AuditEntry> altered;
        do
        {
            hashed = false;
            altered = [.. sound];
            int at = dice.Below(Length);
            int other = dice.Below(Length);
            switch (dice.Below(9))
            {
                case 0:
                    how = $"entry {at + 1} was edited";
                    altered[at] = altered[at] with { Draft = Edited(altered[at].Draft, dice) };
                    break;
                case 1:
                    how = $"a bit of hash {at + 1} was flipped";
                    byte[] hash = [.. altered[at].Hash];
                    hash[dice.Below(hash.Length)] ^= (byte)(1 << dice.Below(8));
                    altered[at] = altered[at] with { Hash = hash };
                    break;
                case 2:
                    how = $"entry {at + 1} has another number";
                    altered[at] = altered[at] with { Number = altered[at].Number + dice.Below(5) - 2 };
                    break;
                case 3:
                    how = $"entries {at + 1} and {other + 1} were swapped";
                    (altered[at], altered[other]) = (altered[other], altered[at]);
                    break;
                case 4:
                    how = $"entry {at + 1} was taken out";
                    altered.RemoveAt(at);
                    break;
                case 5:
                    how = $"entry {at + 1} stands a second time at {other + 1}";
                    altered.Insert(other, altered[at]);
                    break;
                case 6:
                    at = dice.Below(Length - 1);
                    how = $"entry {at + 1} was edited, with a fresh hash of its own";
                    hashed = true;
                    altered[at] = AuditEntry.Chain(at == 0 ? AuditEntry.Genesis : sound[at - 1].Hash, at + 1, Edited(altered[at].Draft, dice));
                    break;
                case 7:
                    how = $"entry {at + 1} is as entry {other + 1} was";
                    altered[at] = altered[other] with { Number = at + 1 };
                    break;
                default:
                    how = $"the first {at + 1} were taken out and the rest numbered anew";
                    altered = [.. altered.Skip(at + 1).Select((entry, i) => entry with { Number = i + 1 })];
                    break;
            }
        }
        while (altered.Zip(sound).All(pair => Same(pair.First, pair.Second)) && altered.Count <= Length);

        return altered;
    }

    private static AuditDraft Edited(AuditDraft draft, Dice dice) => dice.Below(8) switch
    {
        0 => draft with { At = draft.At.AddTicks(1 + dice.Below(1000)) },
        1 => draft with { Actor = "mallory" },
        2 => draft with { ActorName = draft.ActorName + " " },
        3 => draft with { Act = draft.Act[..^1] },
        4 => draft with { Subject = draft.Subject + "0" },
        5 => draft with { Outcome = draft.Outcome == AuditDraft.DoneOutcome ? "unknown-share" : AuditDraft.DoneOutcome },
        6 => draft with { Detail = "Another sentence." },
        _ => draft with { Actor = draft.Actor + draft.ActorName[..1], ActorName = draft.ActorName[1..] },
    };

    private static bool Same(AuditEntry a, AuditEntry b) =>
        a.Number == b.Number && a.Draft == b.Draft && Enumerable.SequenceEqual(a.Hash, b.Hash);
}

/// <summary>The store, with another log in it.</summary>
public class AlteredLog : DispatchProxy
{
    private IConsoleStore _behind = null!;

    /// <summary>The log that is read.</summary>
    public IReadOnlyList<AuditEntry> Entries { get; set; } = [];

    public static (IConsoleStore Store, AlteredLog Log) Of(IConsoleStore behind)
    {
        IConsoleStore store = Create<IConsoleStore, AlteredLog>();
        var log = (AlteredLog)(object)store;
        log._behind = behind;
        return (store, log);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name is nameof(IConsoleStore.ReadAuditChainAsync) ? Entries.ToAsyncEnumerable() : targetMethod.Invoke(_behind, args);
}
