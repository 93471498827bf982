using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests;

/// <summary>The whole console, as Program starts it, with a data folder of its own; visitors come over HTTP.</summary>
public sealed class ConsoleApp : WebApplicationFactory<Program>
{
    public const string Password = "four calm otters";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("kcc-web-");

    /// <summary>More settings, before the first visitor.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Stands still unless moved; null for the real one.</summary>
    public WallClock? Clock { get; init; } = new();

    public IConsoleStore Store => Services.GetRequiredService<IConsoleStore>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Somebody with a browser of their own.</summary>
    public Visitor NewVisitor() => new(CreateClient(new WebApplicationFactoryClientOptions
    {
        BaseAddress = new Uri("https://localhost"), // So that the cookies of the organisation's sign-in are sent back.
        AllowAutoRedirect = false,
    }));

    /// <summary>The first administrator, in the store without the forms.</summary>
    public async Task<Person> SetUpAsync(string signInName = "ada")
    {
        string code = Services.GetRequiredService<SetUpCode>().Issue();
        var draft = new PersonDraft("Ada", signInName, Roles.Administrator);
        Outcome<Person> outcome = await Services.GetRequiredService<SetUpConsole>().RunAsync(code, draft, Credentials.Of(Hash()), Stop);
        return outcome.Match(person => person, refusal => throw new InvalidOperationException(refusal.Message));
    }

    /// <summary>Somebody whom Ada invited.</summary>
    public async Task<Invited> InviteAsync(Person by, string name, Roles roles)
    {
        var draft = new PersonDraft(name, name.ToLowerInvariant(), roles);
        Outcome<Invited> outcome = await Services.GetRequiredService<ManagePeople>().AddAsync(by.Id, draft, Stop);
        return outcome.Match(invited => invited, refusal => throw new InvalidOperationException(refusal.Message));
    }

    /// <summary>Somebody who has accepted their invitation.</summary>
    public async Task<Person> AddAsync(Person by, string name, Roles roles)
    {
        Invited invited = await InviteAsync(by, name, roles);
        Outcome<Person> outcome = await Services.GetRequiredService<AcceptInvitation>().RunAsync(invited.Code, Credentials.Of(Hash()), Stop);
        return outcome.Match(person => person, refusal => throw new InvalidOperationException(refusal.Message));
    }

    /// <summary>A visitor who has signed in.</summary>
    public async Task<Visitor> SignInAsync(string signInName)
    {
        Visitor visitor = NewVisitor();
        Page page = await visitor.SubmitAsync("/sign-in", ("Form.SignInName", signInName), ("Form.Password", Password));
        Assert.Equal("/", page.Location);
        return visitor;
    }

    /// <summary>The newest entries of the audit log.</summary>
    public async Task<IReadOnlyList<AuditDraft>> AuditAsync(string act) =>
        [.. (await Store.ReadAuditAsync(new AuditQuery(null, 50, act), Stop)).Select(entry => entry.Draft)];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("data", Path.Combine(_data.FullName, "data"));
        foreach ((string key, string value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services => services.AddSingleton<IFreshProof, ProvedOutside>());
        if (Clock is { } clock)
        {
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(clock));
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _data.Exists)
        {
            _data.Delete(recursive: true);
        }
    }

    // The hasher that reads it takes the number of rounds from the hash: few, so that tests are quick.
    private static string Hash() =>
        new PasswordHasher<IdentityUser>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 })).HashPassword(new IdentityUser(), Password);
}
