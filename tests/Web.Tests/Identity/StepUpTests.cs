using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

public sealed class StepUpTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private Person _olga = null!;

    public StepUpTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    public async ValueTask InitializeAsync()
    {
        _olga = await _console.PersonAsync("Olga", Roles.Administrator);
        await _console.Store.CommitAsync(
            new Commit(new(_console.Clock.GetUtcNow(), "system", "the test", "test", "", "done", "")) { Accounts = [new NewAccount(_olga.Id, "olga", "hash")] },
            Xunit.TestContext.Current.CancellationToken);
        _console.SignIn(this, _olga);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public async Task Without_a_need_nobody_is_asked()
    {
        IRenderedComponent<MudDialogProvider> dialogs = Render<MudDialogProvider>();

        Outcome<Done> outcome = await StepUp.RunAsync(() => Task.FromResult<Outcome<Done>>(Done.It));

        Assert.Null(outcome.Refusal);
        Assert.Empty(dialogs.FindAll("[role=dialog]"));
    }

    [Fact]
    public async Task What_was_refused_for_want_of_a_proof_is_done_when_it_is_given()
    {
        IRenderedComponent<MudDialogProvider> dialogs = Render<MudDialogProvider>();
        _console.Proof.Given = false;

        Task<Outcome<Person>> act = dialogs.InvokeAsync(() => StepUp.RunAsync(RenameRolesAsync));
        dialogs.WaitForElement("form[data-proof=stay] input[type=password]");
        Assert.False(act.IsCompleted);
        _console.Proof.Given = true;
        Services.GetRequiredService<Proofs>().Give(_olga.Id, Session);

        Assert.Null((await act.WaitAsync(TimeSpan.FromSeconds(30), Xunit.TestContext.Current.CancellationToken)).Refusal);
    }

    [Fact]
    public async Task The_proof_of_another_session_closes_no_dialog_here_and_not_now_leaves_everything()
    {
        IRenderedComponent<MudDialogProvider> dialogs = Render<MudDialogProvider>();
        _console.Proof.Given = false;
        Task<Outcome<Person>> act = dialogs.InvokeAsync(() => StepUp.RunAsync(RenameRolesAsync));
        dialogs.WaitForElement("form[data-proof=stay]");

        Services.GetRequiredService<Proofs>().Give(_olga.Id, "another session");
        Assert.NotEmpty(dialogs.FindAll("form[data-proof=stay]"));
        dialogs.Find(".mud-dialog-actions button").Click();

        Assert.Equal(FreshProof.Needed, (await act.WaitAsync(TimeSpan.FromSeconds(30), Xunit.TestContext.Current.CancellationToken)).Refusal?.Code);
    }

    [Fact]
    public void A_password_is_no_part_of_the_circuit()
    {
        IRenderedComponent<ProofForm> form = Render<ProofForm>(p => p
            .Add(f => f.Ways, new WaysIn(HasPassword: true, [])).Add(f => f.IsLocal, true).Add(f => f.InDialog, true));

        Assert.DoesNotContain("blazor:on", form.Markup, StringComparison.Ordinal);
    }

    private const string Session = "of this test";

    private StepUp StepUp => Services.GetRequiredService<StepUp>();

    private Task<Outcome<Person>> RenameRolesAsync() =>
        _console.Get<ManagePeople>().ChangeRolesAsync(_olga.Id, _olga.Id, Roles.Administrator | Roles.Holder, CancellationToken.None);
}
