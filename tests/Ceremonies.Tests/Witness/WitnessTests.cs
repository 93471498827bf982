using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Ceremonies.Witness;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Witness;

public sealed class WitnessTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task Whoever_has_the_link_sees_the_ceremony_move()
    {
        (TestConsole c, Ceremony rekey, string code) = await SharedAsync();
        using (c)
        {
            Assert.Equal(0, (await c.Witness.LookAsync(code, Ct)).View!.Ceremony.Received);
            (await c.SubmitAsync(Ada, rekey.Id)).Value();

            CeremonyView view = (await c.Witness.LookAsync(code, Ct)).View!;

            Assert.Equal(1, view.Ceremony.Received);
            Assert.Equal(Fingerprint.Of(await c.FindAsync(rekey.Id)).Full, view.Fingerprint.Full);
        }
    }

    [Fact]
    public async Task What_people_wrote_to_each_other_is_not_in_what_they_see()
    {
        (TestConsole c, Ceremony rekey, string code) = await SharedAsync();
        using (c)
        {
            (await c.Take.DeclineAsync(Ben, rekey.Id, "In hospital.", Ct)).Value();
            Ceremony seen = (await c.Witness.LookAsync(code, Ct)).View!.Ceremony;
            Assert.NotNull(seen.Find(Ben, Part.Submitter)!.DeclinedAt);
            Assert.All(seen.Participants, p => Assert.Null(p.DeclineReason));
            Assert.Equal("", seen.Reason);

            (await c.End.CancelAsync(Olga, rekey.Id, "Ben is ill.", Ct)).Value();
            Ceremony ended = (await c.Witness.LookAsync(code, Ct)).View!.Ceremony;
            Assert.Equal((CeremonyStage.Cancelled, null), (ended.Stage, ended.EndReason));
        }
    }

    [Fact]
    public async Task Making_opening_for_the_first_time_and_revoking_are_written_down_and_the_code_is_not()
    {
        (TestConsole c, Ceremony rekey, string code) = await SharedAsync();
        using (c)
        {
            await c.Witness.LookAsync(code, Ct);
            await c.Witness.LookAsync(code, Ct);
            (await c.Witnesses.RevokeAsync(Olga, rekey.Id, Ct)).Value();

            List<AuditDraft> entries = [.. (await c.Store.ReadAuditAsync(new AuditQuery(null, 50, "witness."), Ct)).Select(e => e.Draft)];
            Assert.Equal(["witness.revoke", "witness.open", "witness.make"], entries.Select(e => e.Act));
            Assert.All(entries, e => Assert.Equal(rekey.Id.Value, e.Subject));
            Assert.Equal("anonymous", entries[1].Actor);
            Assert.DoesNotContain(entries, e => e.Detail.Contains(code, StringComparison.Ordinal));
            Assert.DoesNotContain(await c.Store.ListWitnessLinksAsync(rekey.Id, Ct), l => l.ToString().Contains(code, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_revoked_link_cannot_be_told_from_one_that_never_was()
    {
        (TestConsole c, Ceremony rekey, string code) = await SharedAsync();
        using (c)
        {
            (await c.Witnesses.RevokeAsync(Olga, rekey.Id, Ct)).Value();

            Assert.Equal(await c.Witness.LookAsync("no code", Ct), await c.Witness.LookAsync(code, Ct));
            Assert.Null(await c.Witness.FindAsync(code, Ct));
            Assert.Null(await c.Witnesses.FindAsync(Olga, rekey.Id, Ct));
        }
    }

    [Fact]
    public async Task At_its_end_a_link_shows_nothing()
    {
        (TestConsole c, Ceremony rekey, string code) = await SharedAsync();
        using (c)
        {
            c.Clock.Advance(Hour - TimeSpan.FromTicks(1));
            Assert.NotNull((await c.Witness.LookAsync(code, Ct)).View);
            c.Clock.Advance(TimeSpan.FromTicks(1));

            WitnessSight sight = await c.Witness.LookAsync(code, Ct);

            Assert.True(sight.IsExpired);
            Assert.Null(sight.View);
            Assert.Null(await c.Witnesses.FindAsync(Olga, rekey.Id, Ct));
        }
    }

    [Fact]
    public async Task Another_link_takes_the_place_of_the_first_and_open_pages_are_told()
    {
        (TestConsole c, Ceremony rekey, string code) = await SharedAsync();
        using (c)
        {
            c.Events.Clear();
            string second = (await c.Witnesses.MakeAsync(Olga, rekey.Id, Hour, Ct)).Value().Code;

            Assert.Equal([new WitnessLinkMoved(rekey.Id)], c.Events);
            Assert.Null((await c.Witness.LookAsync(code, Ct)).View);
            Assert.NotNull((await c.Witness.LookAsync(second, Ct)).View);
        }
    }

    [Fact]
    public async Task Only_an_administrator_is_told_that_there_is_a_link()
    {
        (TestConsole c, Ceremony rekey, _) = await SharedAsync();
        using (c)
        {
            Assert.NotNull(await c.Witnesses.FindAsync(Olga, rekey.Id, Ct));
            Assert.Null(await c.Witnesses.FindAsync(Ada, rekey.Id, Ct));
        }
    }

    private static async Task<(TestConsole Console, Ceremony Rekey, string Code)> SharedAsync()
    {
        TestConsole c = await UnsealedAsync();
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        return (c, rekey, (await c.Witnesses.MakeAsync(Olga, rekey.Id, Hour, Ct)).Value().Code);
    }
}
