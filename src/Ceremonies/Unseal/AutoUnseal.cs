using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Unseal;

//
//  The seal provider is asked outside the room, so that one that is slow holds nobody up; only when it has answered is
//  the door closed for the moment that the unseal takes.
//
//    sealed, not held     try; after a failure wait 1, 2, 4, … 60 seconds
//    sealed by somebody   held: an administrator says when, or enough holders do, in an unseal ceremony
//    open                 ask every five minutes whether it still answers
//

/// <summary>Opens a vault that a seal provider can open, again and again until it works, and shows how that stands.</summary>
public sealed class AutoUnseal(
    CeremonyRoom room, IConsoleStore store, SealEngine engine, FinishRekey finishRekey, ProviderWatch provider, Watch watch) : IDisposable
{
    /// <summary>How often an open vault's provider is asked whether it still answers.</summary>
    public static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(5);

    /// <summary>How long the provider may take for one answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Refusal NothingToOpen = Refusal.Conflict(
        "nothing-to-open", "The vault is not waiting for its seal provider: it is open, or its holders open it.");

    private readonly SemaphoreSlim _one = new(1, 1);

    private ProviderView View => provider.Now ?? new ProviderView(engine.ConfiguredSeal);

    // One that sealed itself, because the store did not hold what was written, is not left so for five minutes.
    private bool IsDue => engine.IsSealed
        ? !View.Held && (View.NextTry is not { } at || at <= room.Now || View.LastAnswer + BackOff.Longest <= room.Now)
        : View.NextTry is not { } next || next <= room.Now;

    private bool HasProvider => engine.ConfiguredSeal != SealStatus.Shamir;

    /// <summary>Does what is due. Called by a clock, again and again.</summary>
    public async Task BeatAsync(CancellationToken ct)
    {
        if (!engine.IsSealed && View.Held)
        {
            Change(view => view with { Held = false }); // Its holders had it opened.
        }

        if (HasProvider && IsDue)
        {
            await TryAsync(asked: false, ct);
        }
    }

    /// <summary>An administrator does not want to wait for the next try, or opens what was sealed on purpose.</summary>
    public async Task<Outcome<Done>> TryNowAsync(PersonId caller, CancellationToken ct)
    {
        Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, ConsoleActs.OpenByProvider, "", ct);
        if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
        {
            return refusal;
        }

        using (visit)
        {
            SealStatus status = await engine.ReadStatusAsync(ct);
            if (!HasProvider || !status.Sealed || !status.OpensItself)
            {
                return await visit.Scribe.RefuseAsync(NothingToOpen);
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("The seal provider is asked to open the vault.")));
        }

        Change(view => view with { Held = false });
        return await TryAsync(asked: true, ct) is { } problem ? Refusal.Conflict("seal-provider-away", problem) : Done.It;
    }

    /// <summary>Somebody sealed the vault: it stays sealed. Called inside the room.</summary>
    internal void Hold()
    {
        if (HasProvider)
        {
            Change(view => view with { Held = true, NextTry = null });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    // Null, or what is wrong.
    private async Task<string?> TryAsync(bool asked, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            string? problem = await AskAsync(ct);
            await ShowAsync(problem, asked);
            return problem;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<string?> AskAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await engine.CheckProviderAsync(patience.Token);
            await OpenAsync(patience.Token);
            return null;
        }
        catch (SealProviderException away)
        {
            return away.Message;
        }
        catch (EngineException e)
        {
            return $"The provider answers, but the vault does not open: {e.Message}. Restore the data folder from a backup.";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "The seal provider did not answer in time.";
        }
    }

    private async Task OpenAsync(CancellationToken ct)
    {
        if (!(await engine.ReadStatusAsync(ct)).OpensItself)
        {
            return; // The provider is only configured: holders open this vault, or there is none yet.
        }

        using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("vault.unseal", "", ct);
        if (engine.IsSealed && !View.Held)
        {
            using PreparedChange open = await engine.PrepareAutoUnsealAsync(ct);
            Ceremony[] spared = await NeededNoMoreAsync(visit.Scribe, ct);
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"The seal provider '{engine.ConfiguredSeal}' opened the vault."))
            {
                Records = open.Changes,
                Ceremonies = spared,
            }, open);
            foreach (Ceremony ended in spared)
            {
                visit.WipePile(ended.Id);
                watch.Announce(ended);
            }

            await watch.AnnounceVaultAsync();
        }

        if (!engine.IsSealed)
        {
            await finishRekey.IfProvedAsync(visit.Scribe); // Proofs may have waited for the provider.
        }
    }

    // The ceremony in which holders would have had it opened.
    private async Task<Ceremony[]> NeededNoMoreAsync(Scribe scribe, CancellationToken ct) =>
    [
        .. (await store.ListOpenCeremoniesAsync(ct))
            .Where(c => c.Kind is CeremonyKind.Unseal)
            .Select(c => c with
            {
                Stage = CeremonyStage.Cancelled,
                EndedAt = scribe.Now,
                EndedByName = scribe.ActorName,
                EndReason = "The seal provider opened the vault.",
                Version = c.Version + 1,
            }),
    ];

    private void Change(Func<ProviderView, ProviderView> change) =>
        provider.Change(view => change(view ?? new ProviderView(engine.ConfiguredSeal)));

    private async Task ShowAsync(string? problem, bool asked)
    {
        DateTimeOffset now = room.Now;
        string? before = View.Problem;
        Change(view => view with
        {
            Problem = problem,
            Failures = problem is null ? 0 : view.Failures + 1,
            LastAnswer = problem is null ? now : view.LastAnswer,
            FailingSince = problem is null ? null : view.FailingSince ?? now,
            NextTry = engine.IsSealed && view.Held ? null : now + (problem is null ? CheckEvery : BackOff.After(view.Failures + 1)),
        });
        if (problem is not null && (asked || problem != before)) // One entry for each trouble, not for each try.
        {
            using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("seal-provider.check", "", CancellationToken.None);
            await visit.Scribe.RefuseAsync(Refusal.Conflict("seal-provider-away", problem));
        }

        await watch.AnnounceVaultAsync();
    }
}
