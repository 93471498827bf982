using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Whole;

/// <summary>Whole ceremonies as pages, reviewed like prose.</summary>
public sealed class WholeCeremonyTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task An_initialisation_and_the_first_unseal()
    {
        TestConsole c = await TestConsole.WithPeopleAsync();
        var page = new CeremonyPage("The first shares, 2 of 3") { Console = c };
        Ceremony lost = (await c.StartInitialiseAsync(Order(3, 2))).Value();
        page.Section("A share is lost, and the vault is made anew", lost.Id);
        await page.ActAsync("ada looks at her share", c.RevealAsync(Ada, lost.Id));
        await page.ActAsync("ada says that she lost it", c.Confirm.LostAsync(Ada, lost.Id, Ct));
        await page.ActAsync("olga cancels", c.End.CancelAsync(Olga, lost.Id, "Ada lost hers.", Ct));
        await page.ActAsync("ben looks at his share", c.RevealAsync(Ben, lost.Id));

        Ceremony ceremony = (await c.StartInitialiseAsync(Order(3, 2))).Value();
        page.Section("Everybody proves theirs", ceremony.Id);
        await page.ActAsync("ada looks", c.RevealAsync(Ada, ceremony.Id));
        await page.ActAsync("ada looks again", c.RevealAsync(Ada, ceremony.Id));
        await page.ActAsync("ada says that she stored it", c.Confirm.StoredAsync(Ada, ceremony.Id, Ct));
        await page.ActAsync("ada proves the share of the cancelled attempt", c.ProveAsync(Ada, ceremony.Id, c.Hands.Give(Ada, lost.NewSet!)));
        await page.ActAsync("ada proves hers", c.ProveAsync(Ada, ceremony.Id));
        await page.ActAsync("ada proves hers again", c.ProveAsync(Ada, ceremony.Id));
        await page.ActAsync("olga starts a rekey already", c.StartRekeyAsync(Order(2, 2)));
        await page.ActAsync("ben looks", c.RevealAsync(Ben, ceremony.Id));
        await page.ActAsync("cleo looks", c.RevealAsync(Cleo, ceremony.Id));
        await page.ActAsync("ben proves his", c.ProveAsync(Ben, ceremony.Id));
        await page.ActAsync("cleo proves hers", c.ProveAsync(Cleo, ceremony.Id));

        page.Section("The vault is opened for the first time", (await c.OpenAsync(CeremonyKind.Unseal))!.Id);
        await page.ActAsync("ada submits", c.SubmitAsync(Ada, page.Watched));
        await page.ActAsync("ada submits again", c.SubmitAsync(Ada, page.Watched));
        await page.ActAsync("ben submits ada's", c.SubmitAsync(Ben, page.Watched, c.Hands.Give(Ada, ceremony.NewSet!)));
        await page.ActAsync("cleo submits", c.SubmitAsync(Cleo, page.Watched));
        await page.ActAsync("ben submits", c.SubmitAsync(Ben, page.Watched));

        Snapshot.Matches("WholeInitialise.md", page.ToString());
    }

    [Fact]
    public async Task A_rekey_from_two_of_three_to_three_of_four()
    {
        TestConsole c = await UnsealedAsync();
        var page = new CeremonyPage("A rekey, 2 of 3 to 3 of 4") { Console = c };
        Ceremony rekey = (await c.StartRekeyAsync(Order(4, 3, holders: [Ada, Cleo, Dan, Eve]))).Value();
        page.Section("Current holders authorise", rekey.Id);
        await page.ActAsync("ada reads", c.Take.ReadAsync(Ada, rekey.Id, Part.Submitter, Fingerprint.Of(rekey).Full, Ct));
        await page.ActAsync("cleo declines", c.Take.DeclineAsync(Cleo, rekey.Id, "On holiday.", Ct));
        await page.ActAsync("dan, not yet a holder, submits", c.SubmitAsync(Dan, rekey.Id, c.Hands.Give(Ada, rekey.CurrentSet!)));
        await page.ActAsync("ada submits", c.SubmitAsync(Ada, rekey.Id));
        await page.ActAsync("dan looks too early", c.RevealAsync(Dan, rekey.Id));
        await page.ActAsync("ben submits cleo's", c.SubmitAsync(Ben, rekey.Id, c.Hands.Give(Cleo, rekey.CurrentSet!)));
        await page.ActAsync("ben submits", c.SubmitAsync(Ben, rekey.Id));

        page.Section("New holders prove, the vault serves", rekey.Id);
        await page.ActAsync("olga writes a secret", c.WriteAsync("team/database", "{\"password\":\"x\"}"));
        foreach (PersonId person in new[] { Ada, Cleo, Dan, Eve })
        {
            await page.ActAsync($"{person} looks", c.RevealAsync(person, rekey.Id));
            await page.ActAsync($"{person} proves", c.ProveAsync(person, rekey.Id));
        }

        await page.ActAsync("eve looks again", c.RevealAsync(Eve, rekey.Id));

        (await c.Seal.RunAsync(Olga, Ct)).Value();
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        page.Section("Only the new shares open it", unseal.Id);
        await page.ActAsync("ada submits her old share", c.SubmitAsync(Ada, unseal.Id, c.Hands.Give(Ada, rekey.CurrentSet!)));
        await page.ActAsync("ben, no longer a holder, submits", c.SubmitAsync(Ben, unseal.Id, c.Hands.Give(Ben, rekey.CurrentSet!)));
        await page.ActAsync("ada submits her new share", c.SubmitAsync(Ada, unseal.Id));
        await page.ActAsync("cleo submits", c.SubmitAsync(Cleo, unseal.Id));
        await page.ActAsync("eve submits", c.SubmitAsync(Eve, unseal.Id));
        await page.ActAsync("olga reads the secret", c.Secrets.ReadAsync(Olga, "team/database", Ct));

        Snapshot.Matches("WholeRekey.md", page.ToString());
    }

    [Fact]
    public async Task A_rekey_to_openpgp_keys_with_a_backup_and_a_root_token()
    {
        TestConsole c = await UnsealedAsync();
        var page = new CeremonyPage("Shares to OpenPGP keys, and a root token") { Console = c };
        await c.GiveKeysAsync(Ada, Ben);
        Ceremony rekey = (await c.StartRekeyAsync(Order(3, 2) with { ToPgp = [Ada, Ben], Backup = true })).Value();
        page.Section("Current holders authorise; a backup does not come before the switch", rekey.Id);
        await page.ActAsync("olga exchanges ben's key", c.KeepKey.SaveAsync(Olga, Ben, TestPgp.Text("olga"), Ct));
        await page.ActAsync("ada submits", c.SubmitAsync(Ada, rekey.Id));
        await page.ActAsync("ada collects too early", c.Collect.RunAsync(Ada, rekey.Id, Ct));
        await page.ActAsync("ben submits", c.SubmitAsync(Ben, rekey.Id));
        await page.ActAsync("ada has hers shown in the clear", c.RevealAsync(Ada, rekey.Id));
        await page.ActAsync("ada collects", c.CollectAsync(Ada, rekey.Id));
        await RestartAsync(page);
        c = page.Console;
        await page.ActAsync("ada collects again", c.CollectAsync(Ada, rekey.Id));
        await c.UnsealAsync();
        await page.RowAsync("the holders unseal it again", "done");
        await page.ActAsync("ada proves", c.ProveAsync(Ada, rekey.Id));
        await page.ActAsync("ben collects", c.CollectAsync(Ben, rekey.Id));
        await page.ActAsync("ben proves", c.ProveAsync(Ben, rekey.Id));
        await page.ActAsync("cleo, without a key, collects", c.CollectAsync(Cleo, rekey.Id));
        await page.ActAsync("cleo looks", c.RevealAsync(Cleo, rekey.Id));
        await page.ActAsync("olga reads the backup", c.Backup.RunAsync(Olga, ShareTarget.Unseal, Ct));
        await page.ActAsync("cleo proves", c.ProveAsync(Cleo, rekey.Id));
        await page.ActAsync("ada collects once more", c.CollectAsync(Ada, rekey.Id));
        await page.ActAsync("olga reads the backup", c.Backup.RunAsync(Olga, ShareTarget.Unseal, Ct));

        Ceremony root = (await c.StartRootAsync()).Value().Ceremony;
        page.Section("A root token for olga", root.Id);
        await page.ActAsync("olga starts a rekey beside it", c.StartRekeyAsync(Order(3, 2)));
        await page.ActAsync("ada submits her old share", c.SubmitAsync(Ada, root.Id, c.Hands.Give(Ada, rekey.CurrentSet!)));
        await page.ActAsync("ada submits", c.SubmitAsync(Ada, root.Id));
        await page.ActAsync("olga collects too early", c.Token.RunAsync(Olga, root.Id, Ct));
        await page.ActAsync("ben submits", c.SubmitAsync(Ben, root.Id));
        await page.ActAsync("ada collects the token", c.Token.RunAsync(Ada, root.Id, Ct));
        await page.ActAsync("olga collects it", c.Token.RunAsync(Olga, root.Id, Ct));
        await page.ActAsync("olga has it", c.Token.ForgetAsync(Olga, root.Id, Ct));
        await page.ActAsync("olga collects it again", c.Token.RunAsync(Olga, root.Id, Ct));

        Snapshot.Matches("WholePgp.md", page.ToString());
    }

    [Fact]
    public async Task A_vault_behind_a_seal_provider_its_recovery_shares_and_the_way_to_shares_and_back()
    {
        var page = new CeremonyPage("Recovery shares, and another seal") { Console = await TestConsole.WithPeopleAsync(new TestSeal()) };
        TestConsole c = page.Console;
        Ceremony first = (await c.StartInitialiseAsync(RecoveryOrder(3, 2))).Value();
        page.Section("The vault is open at once; its recovery shares count when they are proved", first.Id);
        await page.ActAsync("olga writes a secret", c.WriteAsync("team/database", "{\"a\":1}"));
        await page.ActAsync("ada looks", c.RevealAsync(Ada, first.Id));
        await RestartAsync(page);
        c = page.Console;
        await page.ActAsync("ada proves", c.ProveAsync(Ada, first.Id));
        await c.RevealAndProveAsync(first.Id, Ben, Cleo);
        await page.RowAsync("ben and cleo look and prove", "done");

        Ceremony rekey = (await c.StartRekeyAsync(RecoveryOrder(4, 3, holders: [Ada, Cleo, Dan, Eve]))).Value();
        page.Section("A rekey of the recovery shares, 2 of 3 to 3 of 4", rekey.Id);
        await page.ActAsync("ada submits", c.SubmitAsync(Ada, rekey.Id));
        await RestartAsync(page);
        c = page.Console;
        await page.ActAsync("ada submits", c.SubmitAsync(Ada, rekey.Id));
        await page.ActAsync("ben submits cleo's", c.SubmitAsync(Ben, rekey.Id, c.Hands.Give(Cleo, rekey.CurrentSet!)));
        c.Provider!.Down = true;
        await page.ActAsync("ben submits while the provider is away", c.SubmitAsync(Ben, rekey.Id));
        c.Provider.Down = false;
        await page.ActAsync("ben submits again", c.SubmitAsync(Ben, rekey.Id));
        await c.RevealAndProveAsync(rekey.Id, Ada, Cleo, Dan);
        await page.RowAsync("ada, cleo and dan look and prove", "done");
        await page.ActAsync("eve looks", c.RevealAsync(Eve, rekey.Id));
        await RestartAsync(page);
        c = page.Console;
        c.Provider!.Down = true;
        await page.ActAsync("eve proves while the provider is away", c.ProveAsync(Eve, rekey.Id));
        c.Provider.Down = false;
        await page.ActAsync("eve proves again", c.ProveAsync(Eve, rekey.Id));

        Ceremony away = (await c.StartMigrateAsync(ShareTarget.Unseal)).Value();
        page.Section("From the provider to the holders", away.Id);
        await page.ActAsync("ben submits the share he had", c.SubmitAsync(Ben, away.Id, c.Hands.Give(Ben, rekey.CurrentSet!)));
        await page.ActAsync("ada submits", c.SubmitAsync(Ada, away.Id));
        await page.ActAsync("olga seals the vault", c.Seal.RunAsync(Olga, Ct));
        await page.ActAsync("olga has the provider open it", c.AutoUnseal.TryNowAsync(Olga, Ct));
        foreach (PersonId person in new[] { Ada, Cleo, Dan })
        {
            await page.ActAsync($"{person} submits", c.SubmitAsync(person, away.Id));
        }

        await RestartAsync(page);
        c = page.Console;
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        page.Section("The same shares open the vault", unseal.Id);
        await c.UnsealAsync();
        await page.RowAsync("ada, cleo and dan submit", "done");
        await page.ActAsync("olga rotates the root key", c.RotateRoot.RunAsync(Olga, "", Ct));

        Ceremony back = (await c.StartMigrateAsync(ShareTarget.Recovery)).Value();
        page.Section("And back to the provider", back.Id);
        await c.AuthoriseAsync(back.Id);
        await page.RowAsync("ada, cleo and dan submit", "done");
        await RestartAsync(page);
        await page.ActAsync("olga reads the secret", page.Console.Secrets.ReadAsync(Olga, "team/database", Ct));

        Snapshot.Matches("WholeRecovery.md", page.ToString());
    }

    [Fact]
    public async Task Restarts_seals_and_expiries_in_every_stage()
    {
        var page = new CeremonyPage("Restarts, seals, expiries") { Console = await TestConsole.WithPeopleAsync() };
        Ceremony first = (await page.Console.StartInitialiseAsync(Order(3, 2))).Value();
        page.Section("During the initialisation", first.Id);
        await page.ActAsync("ada looks", page.Console.RevealAsync(Ada, first.Id));
        await RestartAsync(page);
        await page.ActAsync("ada looks again", page.Console.RevealAsync(Ada, first.Id));
        await page.ActAsync("ada proves", page.Console.ProveAsync(Ada, first.Id));
        await page.Console.RevealAndProveAsync(first.Id, Ben, Cleo);
        await page.RowAsync("ben and cleo look and prove", "done");

        page.Section("During an unseal", (await page.Console.OpenAsync(CeremonyKind.Unseal))!.Id);
        await page.ActAsync("ada submits", page.Console.SubmitAsync(Ada, page.Watched));
        await RestartAsync(page);
        await page.ActAsync("ada submits", page.Console.SubmitAsync(Ada, page.Watched));
        await PassAsync(page, TimeSpan.FromMinutes(59));
        await PassAsync(page, TimeSpan.FromMinutes(1));
        await page.ActAsync("ada submits", page.Console.SubmitAsync(Ada, page.Watched));
        await page.ActAsync("olga cancels", page.Console.End.CancelAsync(Olga, page.Watched, "Once more.", Ct));
        await page.ActAsync("ada submits", page.Console.SubmitAsync(Ada, page.Watched));
        await page.ActAsync("ben submits", page.Console.SubmitAsync(Ben, page.Watched));

        Ceremony rekey = (await page.Console.StartRekeyAsync(Order(3, 2) with { OpenFor = TimeSpan.FromDays(3) })).Value();
        page.Section("During a rekey", rekey.Id);
        await page.ActAsync("ada submits", page.Console.SubmitAsync(Ada, rekey.Id));
        await page.ActAsync("olga seals the vault", page.Console.Seal.RunAsync(Olga, Ct));
        await page.ActAsync("ada submits while it is sealed", page.Console.SubmitAsync(Ada, rekey.Id));
        await page.Console.UnsealAsync();
        await page.RowAsync("ada and ben unseal", "done");
        await page.ActAsync("ada submits", page.Console.SubmitAsync(Ada, rekey.Id));
        await page.ActAsync("ben submits", page.Console.SubmitAsync(Ben, rekey.Id));
        await page.ActAsync("ada looks", page.Console.RevealAsync(Ada, rekey.Id));
        await RestartAsync(page);
        await page.ActAsync("ada proves while it is sealed", page.Console.ProveAsync(Ada, rekey.Id));
        await page.Console.RevealAndProveAsync(rekey.Id, Ben, Cleo);
        await page.RowAsync("ben and cleo look and prove while it is sealed", "done");
        await page.Console.UnsealAsync();
        await page.RowAsync("ada and ben unseal with the old shares", "done");

        Ceremony late = (await page.Console.StartRekeyAsync(Order(3, 2))).Value();
        page.Section("A rekey that nobody finishes", late.Id);
        await page.Console.AuthoriseAsync(late.Id);
        await page.RowAsync("ada and ben submit", "done");
        await page.ActAsync("ada looks", page.Console.RevealAsync(Ada, late.Id));
        await PassAsync(page, TimeSpan.FromDays(1));
        await page.ActAsync("ben looks", page.Console.RevealAsync(Ben, late.Id));
        await page.ActAsync("olga starts another", page.Console.StartRekeyAsync(Order(3, 2)));

        Snapshot.Matches("Restarts.md", page.ToString());
    }

    private static async Task RestartAsync(CeremonyPage page)
    {
        page.Console = await page.Console.RestartAsync();
        await page.RowAsync("**the console is restarted**", "done");
    }

    private static async Task PassAsync(CeremonyPage page, TimeSpan time)
    {
        page.Console.Clock.Advance(time);
        await page.Console.End.ExpireAsync(Ct);
        await page.RowAsync($"*{time:g} pass*", "done");
    }
}
