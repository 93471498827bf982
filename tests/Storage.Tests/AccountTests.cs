using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace KeyCeremonyConsole.Storage.Tests;

/// <summary>Accounts are made by commits and used by ASP.NET Core Identity.</summary>
public sealed class AccountTests : IAsyncLifetime
{
    private const string Password = "correct horse battery staple";

    private readonly TestFolder _folder = new();
    private readonly Person _ada = Samples.Person("Ada@Example.org");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _folder.OpenAsync();
        await CommitAsync([_ada], new NewAccount(_ada.Id, _ada.SignInName, Hash(Password)));
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task An_account_signs_in_with_its_password_alone()
    {
        IdentityUser? user = await FindAsync("aDA@example.ORG");

        Assert.NotNull(user);
        Assert.Equal(_ada.Id.Value, user.Id);
        Assert.Equal(SignInResult.Success, await TryAsync(user, Password));
        Assert.Equal(SignInResult.Failed, await TryAsync(user, "wrong"));
    }

    [Fact]
    public async Task An_account_is_locked_after_too_many_wrong_passwords()
    {
        IdentityUser user = (await FindAsync(_ada.SignInName))!;
        for (int i = 0; i < 5; i++)
        {
            await TryAsync(user, "wrong");
        }

        Assert.Equal(SignInResult.LockedOut, await TryAsync(user, Password));
    }

    [Fact]
    public async Task A_second_account_of_a_person_replaces_password_and_stamp()
    {
        IdentityUser before = (await FindAsync(_ada.SignInName))!;
        await CommitAsync([], new NewAccount(_ada.Id, _ada.SignInName, Hash("another one entirely")));
        IdentityUser after = (await FindAsync(_ada.SignInName))!;

        Assert.Equal(before.Id, after.Id);
        Assert.NotEqual(before.SecurityStamp, after.SecurityStamp);
        Assert.NotEqual(before.ConcurrencyStamp, after.ConcurrencyStamp);
        Assert.Equal(SignInResult.Failed, await TryAsync(after, Password));
        Assert.Equal(SignInResult.Success, await TryAsync(after, "another one entirely"));
    }

    [Fact]
    public async Task A_removed_person_keeps_neither_password_nor_session()
    {
        IdentityUser before = (await FindAsync(_ada.SignInName))!;
        await CommitAsync([_ada with { State = PersonState.Removed }]);
        IdentityUser after = (await FindAsync(_ada.SignInName))!;

        Assert.Null(after.PasswordHash);
        Assert.NotEqual(before.SecurityStamp, after.SecurityStamp);
        Assert.Equal(SignInResult.Failed, await TryAsync(after, Password));
    }

    [Fact]
    public async Task A_new_sign_in_name_goes_with_its_person_without_ending_sessions()
    {
        IdentityUser before = (await FindAsync(_ada.SignInName))!;
        await CommitAsync([_ada with { SignInName = "lovelace" }]);

        Assert.Null(await FindAsync(_ada.SignInName));
        IdentityUser after = (await FindAsync("Lovelace"))!;
        Assert.Equal(before.SecurityStamp, after.SecurityStamp);
        Assert.Equal(SignInResult.Success, await TryAsync(after, Password));
    }

    private static string Hash(string password) => new PasswordHasher<IdentityUser>().HashPassword(new IdentityUser(), password);

    private Task CommitAsync(IReadOnlyList<Person> people, params NewAccount[] accounts) =>
        _folder.Store.CommitAsync(new Commit(Samples.Draft()) { People = people, Accounts = accounts }, Ct);

    private async Task<IdentityUser?> FindAsync(string signInName)
    {
        await using AsyncServiceScope scope = _folder.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>().FindByNameAsync(signInName);
    }

    private async Task<SignInResult> TryAsync(IdentityUser user, string password)
    {
        await using AsyncServiceScope scope = _folder.Services.CreateAsyncScope();
        UserManager<IdentityUser> users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        return await scope.ServiceProvider.GetRequiredService<SignInManager<IdentityUser>>()
            .CheckPasswordSignInAsync((await users.FindByIdAsync(user.Id))!, password, lockoutOnFailure: true);
    }
}
