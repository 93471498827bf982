namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>A console with Ada and three holders, whose vault any two of them have unsealed.</summary>
internal sealed class Company(Browser browser) : IAsyncDisposable
{
    private readonly List<Person> _people = [];

    public ConsoleProcess Console { get; } = new();

    public Person Ada => _people[0];

    public Person Ben => _people[1];

    public Person Ines => _people[2];

    public Person Mara => _people[3];

    public async Task GatherAsync(CancellationToken ct)
    {
        await Console.StartAsync(ct);
        foreach (string name in new[] { "Ada", "Ben", "Ines", "Mara" })
        {
            _people.Add(await Person.ArriveAsync(browser.Chromium, name, Console.Address));
        }

        await Ada.SetUpAsync(Console.SetUpCode);
        foreach (Person guest in _people.Skip(1))
        {
            await guest.AcceptAsync(await Ada.InviteAsync(guest));
        }

        await Ada.OpenAsync("/");
        string ceremony = await Ada.StartAsync("initialise", 2, [Ben, Ines, Mara], "A new vault");
        foreach (Person holder in _people.Skip(1))
        {
            await holder.CollectAsync(ceremony);
            await holder.ProveAsync();
        }

        await UnsealAsync(Ben, Ines);
    }

    public static async Task UnsealAsync(params Person[] holders)
    {
        string ceremony = await holders[0].FindUnsealAsync();
        for (int i = 0; i < holders.Length; i++)
        {
            await holders[i].SubmitAsync(ceremony);
            await holders[i].SeesBarAsync(i + 1, holders.Length);
        }

        await holders[^1].SeesAsync("Unsealed");
    }

    /// <summary>The power goes, and comes back.</summary>
    public async Task CutPowerAsync(CancellationToken ct)
    {
        await Console.KillAsync();
        await Console.StartAsync(ct);
    }

    public async ValueTask DisposeAsync() => await Console.PartAsync(_people);
}
