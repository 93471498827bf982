using KeyCeremonyConsole.Ceremonies.Backup;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.OpenPgp;

/// <summary>Shares that go to their holders as OpenPGP messages, and the backup of these.</summary>
public sealed class PgpDeliveryTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task The_first_shares_can_be_encrypted_to_their_holders_keys()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        await c.GiveKeysAsync(Ada, Ben, Cleo);
        Ceremony ceremony = (await c.StartInitialiseAsync(Order(3, 2) with { ToPgp = [Ada, Ben, Cleo] })).Value();
        foreach (PersonId person in Holders[..3])
        {
            (await c.CollectAsync(person, ceremony.Id)).Value();
            (await c.ProveAsync(person, ceremony.Id)).Value();
        }

        Assert.Equal(CeremonyStage.Completed, (await c.UnsealAsync()).Stage);
        Assert.Equal(Holders[..3].Select(p => TestPgp.Key(p.Value)), (await c.FindAsync(ceremony.Id)).Of(Part.Recipient).Select(p => p.Pgp));
    }

    [Fact]
    public async Task A_message_holds_the_share_in_hexadecimal_and_nothing_else()
    {
        (TestConsole c, Ceremony rekey) = await EncryptedAsync(Order(3, 2));
        string message = (await c.Collect.RunAsync(Ada, rekey.Id, Ct)).Value();

        byte[] text = TestPgp.Decrypt("ada", message);

        Assert.Matches("^[0-9a-f]{66}$", System.Text.Encoding.ASCII.GetString(text));
    }

    [Fact]
    public async Task A_message_may_be_collected_again_and_every_time_is_written_down()
    {
        (TestConsole c, Ceremony rekey) = await EncryptedAsync(Order(3, 2));

        string first = (await c.Collect.RunAsync(Ada, rekey.Id, Ct)).Value();
        DateTimeOffset? revealed = (await c.FindAsync(rekey.Id)).Find(Ada, Part.Recipient)!.RevealedAt;
        c.Clock.Advance(TimeSpan.FromMinutes(1));
        using TestConsole restarted = await c.RestartAsync();

        Assert.Equal(first, (await restarted.Collect.RunAsync(Ada, rekey.Id, Ct)).Value());
        Assert.Equal(revealed, (await restarted.FindAsync(rekey.Id)).Find(Ada, Part.Recipient)!.RevealedAt);
        Assert.Equal(2, (await restarted.EntriesAsync()).Count(e => e.Draft is { Act: "share.collect", Outcome: "done" }));
    }

    [Fact]
    public async Task Nothing_is_handed_out_that_could_not_be_written_down()
    {
        (TestConsole c, Ceremony rekey) = await EncryptedAsync(Order(3, 2));
        c.Memory.BeforeCommit = _ => throw new InvalidOperationException("The disk is full.");

        await Assert.ThrowsAsync<InvalidOperationException>(() => c.Collect.RunAsync(Ada, rekey.Id, Ct));
        c.Memory.BeforeCommit = null;

        Assert.Null((await c.FindAsync(rekey.Id)).Find(Ada, Part.Recipient)!.RevealedAt);
    }

    [Fact]
    public async Task A_key_that_is_exchanged_meanwhile_changes_nothing_in_a_ceremony_that_has_begun()
    {
        using TestConsole c = await UnsealedAsync();
        await c.GiveKeysAsync(Ada);
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2) with { ToPgp = [Ada] })).Value();
        (await c.KeepKey.SaveAsync(Ada, Ada, TestPgp.Text("another"), Ct)).Value();
        await c.AuthoriseAsync(rekey.Id);

        (await c.CollectAsync(Ada, rekey.Id)).Value();

        Assert.Equal(TestPgp.Key("another"), (await c.Store.FindPersonAsync(Ada, Ct))!.Pgp);
    }

    [Theory]
    [InlineData(VerificationPolicy.AllHolders)]
    [InlineData(VerificationPolicy.Threshold)]
    [InlineData(VerificationPolicy.None)]
    public async Task Of_a_proved_message_nothing_is_left_once_the_ceremony_is_over(VerificationPolicy verification)
    {
        (TestConsole c, Ceremony rekey) = await EncryptedAsync(Order(3, 2, verification));
        foreach (PersonId person in Holders[..3])
        {
            (await c.CollectAsync(person, rekey.Id)).Value();
            (await c.ProveAsync(person, rekey.Id)).Value();
        }

        Assert.Equal(CeremonyStage.Completed, (await c.FindAsync(rekey.Id)).Stage);
        foreach (PersonId person in Holders[..3])
        {
            Assert.Null(await c.Store.FindDeliveryAsync(rekey.Id, person, DeviceId.None, Ct));
        }
    }

    [Theory]
    [InlineData(VerificationPolicy.AllHolders, ShareTarget.Unseal)]
    [InlineData(VerificationPolicy.Threshold, ShareTarget.Unseal)]
    [InlineData(VerificationPolicy.None, ShareTarget.Unseal)]
    [InlineData(VerificationPolicy.AllHolders, ShareTarget.Recovery)]
    [InlineData(VerificationPolicy.None, ShareTarget.Recovery)]
    public async Task A_backup_gives_every_holder_their_share_again(VerificationPolicy verification, ShareTarget target)
    {
        using TestConsole c = target is ShareTarget.Recovery ? await RecoverableAsync() : await UnsealedAsync();
        await c.GiveKeysAsync(Ada, Cleo);
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2, verification) with { ToPgp = [Ada, Cleo], Backup = true, Target = target })).Value();
        await c.AuthoriseAsync(rekey.Id);
        await DeliverAsync(c, rekey.Id);

        IReadOnlyList<BackupMessage> backup = (await c.Backup.RunAsync(Olga, target, Ct)).Value();

        Assert.Equal([(TestPgp.Key("ada").Fingerprint, "Ada"), (TestPgp.Key("cleo").Fingerprint, "Cleo")], backup.Select(m => (m.Fingerprint, m.Holder)));
        string set = (await c.FindAsync(rekey.Id)).NewSet!;
        using SecretBytes adas = TestPgp.Share("ada", backup[0].Message);
        using SecretBytes kept = c.Hands.Give(Ada, set);
        Assert.True(adas.Matches(kept));
        Assert.Equal(("backup.read", "done"), ((await c.LastEntryAsync()).Draft.Act, (await c.LastEntryAsync()).Draft.Outcome));
    }

    [Fact]
    public async Task A_backup_is_stored_where_and_as_vault_stores_it()
    {
        using TestConsole c = await UnsealedAsync();
        await c.GiveKeysAsync(Ada);
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2) with { ToPgp = [Ada], Backup = true })).Value();
        await c.AuthoriseAsync(rekey.Id);
        string message = (await c.Collect.RunAsync(Ada, rekey.Id, Ct)).Value();
        await DeliverAsync(c, rekey.Id);

        byte[] record = (await c.Store.GetAsync("core/unseal-keys-backup", Ct))!;
        using SecretBytes json = c.Engine.Decrypt("core/unseal-keys-backup", record);

        string nonce = (await c.FindAsync(rekey.Id)).Nonce.Value;
        Assert.Equal(
            $"{{\"Nonce\":\"{nonce}\",\"Keys\":{{\"{TestPgp.Key("ada").Fingerprint}\":[\"{message.Split('\n')[1]}\"]}}}}",
            System.Text.Encoding.UTF8.GetString(json.Borrow()));
    }

    [Fact]
    public async Task There_is_no_new_backup_before_the_commit_and_none_after_a_cancel()
    {
        using TestConsole c = await UnsealedAsync();
        await c.GiveKeysAsync(Ada);
        Ceremony first = (await c.StartRekeyAsync(Order(3, 2) with { ToPgp = [Ada], Backup = true })).Value();
        await c.AuthoriseAsync(first.Id);
        await DeliverAsync(c, first.Id);
        byte[]? before = await c.Store.GetAsync(KeyBackup.PathOf(ShareTarget.Unseal), Ct);

        Ceremony second = (await c.StartRekeyAsync(Order(3, 2) with { ToPgp = [Ada], Backup = true })).Value();
        await c.AuthoriseAsync(second.Id);
        (await c.CollectAsync(Ada, second.Id)).Value();
        (await c.ProveAsync(Ada, second.Id)).Value();
        byte[]? during = await c.Store.GetAsync(KeyBackup.PathOf(ShareTarget.Unseal), Ct);
        (await c.End.CancelAsync(Olga, second.Id, "Not now.", Ct)).Value();

        Assert.NotNull(before);
        Assert.Equal(before, during);
        Assert.Equal(before, await c.Store.GetAsync(KeyBackup.PathOf(ShareTarget.Unseal), Ct));
        Assert.Null(await c.Store.FindDeliveryAsync(second.Id, Ada, DeviceId.None, Ct));
    }

    [Fact]
    public async Task A_backup_is_made_also_when_no_encryption_is_reserved_any_more()
    {
        foreach (VerificationPolicy policy in new[] { VerificationPolicy.None, VerificationPolicy.AllHolders })
        {
            using TestConsole c = await UnsealedAsync();
            await c.GiveKeysAsync(Ada);
            Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2, policy) with { ToPgp = [Ada], Backup = true })).Value();
            while (c.Engine.TryEncrypt("secret/x", [1], out _))
            {
                // All that was reserved is used up.
            }

            await c.AuthoriseAsync(rekey.Id);
            await DeliverAsync(c, rekey.Id);

            Assert.Single((await c.Backup.RunAsync(Olga, ShareTarget.Unseal, Ct)).Value());
        }
    }

    [Fact]
    public async Task A_deleted_backup_is_gone()
    {
        using TestConsole c = await UnsealedAsync();
        await c.GiveKeysAsync(Ada);
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2) with { ToPgp = [Ada], Backup = true })).Value();
        await c.AuthoriseAsync(rekey.Id);
        await DeliverAsync(c, rekey.Id);

        (await c.Backup.DeleteAsync(Olga, ShareTarget.Unseal, Ct)).Value();

        Assert.False(await c.Backup.ExistsAsync(ShareTarget.Unseal, Ct));
        Assert.Equal("no-backup", (await c.Backup.RunAsync(Olga, ShareTarget.Unseal, Ct)).Refusal?.Code);
    }

    // Or an administrator could have a holder's share encrypted to a key of their own.
    [Fact]
    public async Task An_administrator_gives_a_first_key_for_somebody_and_cannot_exchange_it()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        PgpKeyFacts facts = (await c.KeepKey.SaveAsync(Olga, Ada, TestPgp.Text("ada"), Ct)).Value();

        Refusal? refusal = (await c.KeepKey.SaveAsync(Olga, Ada, TestPgp.Text("olga"), Ct)).Refusal;

        Assert.Equal("pgp-key-is-theirs", refusal?.Code);
        Assert.Equal(facts.Key, (await c.Store.FindPersonAsync(Ada, Ct))!.Pgp);
        Assert.Contains(await c.EntriesAsync(), e => e.Draft.Act == "person.pgp-key" && e.Draft.Detail.Contains(facts.Key.Fingerprint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_removes_their_key()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        await c.GiveKeysAsync(Ada);

        (await c.KeepKey.RemoveAsync(Ada, Ct)).Value();

        Assert.Null((await c.Store.FindPersonAsync(Ada, Ct))!.Pgp);
    }

    [Fact]
    public async Task What_is_wrong_with_a_key_says_whose_it_is()
    {
        using TestConsole c = await UnsealedAsync();
        (await c.KeepKey.SaveAsync(Ada, Ada, TestPgp.Text("short-ada"), Ct)).Value();

        Refusal? refusal = (await c.StartRekeyAsync(Order(3, 2) with { ToPgp = [Ada] })).Refusal;

        Assert.Equal((TestPgp.Expired, "Ada's OpenPGP key: It expires at noon."), (refusal?.Code, refusal?.Message));
    }

    private static async Task<(TestConsole Console, Ceremony Rekey)> EncryptedAsync(CeremonyOrder order)
    {
        TestConsole c = await UnsealedAsync();
        await c.GiveKeysAsync(Ada, Ben, Cleo);
        Ceremony rekey = (await c.StartRekeyAsync(order with { ToPgp = [Ada, Ben, Cleo] })).Value();
        return (c, await c.AuthoriseAsync(rekey.Id));
    }

    private static async Task DeliverAsync(TestConsole c, CeremonyId id)
    {
        foreach (Participant p in (await c.FindAsync(id)).Of(Part.Recipient))
        {
            (p.Pgp is null ? await c.RevealAsync(p.Person, id) : await c.CollectAsync(p.Person, id)).Value();
            (await c.ProveAsync(p.Person, id)).Value();
        }
    }
}
