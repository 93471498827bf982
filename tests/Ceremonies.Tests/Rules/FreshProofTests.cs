using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

public sealed class FreshProofTests
{
    // Decided one by one: they change nothing that matters to whoever finds an open page, or need something that such a person lacks.
    private static readonly string[] WithoutProof =
    [
        "ceremony.read", "ceremony.decline", "share.stored", "share.lost", "share.prove", "share.check",
        "keyring.reencrypt.start", "keyring.reencrypt.pause", "keyring.reencrypt.resume",
        "passkey.rename", "root-token.forget", "token.list-own", "witness.revoke",
        "proposal.withdraw", "proposal.explain", "session.end", "session.end-others", "person.revoke-invitation", "mail.invitation", "mail.remind",
        "password.change", // It asks for the password of now.
        "secret.write", "secret.delete", "secret.undelete", "secret.destroy", "secret.describe", "mount.config",

        // They only look.
        "audit.read", "audit.verify", "audit.export", "ceremony.watch", "key-status.read", "keyring.config.see", "person.list", "policy.list", "policy.read",
        "secret.list", "secret.read", "secret.history", "share.readiness", "share.see", "token.list", "proposal.list", "person.sessions",
    ];

    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public void For_every_act_it_is_decided_whether_it_needs_a_proof() =>
        Assert.Equal(FreshProof.Acts.Concat(WithoutProof).Order(), EveryAct.All.Select(act => act.Name).Distinct().Order());

    [Fact]
    public async Task Without_a_fresh_proof_nothing_happens_and_the_refusal_is_written_down()
    {
        using TestConsole c = await UnsealedAsync();
        c.Proof.Given = _ => false;

        Refusal? refusal = (await c.Seal.RunAsync(Olga, Ct)).Refusal;

        Assert.Equal((FreshProof.Needed, "vault.seal", "vault.seal"), (refusal?.Code, refusal?.Act, c.Proof.For));
        Assert.False(c.Engine.IsSealed);
        Assert.Equal(("vault.seal", FreshProof.Needed), ((await c.LastEntryAsync()).Draft.Act, (await c.LastEntryAsync()).Draft.Outcome));
    }

    [Fact]
    public async Task The_door_asks_of_the_person_who_acts_and_only_after_their_role()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        c.Proof.Given = who => who == Ada;

        Assert.Equal("not-allowed", (await c.People.RemoveAsync(Ada, Ben, Ct)).Refusal?.Code);
        Assert.Equal(FreshProof.Needed, (await c.People.RemoveAsync(Olga, Ben, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task A_share_that_comes_without_a_proof_is_wiped_and_counts_nothing()
    {
        using TestConsole c = await InitialisedAsync();
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        c.Proof.Given = _ => false;
        Engine.Secrets.SecretBytes share = c.Hands.Give(Ada, unseal.CurrentSet!);

        Assert.Equal(FreshProof.Needed, (await c.SubmitAsync(Ada, unseal.Id, share)).Refusal?.Code);

        Assert.Throws<ObjectDisposedException>(() => share.Borrow());
        Assert.Equal(0, (await c.FindAsync(unseal.Id)).Received);
    }

    [Fact]
    public async Task The_door_is_open_again_after_a_proof_was_missing()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        c.Proof.Given = _ => false;
        await c.People.RemoveAsync(Olga, Ben, Ct);
        c.Proof.Given = _ => true;

        (await c.People.RemoveAsync(Olga, Ben, Ct)).Value();
    }
}
