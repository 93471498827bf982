using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using QRCoder;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>The camera reads a share's card into the field, in a browser whose camera films what the test drew.</summary>
public sealed class ScanTests(Browser browser) : IAsyncLifetime
{
    private const int Width = 640;
    private const int Height = 480;

    private readonly HostedConsole _console = new();
    private readonly string _film = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():N}.y4m");

    private IPlaywright _playwright = null!;
    private IBrowser? _withCamera;
    private Person _ada = null!;
    private Person _ben = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _ada = await Person.ArriveAsync(browser.Chromium, "Ada", _console.Address);
        await _ada.SetUpAsync(_console.SetUpCode);
        _ben = await Person.ArriveAsync(browser.Chromium, "Ben", _console.Address);
        await _ben.AcceptAsync(await _ada.InviteAsync(_ben));
    }

    public async ValueTask DisposeAsync()
    {
        await _ada.DisposeAsync();
        await _ben.DisposeAsync();
        await (_withCamera?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright.Dispose();
        await _console.DisposeAsync();
        File.Delete(_film);
    }

    [Fact]
    public async Task A_share_is_proved_by_its_code_and_never_typed()
    {
        string made = await _ada.StartAsync("initialise", 1, [_ben], "A new vault");
        await _ben.CollectAsync(made);
        await using Person phone = await FilmAsync(_ben.Share);
        await phone.OpenAsync(made);
        ILocator field = phone.Page.GetByLabel(new Regex("^Your new share, number"));
        await Expect(phone.Page.Locator("video")).ToHaveCountAsync(0);

        await phone.PressAsync("Scan the card's QR code");
        await phone.SeesAsync("The card was read.");
        await Expect(field).ToHaveValueAsync(_ben.Share);
        await Expect(field).ToHaveAttributeAsync("type", "password");
        await Expect(phone.Page.Locator("video")).ToHaveCountAsync(0);
        await phone.ShootAsync("scanned");
        await phone.PressAsync("Prove it");

        await phone.SeesAsync("and have proved it");
        Assert.Empty(phone.Complaints);
        Assert.Empty(phone.ForeignRequests);
        Assert.DoesNotContain(await phone.EverythingAsync(), place => place.Name == "sent" && Encoding.UTF8.GetString(place.Bytes).Contains(_ben.Share, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_code_is_no_share_and_a_second_press_turns_the_camera_off()
    {
        string made = await _ada.StartAsync("initialise", 1, [_ben], "A new vault");
        await _ben.CollectAsync(made);
        await using Person phone = await FilmAsync("https://example.org/a-menu-or-a-parking-meter");
        await phone.OpenAsync(made);

        await phone.PressAsync("Scan the card's QR code");
        await phone.SeesAsync("That code is not a share.");
        await Expect(phone.Page.Locator("video")).ToHaveCountAsync(1);
        await phone.ShootAsync("scanning");
        await phone.PressAsync("Scan the card's QR code");

        await Expect(phone.Page.Locator("video")).ToHaveCountAsync(0);
        await Expect(phone.Page.GetByLabel(new Regex("^Your new share, number"))).ToHaveValueAsync("");
    }

    // Ben, on a phone whose camera sees that code.
    private async Task<Person> FilmAsync(string text)
    {
        await File.WriteAllBytesAsync(_film, Film(text), TestContext.Current.CancellationToken);
        _withCamera = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={_film}",
            ],
        });
        Person phone = await Person.ArriveAsync(_withCamera, "Ben", _console.Address, phone: true);
        await phone.OpenAsync("/sign-in");
        await phone.SignInAsync();
        await phone.SeesAsync("What needs you");
        return phone;
    }

    // Two frames of YUV4MPEG2: a code in the middle, with its quiet zone, black on white.
    private static byte[] Film(string text)
    {
        using var generator = new QRCodeGenerator();
        using QRCodeData code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        int modules = code.ModuleMatrix.Count, size = Height / modules, left = (Width - (modules * size)) / 2;
        byte[] light = new byte[Width * Height];
        Array.Fill(light, (byte)235);
        for (int y = 0; y < modules * size; y++)
        {
            for (int x = 0; x < modules * size; x++)
            {
                light[(y * Width) + left + x] = code.ModuleMatrix[y / size][x / size] ? (byte)16 : (byte)235;
            }
        }

        byte[] colour = new byte[Width * Height / 2];
        Array.Fill(colour, (byte)128);
        byte[] frame = [.. "FRAME\n"u8, .. light, .. colour];
        return [.. Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420jpeg\n"), .. frame, .. frame];
    }
}
