using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Ceremonies.Tests.Rules;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Access;

public sealed class LiveTokenTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task Whoever_may_sees_all_that_count_and_who_made_them_and_others_see_their_own()
    {
        using TestConsole c = await UnsealedAsync();
        using NewToken laptop = (await c.CreateToken.ForPersonAsync(Ada, "laptop", Ct)).Value();
        c.Clock.Advance(TimeSpan.FromSeconds(1));
        using NewToken shortLived = (await c.CreateToken.RunAsync(RefusalCases.RootGrant, new TokenOrder { Policies = ["auditor"], Ttl = TimeSpan.FromMinutes(1), DisplayName = "job" }, Ct)).Value();
        c.Clock.Advance(TimeSpan.FromSeconds(1));
        Grant ada = (await c.Gate.LookAsync(laptop.Text, "auth/token/create", Ct))!;
        using NewToken child = (await c.CreateToken.RunAsync(ada, new TokenOrder { Policies = ["holder"], DisplayName = "child" }, Ct)).Value();

        IReadOnlyList<LiveToken> all = (await c.LiveTokens.ListAsync(Olga, Ct)).Value();

        Assert.Equal(
            [("token-child", "Ada, with the token laptop", "default, holder"), ("token-job", null, "auditor, default"), ("laptop", "Ada", "default, holder")],
            all.Select(t => (t.Name, t.Maker, string.Join(", ", t.Policies))));
        Assert.Equal(("Ada", child.Entry.Accessor), (all[2].Owner, all[0].Accessor));
        Assert.Equal(["laptop"], (await c.LiveTokens.ListOwnAsync(Ada, Ct)).Value().Select(t => t.Name));
        Assert.Empty((await c.LiveTokens.ListOwnAsync(Olga, Ct)).Value());

        c.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain((await c.LiveTokens.ListAsync(Olga, Ct)).Value(), t => t.Name == "token-job");
    }

    [Fact]
    public async Task A_token_that_was_ended_is_refused_at_once_and_so_are_those_made_with_it()
    {
        using TestConsole c = await UnsealedAsync();
        using NewToken laptop = (await c.CreateToken.ForPersonAsync(Ada, "laptop", Ct)).Value();
        Grant ada = (await c.Gate.LookAsync(laptop.Text, "auth/token/create", Ct))!;
        using NewToken child = (await c.CreateToken.RunAsync(ada, new TokenOrder { Policies = ["holder"] }, Ct)).Value();
        var look = new Request("auth/token/lookup-self", Capabilities.Read, Reads: true);
        (await c.Gate.EnterAsync(child.Text, look, Ct)).Value();

        (await c.LiveTokens.EndAsync(Olga, laptop.Entry.Accessor, Ct)).Value();

        Assert.Equal(("token.end", "done", laptop.Entry.Accessor), ((await c.LastEntryAsync()).Draft.Act, (await c.LastEntryAsync()).Draft.Outcome, (await c.LastEntryAsync()).Draft.Subject));
        Assert.Equal("unknown-token", (await c.Gate.EnterAsync(laptop.Text, look, Ct)).Refusal?.Code);
        Assert.Equal("unknown-token", (await c.Gate.EnterAsync(child.Text, look, Ct)).Refusal?.Code);
        Assert.Empty((await c.LiveTokens.ListAsync(Olga, Ct)).Value());
    }

    [Fact]
    public async Task Listing_without_sudo_is_refused_as_it_is_at_the_API()
    {
        using TestConsole c = await UnsealedAsync();
        (await c.ChangePolicy.WriteAsync(Olga, "auditor", BuiltInPolicies.Find("auditor")!.Text + "path \"auth/token/accessors\" { capabilities = [\"list\"] }", Ct)).Value();

        Assert.Equal("not-allowed", (await c.LiveTokens.ListAsync(Nils, Ct)).Refusal?.Code);
    }
}
