using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.FourEyes;

/// <summary>An administrator makes two of them necessary; to make one enough again is itself an act of two.</summary>
public sealed class SetFourEyes(CeremonyRoom room, IConsoleStore store, IConsoleFeed feed)
{
    public Task<Outcome<Done>> OnAsync(PersonId caller, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.AskForTwo, "", async visit =>
        {
            Refusal? refusal = await FourEyesRule.IsOnAsync(store, ct) ? FourEyesRefusals.OnAlready
                : FourEyesRule.Able(await store.ListPeopleAsync(ct)).Count() < FourEyesRule.FewestAdministrators ? FourEyesRefusals.TooFew
                : null;
            return refusal is not null ? refusal : await SetAsync(
                visit.Scribe,
                FourEyesRule.On,
                "From now on two administrators must agree to start, to cancel, and to change policies.",
                await RevokedAsync(visit.Scribe.Now, ct));
        }, ct);

    public Task<Outcome<Done>> OffAsync(Caller caller, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.LetOneBeEnough, "", async visit =>
        {
            Refusal? refusal = !await FourEyesRule.IsOnAsync(store, ct) ? FourEyesRefusals.OffAlready
                : await visit.Scribe.SecondAsync(ProposedSights.SwitchOff(), ct);
            return refusal is not null ? refusal : await SetAsync(visit.Scribe, FourEyesRule.Off, "One administrator is enough again.");
        }, ct);

    /// <summary>The operator, who has the machine, has said so in the settings: the way out when too few administrators are left.</summary>
    public async Task OffByOperatorAsync(CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("four-eyes.off", "", ct);
        if (await FourEyesRule.IsOnAsync(store, ct))
        {
            await SetAsync(visit.Scribe, FourEyesRule.Off, "The operator's settings say that one administrator is enough (FourEyes:SwitchOff).");
        }
    }

    // Whoever has the link of an administrator's invitation in hand could become the second one.
    private async Task<IReadOnlyList<Invitation>> RevokedAsync(DateTimeOffset now, CancellationToken ct)
    {
        var open = new List<Invitation>();
        foreach (Person person in (await store.ListPeopleAsync(ct)).Where(p => p.Roles.HasFlag(Roles.Administrator)))
        {
            open.AddRange((await store.ListInvitationsAsync(person.Id, ct)).Where(i => i.Closed is null));
        }

        return [.. open.Select(i => i with { Closed = now })];
    }

    private async Task<Outcome<Done>> SetAsync(Scribe scribe, string value, string sentence, IReadOnlyList<Invitation>? revoked = null)
    {
        await scribe.SaveAsync(new Commit(scribe.Note(sentence))
        {
            Settings = [new ConsoleSetting(FourEyesRule.Key, value)],
            Invitations = revoked ?? [],
        });
        feed.Announce(new ProposalsMoved());
        return Done.It;
    }
}
