using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>A link for one person, once, for a while: in the hands of others, later, and again.</summary>
public sealed class InvitationTests(Browser browser) : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(30);

    private readonly HostedConsole _console = new();
    private readonly List<Person> _people = [];

    private Person Ada => _people[0];

    private Person Ben => _people[1];

    private Person Ines => _people[2];

    public async ValueTask InitializeAsync()
    {
        foreach (string name in new[] { "Ada", "Ben", "Ines" })
        {
            _people.Add(await Person.ArriveAsync(browser.Chromium, name, _console.Address));
        }

        await Ada.SetUpAsync(_console.SetUpCode);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Person person in _people)
        {
            await person.DisposeAsync();
        }

        await _console.DisposeAsync();
    }

    [Fact]
    public async Task It_says_who_invites_and_what_will_be_asked_and_is_good_for_its_person_once()
    {
        await Ines.AcceptAsync(await Ada.InviteAsync(Ines));
        string link = await Ada.InviteAsync(Ben);

        // In another's hands, who is signed in as herself: nothing is asked, nothing is used up.
        await Ines.Page.GotoAsync(link);
        await Ines.SeesAsync("You are signed in here as Ines");
        await Expect(Ines.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("passkey|password") })).ToHaveCountAsync(0);

        await Ben.Page.GotoAsync(link);
        await Ben.SeesAsync("Ada invites you to this key ceremony console as holder.");
        await Ben.SeesAsync("What you will be asked");
        await Expect(Ben.Page.Locator("#console-words li")).ToHaveCountAsync(6);
        await Ben.AcceptAsync(link);

        await using Person finder = await Person.ArriveAsync(browser.Chromium, "Ben", _console.Address);
        await CannotBeUsedAsync(finder, link);
    }

    [Fact]
    public async Task It_ends_with_its_time_and_with_the_next_one()
    {
        string first = await Ada.InviteAsync(Ben);
        await Ada.PressAsync("Invite again: Ben");
        await Ada.SeesAsync("Send Ben this link");
        string second = (await Ada.Page.Locator("#invitation-link").InnerTextAsync()).Trim();
        await Ada.PressAsync("Done, put it away");
        await CannotBeUsedAsync(Ben, first);

        await Ben.Page.GotoAsync(second);
        await Ben.SeesAsync("Ada invites you");
        _console.Clock.Advance(Long);
        await CannotBeUsedAsync(Ben, second);
    }

    private static async Task CannotBeUsedAsync(Person person, string link)
    {
        await person.Page.GotoAsync(link);
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This invitation cannot be used");
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("passkey|password") })).ToHaveCountAsync(0);
    }
}
