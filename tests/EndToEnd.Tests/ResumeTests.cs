using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>
/// In every state of a rekey every socket is cut, and then the console is killed: everybody goes on where they were, types nothing
/// again that was accepted and still counts, and is shown no share a second time.
/// </summary>
public sealed class ResumeTests(Browser browser) : IAsyncLifetime
{
    private readonly Company _company = new(browser);
    private readonly ConcurrentDictionary<Person, ConcurrentBag<IWebSocketRoute>> _sockets = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Person Ada => _company.Ada;

    private Person Ben => _company.Ben;

    private Person Ines => _company.Ines;

    private Person Mara => _company.Mara;

    private Person[] Everybody => [Ada, Ben, Ines, Mara];

    public async ValueTask InitializeAsync()
    {
        await _company.GatherAsync(Ct);
        foreach (Person person in Everybody)
        {
            _sockets[person] = [];
            await person.Page.RouteWebSocketAsync(new Regex("/_blazor"), socket =>
            {
                socket.ConnectToServer();
                _sockets[person].Add(socket);
            });
        }
    }

    public ValueTask DisposeAsync() => _company.DisposeAsync();

    [Fact]
    public async Task Whatever_state_it_is_in_everybody_goes_on_where_they_were()
    {
        Dictionary<Person, string> old = Everybody.ToDictionary(p => p, p => p.Share);

        // Being written: what stands in the form.
        await Ada.OpenAsync("/ceremonies/new?kind=rekey");
        await Ada.Page.GetByLabel("Reason").FillAsync("Once a year");
        await CutSocketsAsync(Ada);
        await Expect(Ada.Page.GetByLabel("Reason")).ToHaveValueAsync("Once a year");
        string path = await Ada.StartAsync("rekey", 2, [Ben, Ines, Mara], "Once a year");

        // Collecting: what is typed and not sent, what was sent, and the bar of who watches.
        await Ben.OpenAsync(path);
        await Ben.Page.GetByLabel("Yes, we compared them").CheckAsync();
        await Ben.Page.GetByLabel("Your share", new() { Exact = true }).FillAsync(Ben.Share);
        await CutSocketsAsync(Ada, Ben);
        await Expect(Ben.Page.GetByLabel("Your share", new() { Exact = true })).ToHaveValueAsync(Ben.Share);
        await Ben.PressAsync("Submit my share");
        await Ben.SeesAsync("Your share is in.");
        await Ada.SeesBarAsync(1, 2);
        await CutSocketsAsync(Ada, Ben);
        await Ben.SeesAsync("Your share is in.");
        await Ines.SubmitAsync(path);
        await Ada.SeesBarAsync(0, 3);

        // Delivering: a share on the screen stays there when the socket is cut …
        await ShowAsync(Ben, path);
        await CutSocketsAsync(Ben, Ada);
        await WriteDownAsync(Ben);
        await Ben.PressAsync("I have stored it");
        await Ben.SeesAsync("Prove your new share");

        // … and when the console is killed; who has not looked yet looks later.
        await ShowAsync(Ines, path);
        await _company.CutPowerAsync(Ct);
        await Ines.SeesAsync("what it showed you once is still here");
        await Ines.ShootAsync("share-after-restart");
        await WriteDownAsync(Ines);
        Ines.Page.Dialog += (_, leave) => leave.AcceptAsync();
        await Ines.PressAsync("Load the page again");
        await Ines.SeesAsync("Your new share was shown, once");
        await Expect(Ines.Page.GetByRole(AriaRole.Button, new() { Name = "Show my share" })).ToHaveCountAsync(0);
        await Ines.PressAsync("I have stored it");

        // The old shares still open the vault; whoever stood before their proof still does.
        await UnsealAsync(old, Ben, Mara);
        await Ben.GoToAsync(path);
        await Ben.SeesAsync("Prove your new share");
        await CutSocketsAsync(Ben);
        await Ben.ProveAsync();
        await Ines.GoToAsync(path);
        await Ines.ProveAsync();
        await Ada.OpenAsync(path);
        await Ada.SeesBarAsync(2, 3);

        // Proved is proved.
        await _company.CutPowerAsync(Ct);
        await Ben.SeesAsync("and have proved it");
        await UnsealAsync(old, Ben, Mara);
        await Ada.SeesBarAsync(2, 3);
        await Mara.CollectAsync(path);
        await Mara.ProveAsync();
        await Ada.SeesAsync("The new shares are in force");

        // Done: nobody is asked for anything, and the new shares open it.
        await _company.CutPowerAsync(Ct);
        await Ada.SeesAsync("The new shares are in force");
        await Company.UnsealAsync(Ines, Mara);
    }

    // Whoever is cut off comes back by themselves, on another socket.
    private async Task CutSocketsAsync(params Person[] people)
    {
        foreach (Person person in people)
        {
            ConcurrentBag<IWebSocketRoute> cut = _sockets[person];
            ConcurrentBag<IWebSocketRoute> next = _sockets[person] = [];
            foreach (IWebSocketRoute socket in cut)
            {
                await socket.CloseAsync();
            }

            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(Browser.Patience));
            while (next.IsEmpty)
            {
                await Task.Delay(20, patience.Token);
            }

            await Expect(person.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        }
    }

    private static async Task ShowAsync(Person holder, string ceremony)
    {
        await holder.GoToAsync(ceremony);
        await holder.Page.GetByLabel("I am alone").CheckAsync();
        await holder.Page.GetByLabel("I have something to keep it in").CheckAsync();
        await holder.PressAsync("Show my share");
        await Expect(holder.Page.Locator("[data-share]")).ToContainTextAsync("••••");
    }

    private static async Task WriteDownAsync(Person holder)
    {
        await holder.PressAsync("Keep it visible");
        ILocator shown = holder.Page.Locator("[data-share]");
        await Expect(shown).ToHaveTextAsync(new Regex("^[A-Za-z0-9+/]{44}$"));
        holder.Share = Regex.Replace(await shown.InnerTextAsync(), @"\s", "");
    }

    private static async Task UnsealAsync(Dictionary<Person, string> shares, params Person[] holders)
    {
        string ceremony = await holders[0].FindUnsealAsync();
        foreach (Person holder in holders)
        {
            await holder.SubmitAsync(ceremony, shares[holder]);
            await holder.SeesAsync(holder == holders[^1] ? "Unsealed" : "Your share is in.");
        }
    }
}
