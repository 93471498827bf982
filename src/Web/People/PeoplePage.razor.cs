using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.People;

/// <summary>An administrator adds people, invites them again, changes their roles, removes them.</summary>
public sealed partial class PeoplePage(
    ManagePeople manage, Permissions permissions, IConsoleStore store, StepUp stepUp, SignInMode mode, AuthenticationStateProvider session, IDialogService dialogs) : ComponentBase
{
    private static readonly DialogOptions Narrow = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<Person>? _people;
    private Rights? _rights;
    private IReadOnlyDictionary<PersonId, DateTimeOffset> _open = new Dictionary<PersonId, DateTimeOffset>();
    private Fingerprint? _console;
    private PersonId _you;
    private Invited? _invited;
    private Refusal? _refusal;
    private string _said = "";

    protected override async Task OnInitializedAsync()
    {
        _you = await session.PersonIdAsync();
        _rights = await permissions.OfAsync(_you, CancellationToken.None);
        _console = await ConsoleIdentity.FindAsync(store, CancellationToken.None);
        await LookAsync();
    }

    private async Task LookAsync()
    {
        _open = await manage.ListInvitedAsync(_rights!, CancellationToken.None);
        _people = await manage.ListAsync(await session.PersonIdAsync(), CancellationToken.None);
    }

    private async Task RevokeAsync(Person person)
    {
        _refusal = (await manage.RevokeInvitationAsync(await session.PersonIdAsync(), person.Id, CancellationToken.None)).Refusal;
        if (_refusal is null)
        {
            _invited = _invited?.Person.Id == person.Id ? null : _invited;
            await SayAsync($"The invitation of {person.Name} is revoked.");
        }
    }

    private async Task AddAsync()
    {
        if (await AskAsync<AddPersonDialog, Invited>("Add a person", []) is { } invited)
        {
            await ShowAsync(invited);
        }
    }

    private async Task InviteAgainAsync(Person person)
    {
        Outcome<Invited> outcome = await stepUp.RunAsync(
            async () => await manage.InviteAgainAsync(await session.PersonIdAsync(), person.Id, CancellationToken.None));
        if (outcome.TryGet(out Invited? invited, out Refusal? refusal))
        {
            await ShowAsync(invited);
            return;
        }

        _refusal = refusal;
        await LookAsync();
    }

    private async Task ChangeRolesAsync(Person person)
    {
        var parameters = new DialogParameters<RolesDialog> { { dialog => dialog.Person, person } };
        if (await AskAsync<RolesDialog, Person>($"What may {person.Name} do?", parameters) is { } changed)
        {
            await SayAsync($"{changed.Name} is now {RoleWords.InWords(changed.Roles)}.");
        }
    }

    private async Task ShowSessionsAsync(Person person)
    {
        var parameters = new DialogParameters<SessionsDialog> { { dialog => dialog.Person, person } };
        if (await AskAsync<SessionsDialog, Person>($"Where {person.Name} is signed in", parameters) is not null)
        {
            await SayAsync($"The sessions of {person.Name} are ended.");
        }
    }

    private async Task RemoveAsync(Person person)
    {
        var parameters = new DialogParameters<RemoveDialog> { { dialog => dialog.Person, person } };
        if (await AskAsync<RemoveDialog, Person>($"Remove {person.Name}?", parameters) is { } removed)
        {
            _invited = _invited?.Person.Id == removed.Id ? null : _invited;
            await SayAsync($"{removed.Name} is removed.");
        }
    }

    private async Task<TResult?> AskAsync<TDialog, TResult>(string title, DialogParameters parameters)
        where TDialog : ComponentBase
        where TResult : class
    {
        IDialogReference reference = await dialogs.ShowAsync<TDialog>(title, parameters, Narrow);
        return (await reference.Result)?.Data as TResult;
    }

    private async Task ShowAsync(Invited invited)
    {
        _invited = invited;
        await SayAsync($"The invitation for {invited.Person.Name} is ready. It stands above the list.");
    }

    private async Task SayAsync(string sentence)
    {
        _said = sentence;
        _refusal = null;
        await LookAsync();
    }
}
