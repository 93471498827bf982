using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>
/// Somebody looks at where they are signed in and ends it there; an administrator does so for another person. Pages and
/// connections that are open in it stop within a minute.
/// </summary>
public sealed class EndSessions(CeremonyRoom room, IConsoleStore store, Permissions permissions, TimeProvider clock)
{
    private static readonly Refusal NoSuchSession = Refusal.Missing(
        "no-such-session", "You are not signed in there any more. Look at the list again.");

    private static readonly Refusal Nowhere = Refusal.Missing("signed-in-nowhere", "They are signed in nowhere.");

    /// <summary>Where they are signed in, last used first. For themselves, and for whoever may look after people.</summary>
    public async Task<IReadOnlyList<SignInSession>> ListAsync(PersonId caller, PersonId whose, CancellationToken ct) =>
        (await permissions.OfAsync(caller, ct)).May(caller == whose ? ConsoleActs.EndSession : ConsoleActs.SeeSessions)
            ? [.. (await store.ListSessionsAsync(whose, ct)).Where(s => s.IsOpen(clock.GetUtcNow()))]
            : [];

    /// <summary>One of their own.</summary>
    public Task<Outcome<Done>> EndAsync(PersonId caller, string session, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.EndSession, caller.Value, async visit =>
            await OpenAsync(caller, visit.Scribe.Now, ct) is var open && open.FirstOrDefault(s => s.Id == session) is { } mine
                ? await EndAsync(visit.Scribe, [mine], $"Ended their session in {mine.Browser}.")
                : NoSuchSession, ct);

    /// <summary>All of their own but the one that they act in.</summary>
    public Task<Outcome<Done>> EndOthersAsync(PersonId caller, string keep, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.EndOtherSessions, caller.Value, async visit =>
        {
            SignInSession[] others = [.. (await OpenAsync(caller, visit.Scribe.Now, ct)).Where(s => s.Id != keep)];
            return others.Length == 0 ? NoSuchSession : await EndAsync(visit.Scribe, others, $"Ended their other sessions: {Count(others)}.");
        }, ct);

    /// <summary>All of somebody's, by an administrator.</summary>
    public Task<Outcome<Done>> EndAllOfAsync(PersonId caller, PersonId whose, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.SignOutPerson, whose.Value, async visit =>
        {
            IReadOnlyList<SignInSession> open = await OpenAsync(whose, visit.Scribe.Now, ct);
            return open.Count == 0 ? Nowhere
                : await EndAsync(visit.Scribe, open, $"Ended the sessions of {(await store.FindPersonAsync(whose, ct))?.Name}: {Count(open)}.");
        }, ct);

    private async Task<IReadOnlyList<SignInSession>> OpenAsync(PersonId whose, DateTimeOffset now, CancellationToken ct) =>
        [.. (await store.ListSessionsAsync(whose, ct)).Where(s => s.IsOpen(now))];

    private static async Task<Outcome<Done>> EndAsync(Scribe scribe, IEnumerable<SignInSession> sessions, string sentence)
    {
        await scribe.SaveAsync(new Commit(scribe.Note(sentence)) { Sessions = [.. sessions.Select(s => s with { Ended = scribe.Now })] });
        return Done.It;
    }

    private static string Count(IReadOnlyCollection<SignInSession> sessions) => sessions.Count.ToString(CultureInfo.InvariantCulture);
}
