using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Initialise;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Tests;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace KeyCeremonyConsole.Bench;

/// <summary>An administrator, nine holders with their shares and a vault of 5 of 9, in a console that had nobody.</summary>
internal sealed class Cast
{
    public const int Holders = 9;
    public const int Threshold = 5;
    public const string SignInName = "bench";
    public const string Password = "correct horse battery staple";

    private readonly Dictionary<PersonId, SecretBytes> _shares = [];
    private readonly Dictionary<PersonId, Phone> _phones = [];

    private Cast(Person administrator, IReadOnlyList<Person> watchers) => (Administrator, Watchers) = (administrator, watchers);

    public Person Administrator { get; }

    /// <summary>People without a part in any ceremony.</summary>
    public IReadOnlyList<Person> Watchers { get; }

    /// <summary>The holders, by share number.</summary>
    public IReadOnlyList<PersonId> Submitters { get; private set; } = [];

    public static async Task<Cast> GatherAsync(IServiceProvider console, int watchers)
    {
        Person administrator = Make("Bench Administrator", SignInName, Roles.Administrator | Roles.Auditor);
        List<Person> holders = [.. Enumerable.Range(1, Holders).Select(n => Make($"Holder {n}", $"holder{n}", Roles.Holder))];
        List<Person> others = [.. Enumerable.Range(1, watchers).Select(n => Make($"Watcher {n}", $"watcher{n}", Roles.Auditor))];
        Dictionary<PersonId, Phone> phones = holders.ToDictionary(h => h.Id, h => new Phone(h.Id, h.Created));
        string hash = new PasswordHasher<IdentityUser>().HashPassword(new IdentityUser(SignInName), Password);
        AuditDraft note = new(TimeProvider.System.GetUtcNow(), "system", "the bench", "bench.cast", "", AuditDraft.DoneOutcome, "People for the bench.");
        await console.GetRequiredService<IConsoleStore>().CommitAsync(
            new Commit(note)
            {
                People = [administrator, .. holders, .. others],
                Devices = [.. phones.Values.Select(p => p.Device)],
                Accounts = [new NewAccount(administrator.Id, administrator.SignInName, hash)],
            },
            CancellationToken.None);

        Cast cast = new(administrator, others) { Submitters = [.. holders.Select(h => h.Id)] };
        foreach ((PersonId holder, Phone phone) in phones)
        {
            cast._phones.Add(holder, phone);
        }

        await cast.InitialiseAsync(console);
        return cast;
    }

    /// <summary>The holder's share as their browser hands it over.</summary>
    public SealedShare ShareOf(PersonId holder, Ceremony ceremony) => Phone.Seal(_shares[holder], SealContext.Submit(ceremony, holder));

    private async Task InitialiseAsync(IServiceProvider console)
    {
        CeremonyOrder order = new(Holders, Threshold, Submitters, VerificationPolicy.None, TimeSpan.FromHours(1), "For the bench.");
        Ceremony made = Must(await console.GetRequiredService<StartInitialise>().RunAsync(Administrator.Id, order, CancellationToken.None));
        foreach (PersonId holder in Submitters)
        {
            Phone phone = _phones[holder];
            _shares[holder] = phone.Open(Must(await console.GetRequiredService<RevealShare>().RunAsync(holder, made.Id, phone.Device.Id, CancellationToken.None)));
        }
    }

    /// <summary>The value; a refusal here means that the bench is wrong.</summary>
    public static T Must<T>(Outcome<T> outcome) =>
        outcome.Match(done => done, refused => throw new InvalidOperationException(refused.Message));

    private static Person Make(string name, string signInName, Roles roles) =>
        new(PersonId.New(), name, signInName, roles, PersonState.Active, TimeProvider.System.GetUtcNow());
}
