using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.OpenPgp;

/// <summary>The form on the page of one's account, over HTTP.</summary>
public sealed class PgpKeyFormTests : IDisposable
{
    private readonly ConsoleApp _app = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_pasted_key_is_kept_shown_and_removed_again()
    {
        Person ada = await _app.SetUpAsync();
        Visitor visitor = await _app.SignInAsync("ada");

        Page saved = await PostAsync(visitor, "pgp-key", ("Key.Text", AdasKey.Armored));

        Assert.Equal("/account?key=saved", saved.Location);
        Assert.Equal(AdasKey.Fingerprint, (await _app.Store.FindPersonAsync(ada.Id, Stop))!.Pgp?.Fingerprint);
        string page = (await visitor.GetAsync("/account?key=saved")).Text;
        Assert.Contains(AdasKey.Grouped, page, StringComparison.Ordinal);
        Assert.Contains("Ada <ada@example.org>", page, StringComparison.Ordinal);
        Assert.Contains("Curve25519", page, StringComparison.Ordinal);

        Assert.Equal("/account?key=removed", (await PostAsync(visitor, "pgp-remove")).Location);
        Assert.Null((await _app.Store.FindPersonAsync(ada.Id, Stop))!.Pgp);
        Assert.Equal(2, (await _app.AuditAsync("person.pgp-key")).Count(e => e.Outcome == AuditDraft.DoneOutcome));
    }

    [Fact]
    public async Task A_binary_file_is_taken_as_well()
    {
        Person ada = await _app.SetUpAsync();
        using HttpClient http = _app.CreateClient(new() { BaseAddress = new Uri("https://localhost"), AllowAutoRedirect = false });
        var visitor = new Visitor(http);
        await visitor.SubmitAsync("/sign-in", ("Form.SignInName", "ada"), ("Form.Password", ConsoleApp.Password));
        IHtmlFormElement form = (await visitor.GetAsync("/account")).NamedForm("pgp-key");
        byte[] binary = Convert.FromBase64String(string.Concat(AdasKey.Armored.Split('\n')[2..^2].Select(l => l.Trim())));
        using var posted = new MultipartFormDataContent();
        foreach (IHtmlInputElement hidden in form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]"))
        {
            posted.Add(new StringContent(hidden.Value), hidden.Name!);
        }

        using var file = new ByteArrayContent(binary);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        posted.Add(file, "Key.File", "ada.gpg");

        Page saved = await Page.OfAsync(await http.PostAsync("/account", posted, Stop));

        Assert.Equal("/account?key=saved", saved.Location);
        Assert.Equal(AdasKey.Fingerprint, (await _app.Store.FindPersonAsync(ada.Id, Stop))!.Pgp?.Fingerprint);
    }

    [Theory]
    [InlineData("", "Paste your public key")]
    [InlineData("hello", "That is not an OpenPGP public key.")]
    [InlineData("-----BEGIN PGP PRIVATE KEY BLOCK-----", "treat it as exposed")]
    public async Task What_is_no_key_is_refused_in_words_and_nothing_is_kept(string text, string words)
    {
        Person ada = await _app.SetUpAsync();
        Visitor visitor = await _app.SignInAsync("ada");

        Page refused = await PostAsync(visitor, "pgp-key", ("Key.Text", text));

        Assert.Contains(words, refused.Text, StringComparison.Ordinal);
        Assert.Null((await _app.Store.FindPersonAsync(ada.Id, Stop))!.Pgp);
    }

    [Fact]
    public async Task Nobody_gives_a_key_without_signing_in()
    {
        await _app.SetUpAsync();
        Visitor ada = await _app.SignInAsync("ada");
        IHtmlFormElement form = (await ada.GetAsync("/account")).NamedForm("pgp-key");

        Page refused = await _app.NewVisitor().PostAsync("/account", form, ("Key.Text", AdasKey.Armored));

        Assert.DoesNotContain("key=saved", refused.Location ?? "", StringComparison.Ordinal);
        Assert.Empty(await _app.AuditAsync("person.pgp-key"));
    }

    private static async Task<Page> PostAsync(Visitor visitor, string name, params (string Field, string Value)[] typed) =>
        await visitor.PostAsync("/account", (await visitor.GetAsync("/account")).NamedForm(name), typed);
}
