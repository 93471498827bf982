using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Simulation;

/// <summary>People who mostly do what helps, sometimes what they may, sometimes what they must not.</summary>
internal sealed class People(World world, Dice dice)
{
    private static readonly (int Shares, int Threshold)[] Schemes = [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3)];
    private static readonly PersonId[] Anybody = [Olga, .. Holders, Nils, Mallory, Nobody];

    private static CancellationToken Ct => TestConsole.Ct;

    private TestConsole C => world.Console;

    internal async Task<string> StepAsync()
    {
        C.Clock.Advance(TimeSpan.FromSeconds(1));
        bool fault = dice.Chance(8);
        if (fault)
        {
            C.Memory.BeforeCommit = _ =>
            {
                C.Memory.BeforeCommit = null;
                throw new IOException("the disk is full");
            };
        }

        try
        {
            string act = dice.Below(100) switch
            {
                < 62 => await HelpAsync(),
                < 74 => await HinderAsync(),
                < 78 => await UseSecretsAsync(),
                < 83 => await TurnKeysAsync(),
                < 84 => $"rotate the root key: {Word(await C.RotateRoot.RunAsync(Olga, "", Ct))}",
                < 86 => await MindProviderAsync(),
                < 88 => $"seal: {Word(await C.Seal.RunAsync(Olga, Ct))}",
                < 90 => await CancelAsync(),
                < 94 => await WaitAsync(),
                _ => await world.RestartAsync(),
            };
            await C.AutoUnseal.BeatAsync(Ct); // The server does these all the time.
            await C.Batch.RunAsync(Ct);
            return act;
        }
        catch (IOException) when (fault)
        {
            return "the disk was full";
        }
        finally
        {
            C.Memory.BeforeCommit = null;
        }
    }

    // It goes and comes back; holders move the vault to it or away from it.
    private async Task<string> MindProviderAsync()
    {
        if (C.Provider is not { } provider)
        {
            return $"migrate nowhere: {Word(await C.StartMigrateAsync(ShareTarget.Recovery))}";
        }

        SealStatus status = await C.Engine.ReadStatusAsync(Ct);
        switch (dice.Below(4))
        {
            case 0 when !provider.Down:
                provider.Down = true;
                return $"the provider goes away, rotate the root key: {Word(await C.RotateRoot.RunAsync(Olga, "", Ct))}";
            case 0 or 1:
                provider.Down = false;
                return $"the provider is asked: {Word(await C.AutoUnseal.TryNowAsync(Olga, Ct))}";
            default:
                ShareTarget target = status.OpensItself ? ShareTarget.Unseal : ShareTarget.Recovery;
                return $"migrate to {target}: {Word(await C.StartMigrateAsync(target))}";
        }
    }

    private async Task<string> TurnKeysAsync()
    {
        TermInfo[] old = C.Engine.IsSealed ? [] : [.. C.Engine.ReadTerms().Where(t => !t.Active)];
        int term = old.Length == 0 ? 1 : dice.Pick(old).Term;
        TermInfo? first = old.FirstOrDefault();
        bool empty = first is not null && (await C.Store.ListRecordsOfTermAsync(first.Term, "", 1, Ct)).Count == 0;
        return dice.Below(empty ? 20 : 10) switch
        {
            > 9 when first!.Retired => $"destroy: {Word(await C.EndTerm.DestroyAsync(Olga, new DestroyOrder(first.Term, DestroyOrder.Phrase(first.Term), true), Ct))}",
            > 9 => $"retire: {Word(await C.EndTerm.RetireAsync(Olga, first!.Term, Ct))}",
            < 4 => $"rotate: {Word(await C.Rotate.RunAsync(Olga, "", Ct))}",
            4 => $"re-encrypt: {Word(await C.Reencrypt.StartAsync(Olga, Ct))}",
            5 => $"pause: {Word(await C.Reencrypt.PauseAsync(Olga, Ct))}",
            6 => $"resume: {Word(await C.Reencrypt.ResumeAsync(Olga, Ct))}",
            7 => $"retire: {Word(await C.EndTerm.RetireAsync(Olga, term, Ct))}",
            8 => $"destroy: {Word(await C.EndTerm.DestroyAsync(Olga, new DestroyOrder(term, DestroyOrder.Phrase(term), true), Ct))}",
            _ => $"rotate by itself: {await RotateByItselfAsync()}",
        };
    }

    private async Task<string> RotateByItselfAsync()
    {
        await C.Rotate.IfDueAsync(Ct);
        return "asked";
    }

    private async Task<string> HelpAsync()
    {
        SealStatus status = await C.Engine.ReadStatusAsync(Ct);
        (IReadOnlyList<Ceremony> open, IReadOnlyList<Ceremony> ended) = await CeremoniesAsync();
        Ceremony[] deliver =
        [
            .. open.Where(o => o.Stage is CeremonyStage.Delivering),
            .. ended.Where(e => e.Stage is CeremonyStage.Completed && e.NewSet == status.Current?.Id && NotSeen(e).Any()),
        ];
        Ceremony[] collect = [.. open.Where(o => o.Stage is CeremonyStage.Collecting && (o.Kind is CeremonyKind.Unseal || !status.Sealed))];
        ShareTarget target = status.OpensItself ? ShareTarget.Recovery : ShareTarget.Unseal;
        return !status.Initialized ? await StartAsync("initialise", (ShareTarget)dice.Below(C.Provider is null ? 1 : 2), C.StartInitialiseAsync)
            : deliver.Length > 0 && (collect.Length == 0 || dice.Chance(50)) ? await CollectShareAsync(dice.Pick(deliver))
            : collect.Length > 0 ? await GiveShareAsync(dice.Pick(collect))
            : dice.Chance(40) ? await StartAsync("rekey", target, C.StartRekeyAsync)
            : dice.Chance(15) ? $"ask for a root token: {Word(await C.StartRootAsync())}"
            : await UseSecretsAsync();
    }

    private async Task<string> StartAsync(string what, ShareTarget target, Func<CeremonyOrder, Task<Outcome<Ceremony>>> start)
    {
        (int shares, int threshold) = dice.Pick(Schemes);
        CeremonyOrder order = Order(shares, threshold, (VerificationPolicy)dice.Below(3), [.. dice.Some(Holders, shares)]) with { Target = target };
        PersonId[] toPgp = [.. order.Holders.Where(h => (h == Ada || h == Ben) && dice.Chance(50))]; // They have keys.
        order = order with { ToPgp = toPgp, Backup = what == "rekey" && toPgp.Length > 0 && dice.Chance(50) };
        bool none = target is ShareTarget.Recovery && what == "initialise" && dice.Chance(20);
        return none
            ? $"{what} without shares: {Word(await start(RecoveryOrder(0, 0) with { Holders = [] }))}"
            : $"{what} {threshold} of {shares} for {target}, {order.Verification}: {Word(await start(order))}";
    }

    private async Task<string> CollectShareAsync(Ceremony ceremony)
    {
        Participant[] left = [.. NotSeen(ceremony)];
        Participant me = left.Length > 0 ? dice.Pick(left) : dice.Pick<Participant>([.. ceremony.Of(Part.Recipient)]);
        return me.Pgp is not null && (me.RevealedAt is null || dice.Chance(10))
            ? $"{me.Person} collects: {Word(await world.CollectAsync(me.Person, ceremony))}"
            : me.RevealedAt is null
            ? $"{me.Person} looks: {Word(await world.RevealAsync(me.Person, ceremony))}"
            : $"{me.Person} proves: {Word(await C.ProveAsync(me.Person, ceremony.Id))}";
    }

    private async Task<string> GiveShareAsync(Ceremony ceremony)
    {
        PersonId[] left = [.. ceremony.Of(Part.Submitter).Where(p => p.SubmittedAt is null && C.Hands.Holds(p.Person, ceremony.CurrentSet!)).Select(p => p.Person)];
        if (left.Length == 0)
        {
            return "nobody has a share to give";
        }

        PersonId me = dice.Pick(left);
        if (dice.Chance(20))
        {
            return $"{me} submits anything: {Word(await C.SubmitAsync(me, ceremony.Id, AnyShare()))}";
        }

        return $"{me} submits to {ceremony.Kind}: {Word(await C.SubmitAsync(me, ceremony.Id))}";
    }

    // Any person, any share that anybody ever held, any ceremony: whatever is not right must be refused.
    private async Task<string> HinderAsync()
    {
        (IReadOnlyList<Ceremony> open, IReadOnlyList<Ceremony> ended) = await CeremoniesAsync();
        IReadOnlyList<Ceremony> all = [.. open, .. open, .. open, .. ended.Take(3)];
        PersonId me = dice.Pick(Anybody);
        if (all.Count == 0)
        {
            return $"{me} starts: {Word(await C.Initialise.RunAsync(me, Order(2, 3), Ct))}";
        }

        Ceremony at = dice.Pick(all);
        return dice.Below(10) switch
        {
            8 => $"{me} collects: {Word(await world.CollectAsync(me, at))}",
            9 => $"{me} takes the token: {Word(await C.Token.RunAsync(me, at.Id, Ct))}",
            0 => $"{me} submits anything: {Word(await C.SubmitAsync(me, at.Id, AnyShare()))}",
            1 => $"{me} submits unseen: {Word(await C.SubmitAsync(me, at.Id, dice.Pick(all), AnyShare()))}",
            2 => $"{me} proves anything: {Word(await C.ProveAsync(me, at.Id, AnyShare()))}",
            3 => $"{me} looks: {Word(await world.RevealAsync(me, at))}",
            4 => $"{me} declines: {Word(await C.Take.DeclineAsync(me, at.Id, "No time.", Ct))}",
            5 => $"{me} reads: {Word(await C.Take.ReadAsync(me, at.Id, (Part)dice.Below(2), Fingerprint.Of(at).Full, Ct))}",
            6 => $"{me} stored: {Word(await C.Confirm.StoredAsync(me, at.Id, Ct))}",
            _ => $"{me} lost: {Word(await C.Confirm.LostAsync(me, at.Id, Ct))}",
        };
    }

    private SecretBytes AnyShare()
    {
        byte[][] shares = [.. C.Hands.All];
        return shares.Length == 0 || dice.Chance(20)
            ? SecretBytes.Take([.. Enumerable.Range(0, 33).Select(_ => (byte)dice.Below(256))])
            : SecretBytes.Take([.. dice.Pick(shares)]);
    }

    private async Task<string> UseSecretsAsync()
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"secret/{dice.Below(4)}");
        if (dice.Chance(20))
        {
            Outcome<Done> deleted = await C.Secrets.DeleteAsync(Olga, path, Ct);
            world.Secrets.Remove(deleted.Refusal is null ? path : "");
            return $"delete {path}: {Word(deleted)}";
        }

        string json = string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{dice.Below(1000)}}}");
        Outcome<SecretPath> written = await C.WriteAsync(path, json);
        if (written.Refusal is null)
        {
            world.Secrets[path] = json;
        }

        return $"write {path}: {Word(written)}";
    }

    private async Task<string> CancelAsync()
    {
        (IReadOnlyList<Ceremony> open, _) = await CeremoniesAsync();
        return open.Count == 0 ? "nothing to cancel" : $"cancel: {Word(await C.End.CancelAsync(Olga, dice.Pick(open).Id, "No.", Ct))}";
    }

    private async Task<string> WaitAsync()
    {
        var time = TimeSpan.FromMinutes(dice.Pick([1, 30, 61, 1500]));
        C.Clock.Advance(time);
        await C.End.ExpireAsync(Ct);
        return $"{time:g} pass";
    }

    // Ids are random: the store's order is not the same when a seed is played again.
    private async Task<(IReadOnlyList<Ceremony> Open, IReadOnlyList<Ceremony> Ended)> CeremoniesAsync() =>
    (
        [.. (await C.Store.ListOpenCeremoniesAsync(Ct)).OrderByDescending(c => c.StartedAt).ThenBy(c => c.Kind)],
        [.. (await C.Store.ListEndedCeremoniesAsync(null, 100, Ct)).OrderByDescending(c => c.StartedAt).ThenBy(c => c.Kind)]);

    private static IEnumerable<Participant> NotSeen(Ceremony ceremony) => ceremony.Of(Part.Recipient).Where(p => p.RevealedAt is null);

    private static string Word<T>(Outcome<T> outcome) => outcome.Match(_ => "done", refusal => refusal.Code);
}
