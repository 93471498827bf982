using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>
/// Tells programs and wall displays what moves, one group for each ceremony. It only speaks: nothing can be changed
/// through it. Pages do not need it, they hear the feed in process.
/// </summary>
[Authorize]
public sealed class CeremonyHub(Permissions permissions, IConsoleStore store, Watch watch, Presence presence, HubSeats seats)
    : Hub<ICeremonyClient>
{
    /// <summary>The group of those who are told the key status with the vault, and of all others.</summary>
    public const string WithKey = "vault/with-key";
    public const string WithoutKey = "vault/without-key";

    private static readonly object SeatKey = new();

    /// <summary>The group of those who watch the ceremony.</summary>
    public static string GroupOf(CeremonyId ceremony) => $"ceremony/{ceremony}";

    public override async Task OnConnectedAsync()
    {
        Seat seat = new(Context.User!.Id(), Context.User!.SessionId(), Context);
        Rights rights = await AdmitAsync(seat);
        if (!seats.TryTake(seat))
        {
            throw new HubException(
                $"You already have {HubLimits.ConnectionsOfPerson} live connections open. Close some of them, then connect again.");
        }

        Context.Items[SeatKey] = seat;
        await Groups.AddToGroupAsync(Context.ConnectionId, rights.May(ConsoleActs.ReadKeys) ? WithKey : WithoutKey, Context.ConnectionAborted);
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items.TryGetValue(SeatKey, out object? seat))
        {
            seats.Leave((Seat)seat!);
        }

        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>Follows a ceremony from now on; a participant counts as being there.</summary>
    /// <returns>The ceremony as it stands.</returns>
    public async Task<CeremonyProgress> WatchCeremony(string ceremonyId)
    {
        Seat seat = MySeat;
        Rights rights = await AdmitAsync(seat);
        CeremonyId id = new(ceremonyId ?? "");
        CeremonyView view = await LookAsync(id);
        Act act = ConsoleActs.Watch(view.Ceremony);
        if (!rights.May(act))
        {
            throw new HubException($"Your policies do not let you follow this ceremony: it needs {act.InWords}. Ask an administrator for a role or a policy that allows it.");
        }

        if (!seat.Watches(id))
        {
            if (seat.IsFull)
            {
                throw new HubException(
                    $"One connection watches {HubLimits.WatchedCeremonies} ceremonies at the most. Leave one of them, then watch this one.");
            }

            await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(id), Context.ConnectionAborted);
            bool takesPart = view.Ceremony.Participants.Any(p => p.Person == seat.Person);
            seat.Add(id, takesPart ? presence.Enter(id, seat.Person) : null);
            view = await LookAsync(id); // Again: what moved before we joined the group was not told to us.
        }

        return CeremonyProgress.Of(view);
    }

    /// <summary>Follows it no longer. Nothing happens when it was not followed.</summary>
    public async Task LeaveCeremony(string ceremonyId)
    {
        CeremonyId id = new(ceremonyId ?? "");
        MySeat.Remove(id);
        await Groups.RemoveFromGroupAsync(Context.ConnectionId, GroupOf(id), Context.ConnectionAborted);
    }

    /// <summary>The vault as it stands. Every connection is told when it moves, also without asking.</summary>
    public async Task<VaultProgress> WatchVault()
    {
        Rights rights = await AdmitAsync(MySeat);
        return VaultProgress.Of(await watch.VaultAsync(Context.ConnectionAborted), rights.May(ConsoleActs.ReadKeys));
    }

    private Seat MySeat => (Seat)Context.Items[SeatKey]!;

    // Asked of the store every time: the cookie may be older than the removal, or than the end of its session.
    private async Task<Rights> AdmitAsync(Seat seat) =>
        await seat.IsGoodAsync(store, Context.ConnectionAborted)
            ? await permissions.OfAsync(seat.Person, Context.ConnectionAborted)
            : throw new HubException("This account can no longer watch. Sign in again, or ask an administrator for access.");

    private async Task<CeremonyView> LookAsync(CeremonyId id) =>
        await watch.CeremonyAsync(id, Context.ConnectionAborted)
        ?? throw new HubException("There is no ceremony of this id. Take the id from the ceremony's address, then watch again.");
}
