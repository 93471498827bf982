using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.People;

public sealed class AuthenticatorTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task An_authenticator_is_added_with_ten_codes_of_which_the_store_has_hashes_and_each_act_is_written_down()
    {
        using TestConsole c = await WithPasskeysAsync();

        IReadOnlyList<string> codes = (await c.Authenticators.AddAsync(Ben, "encrypted", 77, Ct)).Value().Codes;

        Authenticator stored = await StoredAsync(c);
        Assert.Equal(("encrypted", 77, c.Clock.GetUtcNow()), (stored.Key, stored.LastStep, stored.Added));
        Assert.Equal(10, codes.Distinct().Count());
        Assert.Equal(codes.Select(RecoveryCode.HashOf), stored.RecoveryCodes);
        Assert.Empty(codes.Intersect(stored.RecoveryCodes));
        Assert.Equal("authenticator.add", (await c.LastEntryAsync()).Draft.Act);
        (await c.Authenticators.RemoveAsync(Ben, Ct)).Value();
        Assert.Null((await c.Store.FindWaysInAsync(Ben, Ct))!.Authenticator);
        Assert.Equal("authenticator.remove", (await c.LastEntryAsync()).Draft.Act);
    }

    [Fact]
    public async Task New_codes_replace_those_of_before_and_leave_the_app()
    {
        using TestConsole c = await WithPasskeysAsync();
        IReadOnlyList<string> before = (await c.Authenticators.AddAsync(Ben, "encrypted", 77, Ct)).Value().Codes;

        IReadOnlyList<string> after = (await c.Authenticators.RenewCodesAsync(Ben, Ct)).Value().Codes;

        Authenticator stored = await StoredAsync(c);
        Assert.Null(stored.Spent(before[0]));
        Assert.Equal(9, stored.Spent(after[0])!.RecoveryCodes.Count);
        Assert.Equal(("encrypted", 77), (stored.Key, stored.LastStep));
    }

    [Fact]
    public async Task Of_two_uses_at_the_same_moment_one_is_refused_and_leaves_no_entry()
    {
        using TestConsole c = await WithPasskeysAsync();
        string code = (await c.Authenticators.AddAsync(Ben, "encrypted", 77, Ct)).Value().Codes[3];
        Authenticator seen = await StoredAsync(c);
        Person ben = (await c.Store.FindPersonAsync(Ben, Ct))!;
        Task UseAsync() => c.SignIn.RunAsync(
            "ben", ben, AuditDraft.DoneOutcome, "Signed in.", second: new AuthenticatorChange(Ben, seen.Stamp, seen.Spent(code)));
        await UseAsync();
        long entries = (await c.LastEntryAsync()).Number;

        await Assert.ThrowsAsync<StoreConflictException>(UseAsync);

        Assert.Equal(entries, (await c.LastEntryAsync()).Number);
        Assert.Null((await StoredAsync(c)).Spent(code));
    }

    [Fact]
    public async Task Whoever_accepts_again_begins_anew_and_the_authenticator_is_gone()
    {
        using TestConsole c = await WithPasskeysAsync();
        (await c.Authenticators.AddAsync(Ben, "encrypted", 77, Ct)).Value();
        Invited again = (await c.People.InviteAgainAsync(Olga, Ben, Ct)).Value();

        (await c.Accept.RunAsync(again.Code, Credentials.Of("another hash"), Ct)).Value();

        Assert.Null((await c.Store.FindWaysInAsync(Ben, Ct))!.Authenticator);
    }

    [Theory]
    [InlineData("7K3M-01AB-CDEF-GHJK", "7k3m oiab cdef ghjk", true)]
    [InlineData("7K3M-01AB-CDEF-GHJK", "7K3MOLABCDEFGHJK", true)]
    [InlineData("7K3M-01AB-CDEF-GHJK", "7K3M-01AB-CDEF-GHJM", false)]
    public void A_code_is_read_as_people_type_it(string code, string typed, bool same) =>
        Assert.Equal(same, RecoveryCode.HashOf(code) == RecoveryCode.HashOf(typed));

    [Theory]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("7K3M-01AB-CDEF-GHJU")]
    [InlineData("7K3M-01AB-CDEF-GHJK-7")]
    public void What_is_no_code_has_the_empty_hash_and_spends_nothing(string typed)
    {
        Assert.Equal("", RecoveryCode.HashOf(typed));
        Assert.Null(new Authenticator("key", default, 0, [""]).Spent(typed));
    }

    private static async Task<Authenticator> StoredAsync(TestConsole c) => (await c.Store.FindWaysInAsync(Ben, Ct))!.Authenticator!;
}
