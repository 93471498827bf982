using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.TestEnvelopes;

namespace KeyCeremonyConsole.Ceremonies.Tests.Delivery;

public sealed class DeliveryTests
{
    private const int Callers = 100;

    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task A_hundred_callers_at_once_see_a_share_exactly_once()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();

        Outcome<SealedDelivery>[] outcomes = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => Task.Run(() => c.Reveal.RunAsync(Ada, rekey.Id, PhoneOf(Ada).Id, Ct), Ct)));

        Assert.Single(outcomes, o => o.Refusal is null);
        Assert.Equal(Callers - 1, outcomes.Count(o => o.Refusal?.Code == "already-revealed"));
        IEnumerable<AuditEntry> written = (await c.EntriesAsync()).Where(e => e.Draft.Act == "share.reveal" && e.Draft.Subject == rekey.Id.Value);
        Assert.Equal(Callers, written.Count());
        Assert.Null(await c.Store.FindDeliveryAsync(rekey.Id, Ada, PhoneOf(Ada).Id, Ct));
    }

    [Fact]
    public async Task A_reveal_that_cannot_be_stored_shows_nothing_and_can_be_tried_again()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();
        c.Memory.BeforeCommit = _ => throw new IOException();
        await Assert.ThrowsAsync<IOException>(() => c.Reveal.RunAsync(Ada, rekey.Id, PhoneOf(Ada).Id, Ct));
        c.Memory.BeforeCommit = null;
        Assert.Null((await c.FindAsync(rekey.Id)).Find(Ada, Part.Recipient)!.RevealedAt);

        (await c.RevealAsync(Ada, rekey.Id)).Value();

        Assert.Equal(c.Clock.GetUtcNow(), (await c.FindAsync(rekey.Id)).Find(Ada, Part.Recipient)!.RevealedAt);
    }

    [Fact]
    public async Task The_reveal_is_stored_before_the_share_leaves()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();
        var stored = new TaskCompletionSource();
        c.Memory.BeforeCommit = _ => stored.Task;

        Task<Outcome<SealedDelivery>> revealing = c.Reveal.RunAsync(Ada, rekey.Id, PhoneOf(Ada).Id, Ct);

        Assert.False(revealing.IsCompleted);
        stored.SetResult();
        (await revealing).Value();
    }

    [Fact]
    public async Task A_share_can_be_collected_after_the_switch()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync(Order(3, 2, VerificationPolicy.None));
        Assert.Equal(CeremonyStage.Completed, rekey.Stage);

        (await c.RevealAsync(Ada, rekey.Id)).Value();
        (await c.RevealAsync(Ben, rekey.Id)).Value();

        Assert.True(await c.OpensAsync(rekey.NewSet!, [Ada, Ben]));
        Assert.Equal("already-revealed", (await c.RevealAsync(Ada, rekey.Id)).Refusal?.Code);
    }

    [Theory]
    [InlineData(VerificationPolicy.None)]
    [InlineData(VerificationPolicy.Threshold)]
    public async Task What_nobody_collected_goes_when_its_set_is_replaced(VerificationPolicy next)
    {
        (TestConsole c, Ceremony first) = await DeliveringAsync(Order(3, 2, VerificationPolicy.None));
        (await c.RevealAsync(Ada, first.Id)).Value();
        (await c.RevealAsync(Ben, first.Id)).Value();
        PersonId late = Holders[2];
        Assert.NotNull(await c.Store.FindDeliveryAsync(first.Id, late, PhoneOf(late).Id, Ct));

        Ceremony second = await c.AuthoriseAsync((await c.StartRekeyAsync(Order(3, 2, next))).Value().Id);
        if (second.IsOpen)
        {
            Assert.NotNull(await c.Store.FindDeliveryAsync(first.Id, late, PhoneOf(late).Id, Ct)); // It is in force still.
            await c.RevealAndProveAsync(second.Id, [Ada, Ben]);
        }

        Assert.Null(await c.Store.FindDeliveryAsync(first.Id, late, PhoneOf(late).Id, Ct));
        Assert.NotNull(await c.Store.FindDeliveryAsync(second.Id, late, PhoneOf(late).Id, Ct));
    }

    [Fact]
    public async Task Cancelling_destroys_the_deliveries()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();

        (await c.End.CancelAsync(Olga, rekey.Id, "Not today.", Ct)).Value();

        foreach (PersonId person in Holders[..3])
        {
            Assert.Null(await c.Store.FindDeliveryAsync(rekey.Id, person, PhoneOf(person).Id, Ct));
        }

        Assert.True(await c.OpensAsync(rekey.CurrentSet!, [Ada, Ben]));
        Assert.Null((await c.Engine.ReadStatusAsync(Ct)).Pending);
    }
}
