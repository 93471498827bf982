using System.Text;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Ceremonies.Tests.Rules;
using KeyCeremonyConsole.Ceremonies.Tests.Whole;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Access;

/// <summary>What people may do comes from policies, and only from there.</summary>
public sealed class PermissionTests
{
    private static readonly string Admin = BuiltInPolicies.Find(BuiltInPolicies.CeremonyAdmin)!.Text;

    private static readonly string Holder = BuiltInPolicies.Find(BuiltInPolicies.Holder)!.Text;

    private static CancellationToken Ct => TestConsole.Ct;

    /// <summary>Policies that would take from administrators what puts policies right, by themselves or joined with theirs.</summary>
    public static TheoryData<string, string> LockOuts => new()
    {
        { "ceremony-admin", Rule("secret/*", "read") },
        { "ceremony-admin", Admin + Rule("sys/policies/acl/ceremony-admin", "read") },
        { "ceremony-admin", Rule("sys/policies/acl/*", "read", "update") },
        { "default", Rule("sys/policies/acl/*", "deny") },
        { "default", Rule("sys/policies/acl/default", "read") },
        { "holder", Holder + Rule("sys/policies/acl/holder", "deny") },
        { "auditor", Rule("sys/policies/acl", "read") + Rule("sys/policies/acl/*", "deny") },
    };

    [Fact]
    public void The_table_of_acts_is_as_it_was_reviewed()
    {
        var page = new StringBuilder("""
            # Who may do what

            Made by a test: every act of the console with the path and the capabilities that it needs, and who of the built-in roles
            has them. "Everybody" is everybody who is signed in, about what is their own.

            | Act | Needs | Administrator | Holder | Auditor |
            | --- | --- | --- | --- | --- |

            """);
        Roles[] roles = [Roles.Administrator, Roles.Holder, Roles.Auditor];
        foreach (Act act in EveryAct.All.DistinctBy(a => (a.Name, a.Path, a.Capability)).OrderBy(a => a.Name, StringComparer.Ordinal).ThenBy(a => a.Path, StringComparer.Ordinal))
        {
            page.Append("| ").Append(act.Name).Append(" | ").Append(act.Path is null ? "Everybody" : act.InWords);
            foreach (Roles role in roles)
            {
                var acl = new Acl(PolicyStore.Of(role).Select(name => BuiltInPolicies.Find(name)!));
                page.Append(" | ").Append(act.IsAllowedBy(acl) ? "yes" : "");
            }

            page.Append(" |\n");
        }

        Snapshot.Matches("Acts.md", page.ToString());
    }

    [Fact]
    public void Whoever_has_several_roles_may_what_each_of_them_may()
    {
        Roles[] single = [Roles.Administrator, Roles.Holder, Roles.Auditor];
        foreach (Roles roles in Enumerable.Range(1, 7).Select(i => (Roles)i))
        {
            foreach (Act act in EveryAct.All)
            {
                Assert.Equal(single.Where(r => roles.HasFlag(r)).Any(r => act.IsAllowedBy(AclOf(r))), act.IsAllowedBy(AclOf(roles)));
            }
        }

        static Acl AclOf(Roles roles) => new(PolicyStore.Of(roles).Select(name => BuiltInPolicies.Find(name)!));
    }

    [Fact]
    public async Task A_policy_that_takes_an_act_away_counts_with_the_next_one()
    {
        using TestConsole c = await UnsealedAsync();
        (await c.Rotate.RunAsync(Olga, "", Ct)).Value();
        await WriteAsync(c, "ceremony-admin", Admin + Rule("sys/rotate", "deny"));

        Refusal? refusal = (await c.Rotate.RunAsync(Olga, "", Ct)).Refusal;

        Assert.Equal("not-allowed", refusal?.Code);
        Assert.Contains("sudo and update on sys/rotate", refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(2, c.Engine.ReadKeyStatus().Term);
        (await c.Keys.RunAsync(Olga, Ct)).Value();
    }

    [Fact]
    public async Task A_policy_that_gives_an_act_gives_just_that_one()
    {
        using TestConsole c = await UnsealedAsync();
        await WriteAsync(c, "holder", Holder + Rule("sys/rotate", "update", "sudo"));

        Assert.Equal(2, (await c.Rotate.RunAsync(Ada, "", Ct)).Value().Term);

        Assert.Equal("not-allowed", (await c.Keys.RunAsync(Ada, Ct)).Refusal?.Code);
        Assert.Equal("not-allowed", (await c.Configure.RunAsync(Ada, RotationLimits.Upstream.Default, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task On_a_path_that_asks_for_sudo_update_alone_is_not_enough()
    {
        using TestConsole c = await UnsealedAsync();
        await WriteAsync(c, "holder", Holder + Rule("sys/rotate", "update"));

        Assert.Equal("not-allowed", (await c.Rotate.RunAsync(Ada, "", Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Submitting_to_a_rekey_and_opening_the_vault_are_two_rights()
    {
        using TestConsole c = await UnsealedAsync();
        await WriteAsync(c, "holder", Holder.Replace("path \"sys/rekey/update\" { capabilities = [\"create\", \"update\"] }", "", StringComparison.Ordinal));
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        Assert.Equal("not-allowed", (await c.SubmitAsync(Ada, rekey.Id)).Refusal?.Code);
        (await c.End.CancelAsync(Olga, rekey.Id, "Not this way.", Ct)).Value();

        (await c.Seal.RunAsync(Olga, Ct)).Value();

        await c.UnsealAsync();
        Assert.False(c.Engine.IsSealed);
    }

    [Fact]
    public async Task What_a_policy_gives_does_not_make_somebody_a_holder_of_the_ceremony()
    {
        using TestConsole c = await UnsealedAsync();
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        await WriteAsync(c, "auditor", Rule("sys/rekey/update", "update"));

        Assert.Equal("not-a-participant", (await c.SubmitAsync(Nils, rekey.Id, SecretBytes.Random(33))).Refusal?.Code);
    }

    // The same texts at both doors: a person's own token has the policies of their roles.
    [Fact]
    public async Task A_page_and_a_program_of_the_same_person_are_let_through_alike()
    {
        using TestConsole c = await UnsealedAsync();
        using NewToken token = (await c.CreateToken.ForPersonAsync(Ada, "laptop", Ct)).Value();
        await WriteAsync(c, "holder", Rule("sys/key-status", "read"));
        Rights rights = await c.Permissions.OfAsync(Ada, Ct);

        foreach (Act act in EveryAct.All.Where(a => a.Path is not null))
        {
            Outcome<Grant> program = await c.Gate.EnterAsync(token.Text, new Request(act.Path!, act.Needed, Reads: false), Ct);
            Assert.Equal(rights.May(act), program.Refusal is null);
        }

        Assert.True(rights.May(ConsoleActs.ReadKeys));
    }

    [Fact]
    public async Task While_the_vault_is_sealed_the_built_in_texts_decide_and_nothing_more()
    {
        using TestConsole c = await UnsealedAsync();
        await WriteAsync(c, "ceremony-admin", Admin + Rule("sys/console/people", "deny"));
        await WriteAsync(c, "holder", Holder + Rule("sys/audit", "read", "sudo"));
        Assert.Equal("not-allowed", (await c.People.InviteAgainAsync(Olga, Ben, Ct)).Refusal?.Code);
        (await c.Audit.VerifyAsync(Ada, Ct)).Value();

        (await c.Seal.RunAsync(Olga, Ct)).Value();

        (await c.People.InviteAgainAsync(Olga, Ben, Ct)).Value();
        Assert.Equal("not-allowed", (await c.Audit.VerifyAsync(Ada, Ct)).Refusal?.Code);

        await c.UnsealAsync();
        Assert.Equal("not-allowed", (await c.People.InviteAgainAsync(Olga, Ben, Ct)).Refusal?.Code);
        (await c.Audit.VerifyAsync(Ada, Ct)).Value();
    }

    [Fact]
    public async Task Before_there_is_a_vault_the_built_in_texts_decide()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();

        Assert.True((await c.Permissions.OfAsync(Olga, Ct)).May(ConsoleActs.StartInitialise));
        Assert.False((await c.Permissions.OfAsync(Ada, Ct)).May(ConsoleActs.StartInitialise));
        Assert.False((await c.Permissions.OfAsync(Mallory, Ct)).May(ConsoleActs.OwnPgpKey));
        Assert.False((await c.Permissions.OfAsync(Nobody, Ct)).May(ConsoleActs.OwnPgpKey));
    }

    [Theory]
    [MemberData(nameof(LockOuts))]
    public async Task No_policy_locks_the_administrators_out_not_even_by_the_root_token(string name, string text)
    {
        using TestConsole c = await UnsealedAsync();

        Assert.Equal("locks-out", (await c.ChangePolicy.WriteAsync(Olga, name, text, Ct)).Refusal?.Code);
        Assert.Equal("locks-out", (await c.ChangePolicy.WriteAsync(RefusalCases.RootGrant, name, text, Ct)).Refusal?.Code);

        Assert.Equal(BuiltInPolicies.Find(name)!.Text, (await c.Policies.FindAsync(name, Ct))!.Text);
    }

    [Fact]
    public async Task An_administrator_who_may_do_nothing_else_still_puts_the_policies_right()
    {
        using TestConsole c = await UnsealedAsync();
        await WriteAsync(c, "ceremony-admin", Rule("sys/policies/acl", "list") + Rule("sys/policies/acl/*", "read", "update"));
        Assert.Equal("not-allowed", (await c.People.InviteAgainAsync(Olga, Ben, Ct)).Refusal?.Code);

        (await c.ChangePolicy.WriteAsync(Olga, "ceremony-admin", Admin, Ct)).Value();

        (await c.People.InviteAgainAsync(Olga, Ben, Ct)).Value();
    }

    [Fact]
    public async Task A_damaged_policy_allows_nothing_until_the_root_token_writes_it_anew()
    {
        using TestConsole c = await UnsealedAsync();
        await WriteAsync(c, "ceremony-admin", Admin);
        await c.TamperAsync(new Commit(RefusalCases.TestNote) { Records = [new RecordChange("sys/policy/ceremony-admin", [0, 0, 0, 1, 2, 1, 2, 3])] });
        Assert.Equal("policy-damaged", (await c.People.InviteAgainAsync(Olga, Ben, Ct)).Refusal?.Code);
        Assert.Equal("policy-damaged", (await c.ChangePolicy.WriteAsync(Olga, "ceremony-admin", Admin, Ct)).Refusal?.Code);

        (await c.ChangePolicy.WriteAsync(RefusalCases.RootGrant, "ceremony-admin", Admin, Ct)).Value();

        (await c.People.InviteAgainAsync(Olga, Ben, Ct)).Value();
    }

    [Fact]
    public async Task The_page_of_secrets_lists_what_the_policy_lets_be_listed()
    {
        using TestConsole c = await UnsealedAsync();
        foreach (string path in new[] { "open", "team/a", "team/inner/b", "other/c" })
        {
            (await c.WriteAsync(path, "{\"a\":1}")).Value();
        }

        await WriteAsync(c, "holder", Rule("secret/metadata/*", "list") + Rule("secret/metadata/team/inner/*", "deny") + Rule("secret/data/team/*", "read", "create"));

        Assert.Equal(["open", "other/c", "team/a"], (await c.Secrets.ListAsync(Ada, Ct)).Value().Select(p => p.Value));
        using (SecretBytes read = (await c.Secrets.ReadAsync(Ada, "team/a", Ct)).Value())
        {
            Assert.NotEqual(0, read.Length);
        }

        Assert.Equal("not-allowed", (await c.Secrets.ReadAsync(Ada, "other/c", Ct)).Refusal?.Code);
        (await c.Secrets.WriteAsync(Ada, "team/new", Json(), Ct)).Value();
        Assert.Equal("not-allowed", (await c.Secrets.WriteAsync(Ada, "team/new", Json(), Ct)).Refusal?.Code); // It may create, not update.
        Assert.Equal("not-allowed", (await c.Secrets.DeleteAsync(Ada, "team/new", Ct)).Refusal?.Code);

        static SecretBytes Json() => SecretBytes.Take("{\"a\":2}"u8.ToArray());
    }

    // The policy was asked about the path as it stands: a mended one would be another's.
    [Fact]
    public async Task A_path_that_only_resembles_a_forbidden_one_does_not_lead_there()
    {
        using TestConsole c = await UnsealedAsync();
        (await c.WriteAsync("team/a", "{\"a\":1}")).Value();

        foreach (string path in new[] { " team/a", "team/a ", "\u00a0team/a", "/team/a", "team/a/" })
        {
            Assert.Equal("bad-path", (await c.Versioned.ReadAsync(RefusalCases.RootGrant, Mounts.Console, path, 0, Ct)).Refusal?.Code);
            Assert.False(await c.Versioned.AnyAsync(Mounts.Console, path, Ct));
        }

        await WriteAsync(c, "holder", Rule("secret/data/*", "read") + Rule("secret/data/team/*", "deny"));
        Assert.Equal("not-allowed", (await c.Secrets.ReadAsync(Ada, " /team/a/ ", Ct)).Refusal?.Code);
    }

    private static async Task WriteAsync(TestConsole c, string name, string text) => (await c.ChangePolicy.WriteAsync(Olga, name, text, Ct)).Value();

    private static string Rule(string path, params string[] capabilities) =>
        $"\npath \"{path}\" {{ capabilities = [{string.Join(", ", capabilities.Select(c => $"\"{c}\""))}] }}\n";
}
