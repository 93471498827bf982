using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Secrets;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Check;

public sealed class CheckShareTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_right_share_is_right_also_while_sealed_and_only_the_proof_is_written_down(bool sealedVault)
    {
        using TestConsole c = sealedVault ? await InitialisedAsync() : await UnsealedAsync();
        string set = await c.CurrentSetAsync();
        Ceremony[] before = [.. await c.Store.ListOpenCeremoniesAsync(TestConsole.Ct)];
        IReadOnlyList<string> records = await c.Store.ListAsync("", TestConsole.Ct);
        c.Clock.Advance(TimeSpan.FromDays(200));

        ShareProof proof = (await c.CheckAsync(Cleo, c.Hands.Give(Cleo, set))).Value();

        Assert.Equal(new ShareProof(set, 3, Cleo, c.Clock.GetUtcNow(), ProofKind.Checked), proof);
        Assert.Contains(proof, await c.Store.ListProofsAsync(set, TestConsole.Ct));
        Assert.Equal(("share.check", "done"), ((await c.LastEntryAsync()).Draft.Act, (await c.LastEntryAsync()).Draft.Outcome));
        Assert.IsType<HoldersMoved>(c.Events[^1]);
        Assert.Equal(before.Select(o => (o.Id, o.Version)), (await c.Store.ListOpenCeremoniesAsync(TestConsole.Ct)).Select(o => (o.Id, o.Version)));
        Assert.Equal(records, await c.Store.ListAsync("", TestConsole.Ct));
    }

    [Fact]
    public async Task A_share_of_an_older_set_is_told_with_its_dates()
    {
        using TestConsole c = await UnsealedAsync();
        string old = await c.CurrentSetAsync();
        await RekeyAsync(c);

        Refusal refusal = (await c.CheckAsync(Ada, c.Hands.Give(Ada, old))).Refusal!;

        Assert.Equal("replaced-share", refusal.Code);
        Assert.Contains("replaced on 14 March 2026", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_share_is_told_to_be_not_in_force_and_is_not_written_down_as_checked()
    {
        (TestConsole c, Ceremony rekey) = await DeliveringAsync();
        using (c)
        {
            (await c.RevealAsync(Ada, rekey.Id)).Value();

            Refusal refusal = (await c.CheckAsync(Ada, c.Hands.Give(Ada, rekey.NewSet!))).Refusal!;

            Assert.Equal("share-not-in-force", refusal.Code);
            Assert.Empty(await c.Store.ListProofsAsync(rekey.NewSet!, TestConsole.Ct));
        }
    }

    [Fact]
    public async Task What_is_refused_proves_nothing()
    {
        using TestConsole c = await InitialisedAsync();
        string set = await c.CurrentSetAsync();
        IReadOnlyList<ShareProof> before = await c.Store.ListProofsAsync(set, TestConsole.Ct);
        c.Clock.Advance(TimeSpan.FromDays(1));

        await c.CheckAsync(Ada, SecretBytes.Random(33));
        await c.CheckAsync(Ada, c.Hands.Give(Ben, set));

        Assert.Equal(before, await c.Store.ListProofsAsync(set, TestConsole.Ct));
    }

    [Fact]
    public async Task Others_are_not_held_up_by_one_who_tried_too_often_and_time_lets_them_try_again()
    {
        using TestConsole c = await InitialisedAsync();
        string set = await c.CurrentSetAsync();
        for (int i = 0; i <= CheckShare.Tries; i++)
        {
            await c.CheckAsync(Ada, SecretBytes.Random(33));
        }

        Assert.Equal("too-many-checks", (await c.CheckAsync(Ada, c.Hands.Give(Ada, set))).Refusal!.Code);
        (await c.CheckAsync(Ben, c.Hands.Give(Ben, set))).Value();
        c.Clock.Advance(CheckShare.Within - TimeSpan.FromTicks(1));
        Assert.Equal("too-many-checks", (await c.CheckAsync(Ada, c.Hands.Give(Ada, set))).Refusal!.Code);
        c.Clock.Advance(TimeSpan.FromTicks(1));
        (await c.CheckAsync(Ada, c.Hands.Give(Ada, set))).Value();
    }

    [Fact]
    public async Task The_share_that_was_given_is_wiped_whatever_comes_of_it()
    {
        using TestConsole c = await InitialisedAsync();
        SecretBytes good = c.Hands.Give(Ada, await c.CurrentSetAsync());
        SecretBytes bad = SecretBytes.Random(33);
        await c.CheckAsync(Ada, good);
        await c.CheckAsync(Nils, bad);

        Assert.Throws<ObjectDisposedException>(() => good.Borrow());
        Assert.Throws<ObjectDisposedException>(() => bad.Borrow());
    }

    [Fact]
    public async Task Nothing_is_proved_when_it_cannot_be_written_down()
    {
        using TestConsole c = await InitialisedAsync();
        string set = await c.CurrentSetAsync();
        IReadOnlyList<ShareProof> before = await c.Store.ListProofsAsync(set, TestConsole.Ct);
        c.Clock.Advance(TimeSpan.FromDays(1));
        c.Memory.BeforeCommit = _ => throw new IOException("the disk is full");

        await Assert.ThrowsAsync<IOException>(() => c.CheckAsync(Ada, c.Hands.Give(Ada, set)));

        c.Memory.BeforeCommit = null;
        Assert.Equal(before, await c.Store.ListProofsAsync(set, TestConsole.Ct));
    }

    // ---- What ceremonies prove ----

    [Fact]
    public async Task Proving_a_new_share_and_submitting_it_are_written_down_with_the_newest_last()
    {
        using TestConsole c = await InitialisedAsync();
        string set = await c.CurrentSetAsync();
        Assert.Equal(
            [(1, Ada, ProofKind.Proved), (2, Ben, ProofKind.Proved), (3, Cleo, ProofKind.Proved)],
            (await c.Store.ListProofsAsync(set, TestConsole.Ct)).Select(p => (p.Number, p.Person, p.How)));
        c.Clock.Advance(TimeSpan.FromHours(1));

        await c.UnsealAsync();

        Assert.Equal(
            [(ProofKind.Submitted, c.Clock.GetUtcNow()), (ProofKind.Submitted, c.Clock.GetUtcNow()), (ProofKind.Proved, TestConsole.Morning)],
            (await c.Store.ListProofsAsync(set, TestConsole.Ct)).Select(p => (p.How, p.At)));
    }

    [Fact]
    public async Task A_rekey_proves_the_old_shares_and_the_new_ones()
    {
        using TestConsole c = await UnsealedAsync();
        string old = await c.CurrentSetAsync();
        c.Clock.Advance(TimeSpan.FromHours(1));

        await RekeyAsync(c);

        string set = await c.CurrentSetAsync();
        Assert.Equal([1, 2, 3], (await c.Store.ListProofsAsync(set, TestConsole.Ct)).Where(p => p.How is ProofKind.Proved).Select(p => p.Number));
        Assert.Equal([1, 2], (await c.Store.ListProofsAsync(old, TestConsole.Ct)).Where(p => p.At == c.Clock.GetUtcNow()).Select(p => p.Number));
    }

    private static async Task RekeyAsync(TestConsole c)
    {
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2))).Value();
        await c.AuthoriseAsync(rekey.Id);
        await c.RevealAndProveAsync(rekey.Id, Ada, Ben, Cleo);
    }
}
