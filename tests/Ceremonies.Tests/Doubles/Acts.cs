using System.Text;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Migrate;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>What people do in tests, said shortly. Whatever is given away here is a copy that its receiver wipes.</summary>
internal static class Acts
{
    internal static CeremonyOrder Order(
        int shares, int threshold, VerificationPolicy verification = VerificationPolicy.AllHolders, params PersonId[] holders) =>
        new(shares, threshold, holders.Length == 0 ? Cast.Holders[..shares] : holders, verification, TimeSpan.FromDays(1), "A good reason.");

    internal static T Value<T>(this Outcome<T> outcome) =>
        outcome.TryGet(out T? value, out Refusal? refusal) ? value : throw new InvalidOperationException($"refused: {refusal.Code}");

    internal static async Task<Ceremony> FindAsync(this TestConsole c, CeremonyId id) =>
        (await c.Store.FindCeremonyAsync(id, TestConsole.Ct))!;

    internal static async Task<Ceremony?> OpenAsync(this TestConsole c, CeremonyKind kind) =>
        (await c.Store.ListOpenCeremoniesAsync(TestConsole.Ct)).SingleOrDefault(o => o.Kind == kind);

    internal static Task<Outcome<Ceremony>> StartInitialiseAsync(this TestConsole c, CeremonyOrder order) =>
        c.Initialise.RunAsync(Cast.Olga, order, TestConsole.Ct);

    internal static Task<Outcome<Ceremony>> StartRekeyAsync(this TestConsole c, CeremonyOrder order) =>
        c.Rekey.RunAsync(Cast.Olga, order, TestConsole.Ct);

    internal static Task<Outcome<Device>> EnrolAsync(this TestConsole c, PersonId person, string name = "A laptop") =>
        c.Enrol.RunAsync(person, name, new TestEnvelopes.Key().PublicKey, TestConsole.Ct);

    /// <summary>The share goes into the person's hands when it is revealed.</summary>
    internal static async Task<Outcome<Done>> RevealAsync(this TestConsole c, PersonId person, CeremonyId id)
    {
        Outcome<SealedDelivery> outcome = await c.Reveal.RunAsync(person, id, TestEnvelopes.PhoneOf(person).Id, TestConsole.Ct);
        if (!outcome.TryGet(out SealedDelivery? delivery, out Refusal? refusal))
        {
            return refusal;
        }

        using SecretBytes share = TestEnvelopes.Open(delivery, TestEnvelopes.PhoneOf(person));
        c.Hands.Keep(person, (await c.FindAsync(id)).NewSet!, share);
        return Done.It;
    }

    /// <summary>They give their own key, "pgp:" and their name.</summary>
    internal static async Task GiveKeysAsync(this TestConsole c, params PersonId[] people)
    {
        foreach (PersonId person in people)
        {
            (await c.KeepKey.SaveAsync(person, person, TestPgp.Text(person.Value), TestConsole.Ct)).Value();
        }
    }

    /// <summary>The share goes into the person's hands when their gpg has decrypted it.</summary>
    internal static async Task<Outcome<Done>> CollectAsync(this TestConsole c, PersonId person, CeremonyId id)
    {
        if (!(await c.Collect.RunAsync(person, id, TestConsole.Ct)).TryGet(out string? message, out Refusal? refusal))
        {
            return refusal;
        }

        string set = (await c.FindAsync(id)).NewSet!;
        using SecretBytes share = TestPgp.Share(person.Value, message);
        if (!c.Hands.Holds(person, set))
        {
            c.Hands.Keep(person, set, share);
        }

        return Done.It;
    }

    /// <summary>The one-time password is written down by the test, which wipes it never.</summary>
    internal static async Task<Outcome<(Ceremony Ceremony, byte[]? Password)>> StartRootAsync(this TestConsole c, bool toPgp = false)
    {
        if (!(await c.StartRoot.RunAsync(Cast.Olga, new RootOrder(toPgp, TimeSpan.FromDays(1), "A good reason."), TestConsole.Ct))
            .TryGet(out StartedRoot? started, out Refusal? refusal))
        {
            return refusal;
        }

        using (started.Password)
        {
            return (started.Ceremony, started.Password?.Borrow().ToArray());
        }
    }

    internal static async Task<Outcome<Ceremony>> ProveAsync(this TestConsole c, PersonId person, CeremonyId id)
    {
        Ceremony ceremony = await c.FindAsync(id);
        return await c.ProveAsync(person, id, c.Hands.Give(person, ceremony.NewSet!));
    }

    internal static async Task<Outcome<Ceremony>> ProveAsync(this TestConsole c, PersonId person, CeremonyId id, SecretBytes share) =>
        await c.Prove.RunAsync(person, id, TestEnvelopes.Seal(share, SealContext.Prove(await c.FindAsync(id), person)), TestConsole.Ct);

    internal static async Task<Outcome<Ceremony>> SubmitAsync(this TestConsole c, PersonId person, CeremonyId id)
    {
        Ceremony ceremony = await c.FindAsync(id);
        return await c.SubmitAsync(person, id, c.Hands.Give(person, ceremony.CurrentSet!));
    }

    internal static async Task<Outcome<Ceremony>> SubmitAsync(this TestConsole c, PersonId person, CeremonyId id, SecretBytes share) =>
        await c.SubmitAsync(person, id, await c.FindAsync(id), share);

    /// <summary>On a page that still shows the ceremony as it was.</summary>
    internal static Task<Outcome<Ceremony>> SubmitAsync(this TestConsole c, PersonId person, CeremonyId id, Ceremony seen, SecretBytes share) =>
        c.Submit.RunAsync(person, id, Fingerprint.Of(seen).Full, TestEnvelopes.Seal(share, SealContext.Submit(seen, person)), TestConsole.Ct);

    internal static Task<Outcome<ShareProof>> CheckAsync(this TestConsole c, PersonId person, SecretBytes share) =>
        c.Check.RunAsync(person, TestEnvelopes.Seal(share, SealContext.Check(person)), TestConsole.Ct);

    internal static async Task<string> CurrentSetAsync(this TestConsole c) => (await c.Engine.ReadStatusAsync(TestConsole.Ct)).Current!.Id;

    internal static async Task RevealAndProveAsync(this TestConsole c, CeremonyId id, params PersonId[] people)
    {
        foreach (PersonId person in people)
        {
            (await c.RevealAsync(person, id)).Value();
            (await c.ProveAsync(person, id)).Value();
        }
    }

    /// <summary>Ada has a passkey and no password, Ben a password.</summary>
    internal static async Task<TestConsole> WithPasskeysAsync()
    {
        TestConsole c = await TestConsole.WithPeopleAsync();
        await c.TamperAsync(new Commit(new AuditDraft(TestConsole.Morning, "system", "the test", "test.accounts", "", AuditDraft.DoneOutcome, ""))
        {
            Accounts = [new NewAccount(Cast.Ada, "ada", null), new NewAccount(Cast.Ben, "ben", "hash")],
            Passkeys = [new PasskeyChange("adas", PasskeyOf(Cast.Ada, "adas"))],
        });
        return c;
    }

    internal static Passkey PasskeyOf(PersonId person, string id) => new(
        id, person, $"The device {id}", TestConsole.Morning, null, new PasskeyKey([1, 2, 3], 0, ["internal"], true, true, [4], [5]));

    /// <summary>A vault behind the test provider, open; its recovery shares are proved.</summary>
    internal static async Task<TestConsole> RecoverableAsync(int shares = 3, int threshold = 2)
    {
        TestConsole c = await TestConsole.WithPeopleAsync(new TestSeal());
        Ceremony ceremony = (await c.StartInitialiseAsync(RecoveryOrder(shares, threshold))).Value();
        await c.RevealAndProveAsync(ceremony.Id, Cast.Holders[..shares]);
        return c;
    }

    internal static CeremonyOrder RecoveryOrder(
        int shares, int threshold, VerificationPolicy verification = VerificationPolicy.AllHolders, params PersonId[] holders) =>
        Order(shares, threshold, verification, holders) with { Target = ShareTarget.Recovery };

    internal static Task<Outcome<Ceremony>> StartMigrateAsync(this TestConsole c, ShareTarget target) =>
        c.Migrate.RunAsync(Cast.Olga, new MigrateOrder(target, TimeSpan.FromDays(1), "A good reason."), TestConsole.Ct);

    internal static async Task<Ceremony> UnsealAsync(this TestConsole c)
    {
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        foreach (PersonId person in c.Hands.HoldersOf(unseal.CurrentSet!).Take(unseal.Required))
        {
            (await c.SubmitAsync(person, unseal.Id)).Value();
        }

        return await c.FindAsync(unseal.Id);
    }

    /// <summary>A vault whose holders all proved their shares; still sealed.</summary>
    internal static async Task<TestConsole> InitialisedAsync(int shares = 3, int threshold = 2)
    {
        TestConsole c = await TestConsole.WithPeopleAsync();
        Ceremony ceremony = (await c.StartInitialiseAsync(Order(shares, threshold))).Value();
        await c.RevealAndProveAsync(ceremony.Id, Cast.Holders[..shares]);
        return c;
    }

    internal static async Task<TestConsole> UnsealedAsync(int shares = 3, int threshold = 2)
    {
        TestConsole c = await InitialisedAsync(shares, threshold);
        await c.UnsealAsync();
        return c;
    }

    /// <summary>Enough current holders have submitted; new shares wait for their holders.</summary>
    internal static async Task<(TestConsole Console, Ceremony Rekey)> DeliveringAsync(CeremonyOrder? order = null)
    {
        TestConsole c = await UnsealedAsync();
        Ceremony rekey = (await c.StartRekeyAsync(order ?? Order(3, 2))).Value();
        return (c, await c.AuthoriseAsync(rekey.Id));
    }

    internal static async Task<Ceremony> AuthoriseAsync(this TestConsole c, CeremonyId rekey)
    {
        Ceremony ceremony = await c.FindAsync(rekey);
        foreach (PersonId person in c.Hands.HoldersOf(ceremony.CurrentSet!).Take(ceremony.Required))
        {
            (await c.SubmitAsync(person, rekey)).Value();
        }

        return await c.FindAsync(rekey);
    }

    /// <summary>As the page of secrets writes: a new version.</summary>
    internal static Task<Outcome<SecretPath>> WriteVersionAsync(this TestConsole c, string path, string json) =>
        c.Secrets.WriteAsync(Cast.Olga, path, SecretBytes.Take(Encoding.UTF8.GetBytes(json)), TestConsole.Ct);

    /// <summary>
    /// As the page wrote before there were versions: one record for each secret, so that records can be counted. It is
    /// read as version 1 of its path.
    /// </summary>
    internal static async Task<Outcome<SecretPath>> WriteAsync(this TestConsole c, string path, string json)
    {
        using SecretBytes value = SecretBytes.Take(Encoding.UTF8.GetBytes(json));
        try
        {
            Outcome<Done> written = await c.Plain.WriteAsync(Cast.Olga, BeforeVersions, path, value, TestConsole.Ct);
            return written.Refusal is { } refusal ? refusal : SecretPath.TryParse(path, out SecretPath at, out Refusal? bad) ? at : bad;
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return Refusal.Conflict("sealed", sealedNow.Message);
        }
    }

    private static Mount BeforeVersions => new("secret/", SecretPath.RecordPrefix("").Split('/')[1], 1, "", "");

    internal static async Task<string> ReadAsync(this TestConsole c, string path)
    {
        using SecretBytes value = (await c.Secrets.ReadAsync(Cast.Olga, path, TestConsole.Ct)).Value();
        return Encoding.UTF8.GetString(value.Borrow());
    }

    internal static async Task<AuditEntry> LastEntryAsync(this TestConsole c) =>
        (await c.Store.ReadAuditAsync(new AuditQuery(null, 1), TestConsole.Ct))[0];

    internal static async Task<IReadOnlyList<AuditEntry>> EntriesAsync(this TestConsole c) =>
        [.. (await c.Store.ReadAuditAsync(new AuditQuery(null, int.MaxValue), TestConsole.Ct)).Reverse()];

    internal static async Task<ChainCheck> CheckChainAsync(this TestConsole c) =>
        (await c.Audit.VerifyAsync(Cast.Nils, TestConsole.Ct)).Value();

    /// <summary>Whether these people's shares of the set open the store, asked of an engine of its own.</summary>
    internal static async Task<bool> OpensAsync(this TestConsole c, string set, IEnumerable<PersonId> people)
    {
        using var engine = new SealEngine(c.Store, c.Clock);
        SecretBytes[] shares = [.. people.Select(p => c.Hands.Give(p, set))];
        try
        {
            using PreparedChange open = await engine.PrepareUnsealAsync(shares, TestConsole.Ct);
            return true;
        }
        catch (EngineException wrong) when (wrong.Fault is EngineFault.WrongShares)
        {
            return false;
        }
        finally
        {
            Array.ForEach(shares, s => s.Dispose());
        }
    }

    /// <summary>Whether these people's recovery shares of the set would be enough to change it, asked of an engine of its own.</summary>
    internal static async Task<bool> AuthorisesAsync(this TestConsole c, string set, IEnumerable<PersonId> people)
    {
        using TestSeal provider = new();
        using var engine = new SealEngine(c.Store, c.Clock, seal: provider);
        using (PreparedChange open = await engine.PrepareAutoUnsealAsync(TestConsole.Ct))
        {
            await open.AdoptAsync(TestConsole.Ct);
        }

        SecretBytes[] shares = [.. people.Select(p => c.Hands.Give(p, set))];
        try
        {
            using PreparedDeal deal = await engine.PrepareRekeyAsync(shares, ShareScheme.Of(2, 2), RekeyEffect.AtOnce, TestConsole.Ct);
            return true;
        }
        catch (EngineException wrong) when (wrong.Fault is EngineFault.WrongShares)
        {
            return false;
        }
        finally
        {
            Array.ForEach(shares, s => s.Dispose());
        }
    }
}
