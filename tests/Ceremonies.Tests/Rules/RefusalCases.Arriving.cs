using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <content>Invitations, and sessions that end.</content>
internal static partial class RefusalCases
{
    private static readonly Uri Link = new("https://console.example.org/");

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Arriving() =>
    [
        ("end a session that there is not", "no-such-session", In(TestConsole.WithPeopleAsync, c => c.Sessions.EndAsync(Ada, "none", Ct))),
        ("revoke an invitation that there is not", "no-invitation", In(TestConsole.WithPeopleAsync, c => c.People.RevokeInvitationAsync(Olga, Ada, Ct))),
        ("an address that is none", "bad-address", In(TestConsole.WithPeopleAsync, c => c.People.AddAsync(Olga, new PersonDraft("Zoe", "zoe", Roles.Holder) { Address = "Zoe <zoe@example.org>" }, Ct))),
        ("accept while signed in as somebody else", "signed-in-as-other", In(TestConsole.WithPeopleAsync, async c =>
            await c.Accept.RunAsync((await c.People.AddAsync(Olga, new PersonDraft("Zoe", "zoe", Roles.Holder), Ct)).Value().Code, Credentials.Of("hash"), Ct, signedIn: Ada))),
        ("come from the organisation without the invitation", "invitation-needed", In(TestConsole.WithPeopleAsync, async c =>
        {
            await InviteZoeAsync(c);
            return await ArriveAsync(c, null, "zoe@example.org");
        })),
        ("come with another account of the organisation", "other-address", In(TestConsole.WithPeopleAsync, async c => await ArriveAsync(c, await InviteZoeAsync(c), "yan@example.org"))),
        ("come with somebody else's invitation", "invitation-of-other", In(TestConsole.WithPeopleAsync, async c =>
        {
            (await ArriveAsync(c, null, "yan@example.org")).Value();
            return await ArriveAsync(c, await InviteZoeAsync(c), "zoe@example.org");
        })),
        ("come with an invitation that was used", "invitation-unusable", In(TestConsole.WithPeopleAsync, async c =>
        {
            string code = await InviteZoeAsync(c);
            (await ArriveAsync(c, code, "zoe@example.org")).Value();
            return await ArriveAsync(c, code, "zoe@example.org");
        })),
        ("send an invitation that was never made", "no-such-invitation", In(TestConsole.WithPeopleAsync, c => c.Mail.InvitationAsync(Olga, "", "zoe@example.org", Link, Ct))),
        ("send where there is no mail server", "no-mail", In(TestConsole.WithPeopleAsync, c =>
        {
            c.Post.IsConfigured = false;
            return c.Mail.RemindDueAsync(Olga, Link, Ct);
        })),
        ("remind where nothing waits", "nobody-to-remind", In(TestConsole.WithPeopleAsync, c => c.Mail.RemindDueAsync(Olga, Link, Ct))),
        ("send by a mail server that is away", "mail-failed", In(TestConsole.WithPeopleAsync, async c =>
        {
            c.Post.Problem = "It is away.";
            return await c.Mail.InvitationAsync(Olga, await InviteZoeAsync(c), "zoe@example.org", Link, Ct);
        })),
        ("end sessions where nobody is", "signed-in-nowhere", In(TestConsole.WithPeopleAsync, c => c.Sessions.EndAllOfAsync(Olga, Ada, Ct))),
    ];

    private static async Task<string> InviteZoeAsync(TestConsole c) =>
        (await c.People.AddAsync(Olga, new PersonDraft("Zoe", "", Roles.Holder) { Address = "zoe@example.org", IsOfOrganisation = true }, Ct)).Value().Code;

    private static Task<Outcome<Person>> ArriveAsync(TestConsole c, string? code, string address) => c.SignIn.ExternalAsync(
        "t/1", "Zoe", address, Roles.Holder, "sign-in", Ct, arrival: code is null ? null : new Arrival(code, [address]));
}
