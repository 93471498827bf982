using System.Collections.Concurrent;
using System.Text;
using Microsoft.Playwright;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>One person with a browser of their own, and a record of everything that ever reached it.</summary>
public sealed class Person : IAsyncDisposable
{
    public const string Password = "seven quiet otters crossing";

    private readonly ConcurrentQueue<byte[]> _received = new();
    private readonly ConcurrentQueue<byte[]> _sent = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _foreign = new();
    private readonly IBrowserContext _context;
    private readonly string _address;

    private Person(string name, IBrowserContext context, IPage page, string address) =>
        (Name, _context, Page, _address) = (name, context, page, address);

    public string Name { get; }

    public string SignInName => Name.ToLowerInvariant();

    public IPage Page { get; }

    /// <summary>Their current share, as they wrote it down.</summary>
    public string Share { get; set; } = "";

    /// <summary>What the browser's console complained of.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Requests that left the console's origin.</summary>
    public IReadOnlyCollection<string> ForeignRequests => _foreign;

    /// <summary>Whether they type their password as soon as a page asks who they are.</summary>
    public bool ProvesWhenAsked { get; set; } = true;

    /// <summary>How often the page was loaded.</summary>
    public int Loads { get; private set; }

    public static async Task<Person> ArriveAsync(IBrowser browser, string name, string address, bool phone = false)
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address,
            ViewportSize = phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1440, Height = 900 },
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(Browser.Patience);
        IPage page = await context.NewPageAsync();
        var person = new Person(name, context, page, address);
        person.Listen();
        await person.ProveWhenAskedAsync();
        return person;
    }

    /// <summary>All that crossed to and from this browser, that it keeps, and that stands in its page now.</summary>
    internal async Task<IReadOnlyList<Place>> EverythingAsync()
    {
        string page = await Page.EvaluateAsync<string>(
            "() => document.documentElement.outerHTML + [...document.querySelectorAll('input,textarea')].map(e => e.value).join('\\n')");
        string kept = await Page.EvaluateAsync<string>(
            """
            async () => {
              const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
              for (const { name } of await indexedDB.databases()) {
                const db = await new Promise(done => { const o = indexedDB.open(name); o.onsuccess = () => done(o.result); });
                for (const table of db.objectStoreNames) {
                  const all = request => new Promise(done => { request.onsuccess = () => done(request.result); });
                  const store = db.transaction(table).objectStore(table);
                  found.push(name, table, JSON.stringify(await all(store.getAllKeys())));
                  for (const { privateKey, ...rest } of await all(store.getAll())) {
                    const out = await crypto.subtle.exportKey("pkcs8", privateKey).then(() => "a private key that can be taken out", () => "");
                    found.push(Object.keys(rest).join(), out);
                  }
                }
                db.close();
              }
              return found.join("\n");
            }
            """);
        Assert.DoesNotContain("can be taken out", kept, StringComparison.Ordinal);
        return
        [
            .. _received.Select(frame => new Place("received", frame)),
            .. _sent.Select(frame => new Place("sent", frame)),
            new Place("page", Encoding.UTF8.GetBytes(page)),
            new Place("storage", Encoding.UTF8.GetBytes(kept)),
        ];
    }

    /// <summary>A picture of the page, for people, when a folder for pictures is named in the environment.</summary>
    public async Task ShootAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("PICTURES") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}-{SignInName}.png"), FullPage = true });
        }
    }

    /// <summary>Where they are, what they see and what their browser complained of, for whoever reads of a failed test.</summary>
    public async Task<string> DescribeAsync()
    {
        try
        {
            string seen = await Page.InnerTextAsync("body", new PageInnerTextOptions { Timeout = 5_000 });
            return $"--- {Name} at {Page.Url}, loaded {Loads} times\n{seen}\n{string.Join('\n', _complaints.TakeLast(5))}";
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            return $"--- {Name} at {Page.Url}: {e.Message}";
        }
    }

    /// <summary>Opens a page. After a restart of the console the open page loads itself again, and may do so just now: then once more.</summary>
    public async Task OpenAsync(string path)
    {
        try
        {
            await Page.GotoAsync(path);
        }
        catch (PlaywrightException interrupted) when (interrupted.Message.Contains("interrupted by another navigation", StringComparison.Ordinal))
        {
            await Page.WaitForLoadStateAsync();
            await Page.GotoAsync(path);
        }
    }

    /// <summary>Their browser is as new: no cookies, no keys. What is plugged in stays.</summary>
    public async Task ForgetEverythingAsync()
    {
        await Page.EvaluateAsync("async () => { for (const { name } of await indexedDB.databases()) await new Promise(done => { indexedDB.deleteDatabase(name).onsuccess = done; }); }");
        await _context.ClearCookiesAsync();
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    // A ceremony may take longer than a proof is good for.
    private Task ProveWhenAskedAsync()
    {
        ILocator ask = Page.GetByRole(AriaRole.Dialog, new() { Name = "Is it you?" });
        return Page.AddLocatorHandlerAsync(ask, async () =>
        {
            if (ProvesWhenAsked)
            {
                await ask.GetByLabel("Your password").FillAsync(Password);
                await ask.GetByRole(AriaRole.Button, new() { Name = "Go on with the password" }).ClickAsync();
                await Assertions.Expect(ask).ToBeHiddenAsync();
            }
        }, new() { NoWaitAfter = true });
    }

    private void Listen()
    {
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{Name}: {message.Text}");
            }
        };
        Page.DOMContentLoaded += (_, _) => Loads++;
        Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(_address, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                _foreign.Enqueue(request.Url);
            }
        };
        Page.WebSocket += (_, socket) =>
        {
            socket.FrameReceived += (_, frame) => _received.Enqueue(frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));
            socket.FrameSent += (_, frame) => _sent.Enqueue(frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));
        };
        Page.Request += (_, request) => _sent.Enqueue([.. Encoding.UTF8.GetBytes(request.Url), .. request.PostDataBuffer ?? []]);
    }
}
