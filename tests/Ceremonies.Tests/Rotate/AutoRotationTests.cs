using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rotate;

public sealed class AutoRotationTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task Under_a_low_limit_the_console_rotates_by_itself_and_says_so()
    {
        using TestConsole c = await UnsealedAsync();
        (await c.Configure.RunAsync(Olga, new RotationConfig(true, 5, TimeSpan.Zero), Ct)).Value();
        for (int i = 0; i < 12; i++)
        {
            (await c.WriteAsync($"secret/{i}", $"{{\"n\":{i}}}")).Value();
            await c.Rotate.IfDueAsync(Ct);
        }

        // 2 + 4 is more than 5; each later term begins with its copy of the root key, and five writes are then enough.
        Assert.Equal(3, c.Engine.ReadKeyStatus().Term);
        Assert.Equal([4L, 6L, 6L], (await KeysAsync(c)).Terms.Select(t => t.Term.Encryptions));
        TermLine second = (await KeysAsync(c)).Terms.Single(t => t.Term.Term == 2);
        Assert.Equal(("the console", TermCause.Count, "By itself: the key had been used as often as it may be."), (second.ByName, second.Cause, second.Reason));
        AuditDraft entry = (await c.EntriesAsync()).Last(e => e.Draft.Act == "keyring.rotate").Draft;
        Assert.Equal(("system", "the console", AuditDraft.DoneOutcome), (entry.Actor, entry.ActorName, entry.Outcome));
        Assert.Equal("Rotated from term 2 to term 3. By itself: the key had been used as often as it may be.", entry.Detail);
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal($"{{\"n\":{i}}}", await c.ReadAsync($"secret/{i}"));
        }
    }

    [Fact]
    public async Task After_the_interval_it_rotates_once()
    {
        using TestConsole c = await UnsealedAsync();
        (await c.Configure.RunAsync(Olga, RotationLimits.Upstream.Default with { Interval = TimeSpan.FromDays(30) }, Ct)).Value();
        c.Clock.Advance(TimeSpan.FromDays(31));

        await c.Rotate.IfDueAsync(Ct);
        await c.Rotate.IfDueAsync(Ct);

        Assert.Equal([TermCause.Interval, TermCause.Initialisation], (await KeysAsync(c)).Terms.Select(t => t.Cause));
        Assert.Contains(c.Events, e => e is VaultMoved { View.Key.Term: 2 });
    }

    [Fact]
    public async Task Switched_off_or_sealed_it_leaves_everything_as_it_is()
    {
        using TestConsole c = await UnsealedAsync();
        (await c.Configure.RunAsync(Olga, new RotationConfig(false, 5, TimeSpan.FromDays(1)), Ct)).Value();
        c.Clock.Advance(TimeSpan.FromDays(3));
        int commits = c.Memory.Commits;

        await c.Rotate.IfDueAsync(Ct);
        Assert.Equal((1, commits), (c.Engine.ReadKeyStatus().Term, c.Memory.Commits));

        (await c.Configure.RunAsync(Olga, new RotationConfig(true, 5, TimeSpan.FromDays(1)), Ct)).Value();
        (await c.Seal.RunAsync(Olga, Ct)).Value();
        commits = c.Memory.Commits;
        await c.Rotate.IfDueAsync(Ct);
        Assert.Equal(commits, c.Memory.Commits);
    }

    [Fact]
    public async Task A_rotation_that_could_not_be_stored_is_tried_again()
    {
        using TestConsole c = await UnsealedAsync();
        (await c.Configure.RunAsync(Olga, RotationLimits.Upstream.Default with { Interval = TimeSpan.FromDays(1) }, Ct)).Value();
        c.Clock.Advance(TimeSpan.FromDays(2));
        c.Memory.BeforeCommit = _ => throw new IOException();
        await Assert.ThrowsAsync<IOException>(() => c.Rotate.IfDueAsync(Ct));
        Assert.Equal(1, c.Engine.ReadKeyStatus().Term);
        c.Memory.BeforeCommit = null;

        await c.Rotate.IfDueAsync(Ct);

        Assert.Equal(2, c.Engine.ReadKeyStatus().Term);
    }

    [Fact]
    public async Task A_setting_is_in_the_record_and_in_everybody_s_sight()
    {
        using TestConsole c = await UnsealedAsync();
        c.Events.Clear();
        var chosen = new RotationConfig(true, 2_000_000, TimeSpan.FromDays(90));

        (await c.Configure.RunAsync(Olga, chosen, Ct)).Value();

        Assert.Equal(chosen, (await KeysAsync(c)).Rotation);
        AuditDraft entry = (await c.LastEntryAsync()).Draft;
        Assert.Equal(("olga", "keyring.config", "Rotation by itself is on: after 2000000 encryptions, every 2160 hours."), (entry.Actor, entry.Act, entry.Detail));
        Assert.Single(c.Events, e => e is VaultMoved);
    }

    [Fact]
    public async Task A_rotation_by_hand_says_so()
    {
        using TestConsole c = await UnsealedAsync();

        (await c.Rotate.RunAsync(Olga, "Ines leaves.", Ct)).Value();

        TermLine newest = (await KeysAsync(c)).Terms[0];
        Assert.Equal(("Olga", "Ines leaves.", TermCause.Manual), (newest.ByName, newest.Reason, newest.Cause));
    }

    private static async Task<KeyHistory> KeysAsync(TestConsole c) => (await c.Keys.RunAsync(Olga, Ct)).Value();
}
