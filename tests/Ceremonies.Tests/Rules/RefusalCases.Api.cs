using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

/// <content>Tokens, policies, mounts, and ceremonies that are held through the API.</content>
internal static partial class RefusalCases
{
    private static readonly OpenOrder TwoOfThree = new(ShareTarget.Unseal, 3, 2, Verify: false);

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Tokens() =>
    [
        ("come without a token", "no-token", In(() => UnsealedAsync(), c => c.Gate.EnterAsync(null, Asked, Ct))),
        ("come with a guess", "unknown-token", In(() => UnsealedAsync(), c => EnterAsync(c, "hvs.guess"u8.ToArray(), Asked))),
        ("come for what the token does not allow", "permission-denied", In(() => UnsealedAsync(), async c =>
        {
            using NewToken own = (await c.CreateToken.ForPersonAsync(Ada, "laptop", Ct)).Value();
            return await EnterAsync(c, own.Text.Borrow().ToArray(), Asked);
        })),
        ("look up a token that there is not", "no-such-token", In(() => UnsealedAsync(), async c =>
        {
            using SecretBytes guess = SecretBytes.Take("hvs.guess"u8.ToArray());
            return await c.KeepTokens.FindAsync(RootGrant, guess, Ct);
        })),
        ("look up an accessor that there is not", "no-such-accessor", In(() => UnsealedAsync(), c => c.KeepTokens.FindByAccessorAsync(RootGrant, "../salt", Ct))),
        ("make a token without a name", "bad-token-name", In(() => UnsealedAsync(), c => c.CreateToken.ForPersonAsync(Ada, " ", Ct))),
        ("make a token that may do more", "policies-not-parents", In(() => UnsealedAsync(), c => c.CreateToken.RunAsync(Low, new TokenOrder { Policies = ["other"] }, Ct))),
        ("make a root token without being root", "root-needs-root", In(() => UnsealedAsync(), c => c.CreateToken.RunAsync(Low, new TokenOrder { Policies = ["root"] }, Ct))),
        ("make an orphan without sudo", "orphan-needs-sudo", In(() => UnsealedAsync(), c => c.CreateToken.RunAsync(Low, new TokenOrder { Orphan = true }, Ct))),
        ("make a token of minus one second", "bad-ttl", In(() => UnsealedAsync(), c => c.CreateToken.RunAsync(RootGrant, new TokenOrder { Ttl = TimeSpan.FromSeconds(-1) }, Ct))),
        ("make a token of minus one use", "bad-uses", In(() => UnsealedAsync(), c => c.CreateToken.RunAsync(RootGrant, new TokenOrder { Uses = -1 }, Ct))),
        ("make a token with a long name", "bad-display-name", In(() => UnsealedAsync(), c => c.CreateToken.RunAsync(RootGrant, new TokenOrder { DisplayName = TooLong }, Ct))),
        ("make a token with a policy of no name", "bad-policy-name", In(() => UnsealedAsync(), c => c.CreateToken.RunAsync(RootGrant, new TokenOrder { Policies = ["a b"] }, Ct))),
        ("make a token with one of few uses", "limited-parent", In(() => UnsealedAsync(), c => c.CreateToken.RunAsync(
            GrantOf(Entry("low") with { UsesLeft = 2 }, isRoot: false), new TokenOrder(), Ct))),
        ("end a token of somebody else's", "no-such-own-token", In(() => UnsealedAsync(), async c =>
        {
            using NewToken made = (await c.CreateToken.ForPersonAsync(Ada, "laptop", Ct)).Value();
            return await c.LiveTokens.EndOwnAsync(Ben, made.Entry.Accessor, Ct);
        })),
        ("end a token that there is not", "no-such-live-token", In(() => UnsealedAsync(), c => c.LiveTokens.EndAsync(Olga, "abc", Ct))),
        ("end somebody's token as a holder", "not-allowed", In(() => UnsealedAsync(), c => c.LiveTokens.EndAsync(Ada, "abc", Ct))),
        ("end somebody's token while the vault is sealed", "sealed", In(() => InitialisedAsync(), c => c.LiveTokens.EndAsync(Olga, "abc", Ct))),
        ("look at the tokens as an auditor", "not-allowed", In(() => UnsealedAsync(), c => c.LiveTokens.ListAsync(Nils, Ct))),
        ("end a token of one's own while the vault is sealed", "sealed", In(() => InitialisedAsync(), c => c.LiveTokens.EndOwnAsync(Ada, "abc", Ct))),
        ("renew what cannot be renewed", "not-renewable", In(() => UnsealedAsync(), async c =>
        {
            using NewToken made = (await c.CreateToken.RunAsync(RootGrant, new TokenOrder { Policies = ["default"], Renewable = false }, Ct)).Value();
            return await c.KeepTokens.RenewAsync(RootGrant, made.Entry.Id, null, Ct);
        })),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Policies() =>
    [
        ("write a policy that is none", "policy-syntax", In(() => UnsealedAsync(), c => c.ChangePolicy.WriteAsync(RootGrant, "p", "path", Ct))),
        ("write an empty policy", "no-policy", In(() => UnsealedAsync(), c => c.ChangePolicy.WriteAsync(RootGrant, "p", "", Ct))),
        ("write the root policy", "fixed-policy", In(() => UnsealedAsync(), c => c.ChangePolicy.WriteAsync(RootGrant, "root", "path \"a\" {}", Ct))),
        ("write a policy above the others", "bad-policy-name", In(() => UnsealedAsync(), c => c.ChangePolicy.WriteAsync(RootGrant, "../p", "path \"a\" {}", Ct))),
        ("delete the default policy", "default-policy", In(() => UnsealedAsync(), c => c.ChangePolicy.DeleteAsync(RootGrant, "default", Ct))),
        ("write a policy over what somebody else wrote", "policy-moved", In(() => UnsealedAsync(), c => c.ChangePolicy.WriteAsync(Olga, "holder", "path \"a\" {}", Ct, seen: "something else"))),
        ("write a new policy over another", "policy-exists", In(() => UnsealedAsync(), c => c.ChangePolicy.WriteAsync(Olga, "holder", "path \"a\" {}", Ct, seen: ""))),
        ("write a policy without being an administrator", "not-allowed", In(() => UnsealedAsync(), c => c.ChangePolicy.WriteAsync(Ada, "p", "path \"a\" {}", Ct))),
        ("write a policy while the vault is sealed", "sealed", In(() => InitialisedAsync(), c => c.ChangePolicy.WriteAsync(Olga, "p", "path \"a\" {}", Ct))),
        ("delete a policy while the vault is sealed", "sealed", In(() => InitialisedAsync(), c => c.ChangePolicy.DeleteAsync(Olga, "p", Ct))),
        ("write a policy that locks all administrators out", "locks-out", In(() => UnsealedAsync(), c => c.ChangePolicy.WriteAsync(Olga, "ceremony-admin", "path \"secret/*\" { capabilities = [\"read\"] }", Ct))),
        ("act by a policy that is damaged where it lies", "policy-damaged", In(() => UnsealedAsync(), async c =>
        {
            (await c.ChangePolicy.WriteAsync(RootGrant, "ceremony-admin", BuiltInPolicies.Find("ceremony-admin")!.Text, Ct)).Value();
            await c.TamperAsync(new Commit(TestNote) { Records = [new RecordChange("sys/policy/ceremony-admin", [0, 0, 0, 1, 2, 1, 2, 3])] });
            return await c.Rotate.RunAsync(Olga, "", Ct);
        })),
        ("look for a policy that there is not", "no-such-policy", In(() => UnsealedAsync(), c => c.ReadPolicies.ReadAsync(Olga, "p", Ct))),
        ("look at the policies as a holder", "not-allowed", In(() => UnsealedAsync(), c => c.ReadPolicies.ListAsync(Ada, Ct))),
        ("look at the policies while the vault is sealed", "sealed", In(() => InitialisedAsync(), c => c.ReadPolicies.ListAsync(Olga, Ct))),
        ("delete a policy of the console", "fixed-policy", In(() => UnsealedAsync(), c => c.ChangePolicy.DeleteAsync(RootGrant, "holder", Ct))),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> Mounts() =>
    [
        ("mount a third version", "bad-mount", In(() => UnsealedAsync(), c => c.Mounts.AddAsync(RootGrant, "x", 3, "", Ct))),
        ("mount inside another", "mount-taken", In(() => UnsealedAsync(), c => c.Mounts.AddAsync(RootGrant, "secret/x", 2, "", Ct))),
        ("remove a mount of the beginning", "fixed-mount", In(() => UnsealedAsync(), c => c.Mounts.RemoveAsync(RootGrant, "kv", Ct))),
        ("write over another version", "cas-mismatch", In(() => UnsealedAsync(), c => WriteAsync(c, cas: 7))),
        ("write without saying over which version", "cas-missing", In(() => UnsealedAsync(), async c =>
        {
            (await c.Versioned.SetRulesAsync(RootGrant, Console, null, casRequired: true, null, Ct)).Value();
            return await WriteAsync(c, cas: null);
        })),
        ("let every secret keep too many versions", "bad-metadata", In(() => UnsealedAsync(), c => c.Versioned.SetRulesAsync(RootGrant, Console, 1001, null, null, Ct))),
        ("let every secret end before it begins", "bad-metadata", In(() => UnsealedAsync(), c => c.Versioned.SetRulesAsync(RootGrant, Console, null, null, TimeSpan.FromSeconds(-1), Ct))),
        ("keep more versions than there may be", "bad-metadata", In(() => UnsealedAsync(), c => c.Versioned.DescribeAsync(RootGrant, Console, "a", 1001, null, null, null, Ct))),
        ("describe a secret at too great a length", "bad-metadata", In(() => UnsealedAsync(), c => c.Versioned.DescribeAsync(RootGrant, Console, "a", null, null, null, new Dictionary<string, string> { ["a"] = new('x', 513) }, Ct))),
        ("keep minus one version", "bad-metadata", In(() => UnsealedAsync(), c => c.Versioned.DescribeAsync(RootGrant, Console, "a", -1, null, null, null, Ct))),
    ];

    private static IEnumerable<(string, string, Func<Task<(TestConsole, Refusal?)>>)> OpenDoor() =>
    [
        ("initialise at the API when there are people", "init-in-the-console", In(TestConsole.WithPeopleAsync, c => c.InitialiseOpen.RunAsync(new OpenVaultOrder(3, 2, [], null), Ct))),
        ("initialise once more, at the API", "already-initialised", In(() => UnsealedAsync(), c => c.InitialiseOpen.RunAsync(new OpenVaultOrder(3, 2, [], null), Ct))),
        ("initialise with too few keys, at the API", "pgp-keys-count", In(NobodyYetAsync, c => c.InitialiseOpen.RunAsync(new OpenVaultOrder(3, 2, ["pgp:a"], null), Ct))),
        ("initialise with what is no key, at the API", "pgp-key-bad", In(NobodyYetAsync, c => c.InitialiseOpen.RunAsync(new OpenVaultOrder(1, 1, [], "hello"), Ct))),
        ("rekey while another is open, at the API", "rekey-open", In(() => UnsealedAsync(), async c =>
        {
            (await c.Rekey.RunOpenAsync(RootGrant, TwoOfThree, Ct)).Value();
            return await c.Rekey.RunOpenAsync(RootGrant, TwoOfThree, Ct);
        })),
        ("rekey to a bad scheme, at the API", "bad-scheme", In(() => UnsealedAsync(), c => c.Rekey.RunOpenAsync(RootGrant, TwoOfThree with { Threshold = 4 }, Ct))),
        ("generate a root token while another ceremony is open, at the API", "root-open", In(() => UnsealedAsync(), async c =>
        {
            (await c.Rekey.RunOpenAsync(RootGrant, TwoOfThree, Ct)).Value();
            return await c.StartRoot.RunOpenAsync(RootGrant, null, null, Ct);
        })),
        ("generate a root token with a short password, at the API", "bad-otp", In(() => UnsealedAsync(), c => c.StartRoot.RunOpenAsync(RootGrant, SecretBytes.Take("short"u8.ToArray()), null, Ct))),
        ("submit to an earlier attempt, at the API", "wrong-nonce", InOpenRekey((c, r) => c.Submit.ByShareAsync(RootGrant, r.Id, "earlier", Junk(), Ct))),
        ("submit what is no share, at the API", "unknown-share", InOpenRekey((c, r) => c.Submit.ByShareAsync(RootGrant, r.Id, null, Junk(), Ct))),
        ("submit a share twice, at the API", "duplicate-share", InOpenRekey(async (c, r) =>
        {
            (await c.Submit.ByShareAsync(RootGrant, r.Id, null, c.Hands.Give(Ada, r.CurrentSet!), Ct)).Value();
            return await c.Submit.ByShareAsync(RootGrant, r.Id, null, c.Hands.Give(Ada, r.CurrentSet!), Ct);
        })),
        ("submit in the console to a ceremony of the API", "through-the-api", InOpenRekey((c, r) => c.SubmitAsync(Ada, r.Id))),
        ("submit at the API to a ceremony of the console, with no holder's token", "in-the-console", InRekey((c, r) => c.Submit.ByShareAsync(RootGrant, r.Id, null, c.Hands.Give(Ada, r.CurrentSet!), Ct))),
        ("reset an unseal that is over", "already-unsealed", In(() => UnsealedAsync(), c => c.End.ResetUnsealAsync(Ct))),
        ("reset the unseal of named holders, at the API", "named-holders", In(() => InitialisedAsync(), c => c.End.ResetUnsealAsync(Ct))),
        ("reset an unseal that is not open yet", "no-open-unseal", In(TestConsole.WithPeopleAsync, async c =>
        {
            (await c.StartInitialiseAsync(Order(2, 2))).Value();
            return await c.End.ResetUnsealAsync(Ct);
        })),
        ("submit at the API where another server dealt the shares", "unjudged-shares", ForeignUnsealAsync),
    ];

    private static KeyCeremonyConsole.Ceremonies.Access.Request Asked => new("sys/seal", Capabilities.Update | Capabilities.Sudo, Reads: false);

    private static Mount Console => KeyCeremonyConsole.Ceremonies.Secrets.Mounts.Console;

    private static Task<TestConsole> NobodyYetAsync() => Task.FromResult(TestConsole.Fresh());

    internal static Grant RootGrant => GrantOf(Entry("root"), isRoot: true);

    private static Grant Low => GrantOf(Entry("low"), isRoot: false);

    private static Grant GrantOf(TokenEntry entry, bool isRoot) => new(entry, null, "auth/token/create", entry.Policies, new Acl([], isRoot));

    private static TokenEntry Entry(string policy) => new()
    {
        Id = "00",
        Accessor = policy,
        Policies = [policy],
        DisplayName = policy,
        Path = "auth/token/create",
        Created = TestConsole.Morning,
        Ttl = TimeSpan.Zero,
        Expires = null,
    };

    private static async Task<Outcome<Grant>> EnterAsync(TestConsole c, byte[] text, KeyCeremonyConsole.Ceremonies.Access.Request request)
    {
        using SecretBytes token = SecretBytes.Take(text);
        return await c.Gate.EnterAsync(token, request, Ct);
    }

    private static async Task<Outcome<SecretRead>> WriteAsync(TestConsole c, int? cas)
    {
        using SecretBytes value = SecretBytes.Take("{\"a\":\"1\"}"u8.ToArray());
        return await c.Versioned.WriteAsync(RootGrant, Console, "a", value, cas, Ct);
    }

    private static async Task<(TestConsole, Refusal?)> ForeignUnsealAsync()
    {
        (TestConsole c, string set) = await OddSharesTests.ForeignAsync(5, 3);
        CeremonyId id = (await c.OpenAsync(CeremonyKind.Unseal))!.Id;
        return (c, (await c.Submit.ByShareAsync(by: null, id, nonce: null, c.Hands.Give(Ada, set), Ct)).Refusal);
    }

    private static Func<Task<(TestConsole, Refusal?)>> InOpenRekey<T>(Func<TestConsole, Ceremony, Task<Outcome<T>>> act) =>
        In(() => UnsealedAsync(), async c => await act(c, (await c.Rekey.RunOpenAsync(RootGrant, TwoOfThree, Ct)).Value().Ceremony));
}
