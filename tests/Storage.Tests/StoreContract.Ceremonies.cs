using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

public abstract partial class StoreContract
{
    private const string Changed = "This ceremony was changed meanwhile: look at it again.";
    private const string SlotTaken = "Another ceremony is still open: finish or cancel it first.";

    [Fact]
    public async Task A_ceremony_comes_back_as_it_was_stored()
    {
        Ceremony ceremony = Samples.Ceremony();
        await SaveAsync(ceremony);

        Samples.Same(ceremony, await Store.FindCeremonyAsync(ceremony.Id, Ct));
        Assert.Null(await Store.FindCeremonyAsync(CeremonyId.New(), Ct));
    }

    [Fact]
    public async Task A_ceremony_with_nothing_optional_comes_back_too()
    {
        Ceremony ceremony = Samples.Ceremony(CeremonyKind.Unseal) with
        {
            StartedBy = null,
            ExpiresAt = null,
            CurrentSet = null,
            CurrentScheme = null,
            NewSet = null,
            NewScheme = null,
            Participants = [],
        };
        await SaveAsync(ceremony);

        Samples.Same(ceremony, await Store.FindCeremonyAsync(ceremony.Id, Ct));
    }

    [Fact]
    public async Task The_next_version_replaces_every_field()
    {
        Ceremony ceremony = Samples.Ceremony();
        await SaveAsync(ceremony);
        Ceremony next = ceremony.BeginNextAttempt().Next() with
        {
            Stage = CeremonyStage.Delivering,
            ExpiresAt = null,
            NewScheme = ShareScheme.Of(1, 1),
            Participants =
            [
                ceremony.Participants[0] with { SubmittedAt = Samples.Noon, ReadAt = Samples.Noon },
                .. Enumerable.Range(1, 254).Select(n => new Participant(PersonId.New(), $"Holder {n}", Part.Recipient, n)),
            ],
        };
        await SaveAsync(next);
        Samples.Same(next, await Store.FindCeremonyAsync(ceremony.Id, Ct));

        Ceremony fewer = next.Next() with { Participants = [next.Participants[3], next.Participants[1]] };
        await SaveAsync(fewer);
        Samples.Same(fewer, await Store.FindCeremonyAsync(ceremony.Id, Ct));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Any_version_but_the_next_is_refused(int version)
    {
        Ceremony ceremony = Samples.Ceremony();
        await SaveAsync(ceremony);
        Ceremony second = ceremony.Next();
        await SaveAsync(second);

        await RefusedAsync(new Commit(Samples.Draft()) { Ceremonies = [ceremony with { Version = version }] }, Changed);
        Samples.Same(second, await Store.FindCeremonyAsync(ceremony.Id, Ct));
    }

    [Fact]
    public Task A_later_version_of_an_unknown_ceremony_is_refused() =>
        RefusedAsync(new Commit(Samples.Draft()) { Ceremonies = [Samples.Ceremony().Next()] }, Changed);

    [Theory]
    [InlineData(CeremonyKind.Initialise, CeremonyKind.Initialise)]
    [InlineData(CeremonyKind.Initialise, CeremonyKind.Rekey)]
    [InlineData(CeremonyKind.Rekey, CeremonyKind.Initialise)]
    [InlineData(CeremonyKind.Rekey, CeremonyKind.Rekey)]
    [InlineData(CeremonyKind.Unseal, CeremonyKind.Unseal)]
    public async Task One_ceremony_is_open_at_a_time(CeremonyKind first, CeremonyKind second)
    {
        Ceremony open = Samples.Ceremony(first);
        await SaveAsync(open);
        Ceremony other = Samples.Ceremony(second);
        await RefusedAsync(new Commit(Samples.Draft()) { Ceremonies = [other] }, SlotTaken);
        Assert.Null(await Store.FindCeremonyAsync(other.Id, Ct));

        await SaveAsync(open.Ended(Samples.Noon));
        await SaveAsync(other);

        Samples.Same(other, Assert.Single(await Store.ListOpenCeremoniesAsync(Ct)));
    }

    [Fact]
    public async Task An_unseal_may_be_open_beside_a_rekey()
    {
        Ceremony unseal = Samples.Ceremony(CeremonyKind.Unseal);
        Ceremony rekey = Samples.Ceremony() with { StartedAt = Samples.Noon.AddHours(-1) };
        await SaveAsync(unseal);
        await SaveAsync(rekey);

        Assert.Equal([rekey.Id, unseal.Id], (await Store.ListOpenCeremoniesAsync(Ct)).Select(c => c.Id));
    }

    [Fact]
    public async Task A_ceremony_may_end_and_the_next_one_open_in_one_step()
    {
        Ceremony first = Samples.Ceremony();
        await SaveAsync(first);
        Ceremony second = Samples.Ceremony();
        await SaveAsync(second, first.Ended(Samples.Noon));

        Assert.Equal(second.Id, Assert.Single(await Store.ListOpenCeremoniesAsync(Ct)).Id);
    }

    [Fact]
    public async Task Ended_ceremonies_are_paged_from_the_newest_end()
    {
        List<Ceremony> ended = [];
        for (int hour = 0; hour < 5; hour++)
        {
            Ceremony ceremony = Samples.Ceremony();
            await SaveAsync(ceremony);
            Ceremony last = ceremony.Ended(Samples.Noon.AddHours(hour));
            await SaveAsync(last);
            ended.Insert(0, last);
        }

        await SaveAsync(Samples.Ceremony());

        IReadOnlyList<Ceremony> first = await Store.ListEndedCeremoniesAsync(null, 2, Ct);
        IReadOnlyList<Ceremony> second = await Store.ListEndedCeremoniesAsync(first[^1], 2, Ct);
        IReadOnlyList<Ceremony> third = await Store.ListEndedCeremoniesAsync(second[^1], 2, Ct);

        Ceremony[] paged = [.. first, .. second, .. third];
        Assert.Equal([2, 2, 1], [first.Count, second.Count, third.Count]);
        Assert.All(ended.Zip(paged), pair => Samples.Same(pair.First, pair.Second));
    }

    [Fact]
    public async Task Ceremonies_that_ended_in_the_same_instant_are_all_on_some_page()
    {
        HashSet<CeremonyId> ended = [];
        for (int i = 0; i < 5; i++)
        {
            Ceremony ceremony = Samples.Ceremony();
            await SaveAsync(ceremony);
            await SaveAsync(ceremony.Ended(Samples.Noon));
            ended.Add(ceremony.Id);
        }

        List<Ceremony> paged = [];
        for (int page = 0; page < 3; page++)
        {
            paged.AddRange(await Store.ListEndedCeremoniesAsync(paged.LastOrDefault(), 2, Ct));
        }

        Assert.Equal(5, paged.Count);
        Assert.Equal(ended, paged.Select(c => c.Id).ToHashSet());
    }

    [Fact]
    public async Task Of_two_that_save_the_same_version_one_wins()
    {
        Ceremony ceremony = Samples.Ceremony();
        await SaveAsync(ceremony);

        Exception?[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Record.ExceptionAsync(() => SaveAsync(ceremony.Next())).AsTask()));

        Assert.Single(results, e => e is null);
        Assert.Equal(7, results.Count(e => e is StoreConflictException));
    }

    [Fact]
    public async Task A_step_that_fails_in_its_last_part_leaves_nothing()
    {
        Ceremony ceremony = Samples.Ceremony();
        Person ada = Samples.Person("ada");
        await Store.CommitAsync(
            new Commit(Samples.Draft()) { Ceremonies = [ceremony], People = [ada], Records = [new RecordChange("core/a", [1])] }, Ct);

        // Everything is well but the last person's name.
        Ceremony next = ceremony.Next();
        IReadOnlyList<string> acts = await RefusedAsync(
            new Commit(Samples.Draft("test.doomed"))
            {
                Ceremonies = [next],
                Records = [new RecordChange("core/a", [2]), new RecordChange("core/b", [2])],
                Deliveries = [new DeliveryChange(next.Id, ada.Id, Samples.Phone, [7])],
                Roster = [new RosterEntry("set-2", 1, ada.Id, "ada")],
                Invitations = [Samples.Invitation(ada.Id, "aa")],
                Accounts = [new NewAccount(ada.Id, "ada", "hash")],
                Terms = [new(1, null, "The console", "initialisation", TermCause.Manual)],
                People = [ada with { Name = "Other" }, Samples.Person("ADA")],
            },
            "This sign-in name is taken: choose another.");

        Assert.Equal(["test.act"], acts);
        Samples.Same(ceremony, await Store.FindCeremonyAsync(ceremony.Id, Ct));
        Assert.Equal<byte[]>([1], await Store.GetAsync("core/a", Ct));
        Assert.Equal(["core/a"], await Store.ListAsync("", Ct));
        Assert.Null(await Store.FindDeliveryAsync(next.Id, ada.Id, Samples.Phone, Ct));
        Assert.Empty(await Store.ListRosterAsync("set-2", Ct));
        Assert.Null(await Store.FindInvitationAsync("aa", Ct));
        Assert.Empty(await Store.ListTermNotesAsync(Ct));
        Assert.Equal([ada], await Store.ListPeopleAsync(Ct));
    }

    [Fact]
    public async Task A_refused_version_stores_no_record_and_no_audit_entry()
    {
        IReadOnlyList<string> acts = await RefusedAsync(
            new Commit(Samples.Draft())
            {
                Ceremonies = [Samples.Ceremony() with { Version = 3 }],
                Records = [new RecordChange("core/a", [1])],
            },
            Changed);

        Assert.Empty(acts);
        Assert.Empty(await Store.ListAsync("", Ct));
    }

    private Task SaveAsync(params Ceremony[] ceremonies) =>
        Store.CommitAsync(new Commit(Samples.Draft()) { Ceremonies = ceremonies }, Ct);
}
