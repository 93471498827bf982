using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Mail;

/// <summary>What became of letters to several people.</summary>
/// <param name="Sent">To whom one was sent.</param>
/// <param name="WithoutAddress">Who has no mail address here.</param>
/// <param name="Failed">Who got none, with the mail server's reason.</param>
public sealed record Posted(IReadOnlyList<string> Sent, IReadOnlyList<string> WithoutAddress, IReadOnlyList<(string Name, string Problem)> Failed)
{
    /// <summary>In one paragraph.</summary>
    public string InWords => string.Join(' ', new[]
    {
        Sent.Count > 0 ? $"Sent to {string.Join(", ", Sent)}." : "Nothing was sent.",
        WithoutAddress.Count > 0 ? $"Without a mail address here: {string.Join(", ", WithoutAddress)}." : null,
        Failed.Count > 0 ? $"Not sent: {string.Join(" ", Failed.Select(f => $"{f.Name}. {f.Problem}"))}" : null,
    }.OfType<string>());
}

/// <summary>
/// Somebody presses a button, and letters go out: an invitation, or a reminder. Never by itself, and outside the room: nobody
/// waits for a mail server. What a letter is about stays as it is whether it arrives or not.
/// </summary>
public sealed class SendMail(CeremonyRoom room, IConsoleStore store, ReadReadiness readiness, IMail mail)
{
    private static readonly Refusal NoServer = Refusal.Conflict(
        "no-mail", "No mail server is configured here. The operator names one in the section Mail of the settings; until then, hand links over yourself.");

    private static readonly Refusal NoInvitation = Refusal.Missing(
        "no-such-invitation", "This invitation was used, replaced or revoked, or has expired. Make a new one, then send that.");

    private static readonly Refusal NobodyWaits = Refusal.Conflict(
        "nobody-to-remind", "There is nobody to remind: nothing waits for anybody whom the console knows by name.");

    /// <summary>Whether there is a mail server.</summary>
    public bool IsConfigured => mail.IsConfigured;

    /// <summary>Where a letter to a person would go; null when that is not known.</summary>
    public static string? AddressOf(Person person) =>
        person.Address ?? (PersonDraft.IsAddress(person.SignInName) ? person.SignInName : null);

    /// <param name="caller">Who may invite.</param>
    /// <param name="code">Of an invitation that can be used.</param>
    /// <param name="to">Where to; it is kept with the person when it was sent.</param>
    /// <param name="link">What the letter leads to: the invitation's page.</param>
    /// <param name="ct">Gives up before it is sent.</param>
    public async Task<Outcome<Done>> InvitationAsync(PersonId caller, string code, string to, Uri link, CancellationToken ct)
    {
        if (!(await room.AskAsync(caller, ConsoleActs.MailInvitation, "", ct)).TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        Invitation? invitation = await store.FindInvitationAsync(InvitationCode.HashOf(code), ct);
        Person? person = invitation is { Closed: null } && invitation.Expires > scribe.Now ? await store.FindPersonAsync(invitation.Person, ct) : null;
        refusal = !mail.IsConfigured ? NoServer : person is null ? NoInvitation : !PersonDraft.IsAddress(to.Trim()) ? PersonDraft.BadAddress : null;
        if (refusal is not null)
        {
            return await scribe.RefuseAsync(refusal);
        }

        var letter = new Letter(to.Trim(), person!.Name, $"{scribe.ActorName} invites you to a key ceremony console", Text(scribe.ActorName, person, invitation!, link));
        if ((await mail.SendAsync([letter], ct))[0] is { } problem)
        {
            return await scribe.RefuseAsync(Refusal.Conflict("mail-failed", $"The mail was not sent, and the invitation is as good as before: hand the link over yourself, or try again. {problem}"));
        }

        await scribe.SaveAsync(new Commit(scribe.Note($"Sent the invitation of {person.Name} to {letter.To}.", person.Id.Value)) { People = [person with { Address = letter.To }] });
        return Done.It;
    }

    /// <summary>To the holders whose last proof is older than the policy says.</summary>
    /// <param name="caller">Who may look after holders.</param>
    /// <param name="page">Where a share is checked.</param>
    /// <param name="ct">Gives up before it is sent.</param>
    public Task<Outcome<Posted>> RemindDueAsync(PersonId caller, Uri page, CancellationToken ct) => RemindAsync(caller, "", async () =>
        [.. (await readiness.RunAsync(ct))?.Holders.Where(h => h is { IsDue: true, CanCome: true }).Select(h => h.Entry.Person) ?? []],
        "Please check your share",
        $"You hold a share of a vault's key, and have not shown for a while that you still have it. It takes a minute and changes nothing:\n\n{page}\n\nType your share nowhere else, and never answer this letter with it.", ct);

    /// <summary>To everybody whom an open ceremony waits for.</summary>
    /// <param name="caller">Who may look after holders.</param>
    /// <param name="id">The ceremony.</param>
    /// <param name="page">Its page.</param>
    /// <param name="ct">Gives up before it is sent.</param>
    public Task<Outcome<Posted>> RemindOfCeremonyAsync(PersonId caller, CeremonyId id, Uri page, CancellationToken ct) => RemindAsync(caller, id.Value, async () =>
        await store.FindCeremonyAsync(id, ct) is { IsOpen: true } ceremony ? WaitedFor(ceremony) : [],
        "A key ceremony waits for you",
        $"A ceremony in which you take part waits for your step:\n\n{page}\n\nCompare the words there with the others before you enter anything. Type your share nowhere else, and never answer this letter with it.", ct);

    private static IReadOnlyList<PersonId> WaitedFor(Ceremony c) =>
    [
        .. (c.Stage is CeremonyStage.Collecting
            ? c.Of(Part.Submitter).Where(p => p is { SubmittedAt: null, DeclinedAt: null })
            : c.Of(Part.Recipient).Where(p => p is { ProvedAt: null, LostAt: null })).Select(p => p.Person).Distinct(),
    ];

    private async Task<Outcome<Posted>> RemindAsync(
        PersonId caller, string subject, Func<Task<IReadOnlyList<PersonId>>> whom, string title, string text, CancellationToken ct)
    {
        if (!(await room.AskAsync(caller, ConsoleActs.Remind, subject, ct)).TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        if (!mail.IsConfigured)
        {
            return await scribe.RefuseAsync(NoServer);
        }

        var people = new List<Person>();
        foreach (PersonId id in await whom())
        {
            if (await store.FindPersonAsync(id, ct) is { State: not PersonState.Removed } person)
            {
                people.Add(person);
            }
        }

        if (people.Count == 0)
        {
            return await scribe.RefuseAsync(NobodyWaits);
        }

        Letter[] letters = [.. people.Where(p => AddressOf(p) is not null).Select(p => new Letter(AddressOf(p)!, p.Name, title, $"{p.Name},\n\n{text}\n\n{scribe.ActorName} had this sent."))];
        IReadOnlyList<string?> problems = letters.Length == 0 ? [] : await mail.SendAsync(letters, ct);
        var posted = new Posted(
            [.. letters.Where((_, i) => problems[i] is null).Select(l => l.Name)],
            [.. people.Where(p => AddressOf(p) is null).Select(p => p.Name)],
            [.. letters.Select((l, i) => (l.Name, Problem: problems[i])).Where(f => f.Problem is not null).Select(f => (f.Name, f.Problem!))]);
        await scribe.SaveAsync(new Commit(scribe.Note($"{title}: {posted.InWords}")));
        return posted;
    }

    private static string Text(string by, Person person, Invitation invitation, Uri link) => string.Create(
        CultureInfo.InvariantCulture,
        $"{person.Name},\n\n{by} invites you to a key ceremony console. Open this link on your own device. It works once, until {invitation.Expires.UtcDateTime:yyyy-MM-dd HH:mm} UTC:\n\n{link}\n\nOn the page stand six words. Ask {by} for them, by voice: then you know that you are in the right place.\n\nIf you did not expect this, do not open it, and ask {by}.");
}
