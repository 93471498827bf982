using System.Net;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Web.Live;
using KeyCeremonyConsole.Web.Tests.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

/// <summary>A policy that somebody edited opens and closes the doors of the console, too.</summary>
public sealed class PolicyDoorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_edited_policy_opens_a_page_and_closes_another_from_the_next_request_on()
    {
        await using var app = new ConsoleApp { Settings = { ["Api:Initialise"] = "always" } };
        Person ada = await app.SetUpAsync();
        await app.AddAsync(ada, "Ben", Roles.Holder);
        await OpenVaultAsync(app);
        Visitor admin = await app.SignInAsync("ada");
        Visitor ben = await app.SignInAsync("ben");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (await StatusAsync(admin, "/people"), await StatusAsync(ben, "/audit")));

        await WriteAsync(app, ada, "ceremony-admin", "path \"sys/console/people\" { capabilities = [\"deny\"] }");
        await WriteAsync(app, ada, "holder", "path \"sys/audit\" { capabilities = [\"read\", \"sudo\"] }");

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(admin, "/people"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/policies"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(ben, "/audit"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(ben, "/audit/export"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(ben, "/keys"));

        await WriteAsync(app, ada, "holder", "path \"sys/rotate\" { capabilities = [\"update\", \"sudo\"] }");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(ben, "/keys")); // Rotating is enough for the page, which then leaves out the rest.
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(ben, "/audit"));
    }

    [Fact]
    public async Task The_hub_follows_a_ceremony_for_those_whose_policy_lets_them_and_says_to_others_what_is_missing()
    {
        await using HubConsole console = await OpenAsync();
        CeremonyId rekey = await console.StartRekeyAsync();
        await WriteAsync(console, "holder", Holder.Replace("path \"sys/rekey/init\" { capabilities = [\"read\"] }", "", StringComparison.Ordinal));
        await using HubConnection admin = await console.ConnectAsync(console.Administrator);
        await using HubConnection holder = await console.ConnectAsync(console.Holders[0]);

        Assert.Equal(rekey.Value, (await admin.InvokeAsync<CeremonyProgress>(nameof(CeremonyHub.WatchCeremony), rekey.Value, Stop)).Id);
        HubException refused = await Assert.ThrowsAsync<HubException>(() => holder.InvokeAsync<CeremonyProgress>(nameof(CeremonyHub.WatchCeremony), rekey.Value, Stop));

        Assert.Contains("read on sys/rekey/init", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hub_tells_the_key_status_to_those_who_may_know_it_alone()
    {
        await using HubConsole console = await OpenAsync();
        await using HubConnection admin = await console.ConnectAsync(console.Administrator);
        await using HubConnection holder = await console.ConnectAsync(console.Holders[0]);
        Task<VaultProgress> toAdmin = NextVaultAsync(admin);
        Task<VaultProgress> toHolder = NextVaultAsync(holder);
        Assert.Equal(1, (await admin.InvokeAsync<VaultProgress>(nameof(CeremonyHub.WatchVault), Stop)).Term);
        VaultProgress seen = await holder.InvokeAsync<VaultProgress>(nameof(CeremonyHub.WatchVault), Stop);
        Assert.True(seen is { Sealed: false, Threshold: 3, Term: null, TermSince: null, Encryptions: null });

        Assert.Null((await console.Get<RotateKeyring>().RunAsync(console.Administrator.Id, "", Stop)).Refusal);

        Assert.Equal(2, (await toAdmin).Term);
        Assert.True(await toHolder is { Sealed: false, Term: null, TermSince: null, Encryptions: null });
    }

    private static string Holder => BuiltInPolicies.Find("holder")!.Text;

    private static Task<VaultProgress> NextVaultAsync(HubConnection client)
    {
        var next = new TaskCompletionSource<VaultProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On<VaultProgress>(nameof(ICeremonyClient.VaultMoved), vault => next.TrySetResult(vault));
        return next.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
    }

    private static async Task<HttpStatusCode> StatusAsync(Visitor visitor, string path) => (await visitor.GetAsync(path)).Status;

    private static async Task<HubConsole> OpenAsync()
    {
        var console = new HubConsole();
        await console.InitializeAsync();
        foreach (Person holder in console.Holders.Take(3))
        {
            await console.SubmitAsync(holder);
        }

        return console;
    }

    // One share, as a program would make it.
    private static async Task OpenVaultAsync(ConsoleApp app)
    {
        using NewVault vault = TestConsole.Done(await app.Services.GetRequiredService<InitialiseOpen>().RunAsync(new OpenVaultOrder(1, 1, [], null), Stop));
        CeremonyId unseal = (await app.Store.ListOpenCeremoniesAsync(Stop)).Single().Id;
        using Submission open = TestConsole.Done(await app.Services.GetRequiredService<SubmitShare>().ByShareAsync(null, unseal, null, vault.Shares[0].Copy(), Stop));
    }

    private static async Task WriteAsync(ConsoleApp app, Person by, string name, string more) => TestConsole.Done(
        await app.Services.GetRequiredService<ChangePolicy>().WriteAsync(by.Id, name, BuiltInPolicies.Find(name)!.Text + "\n" + more, Stop));

    private static async Task WriteAsync(HubConsole console, string name, string text) => TestConsole.Done(
        await console.Get<ChangePolicy>().WriteAsync(console.Administrator.Id, name, text, Stop));
}
