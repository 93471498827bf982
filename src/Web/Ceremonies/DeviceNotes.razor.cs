using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>Who cannot be sent a new share yet, and which devices came while the ceremony was open.</summary>
public sealed partial class DeviceNotes(DeviceBook book, AcceptDevice acceptDevice, DealAgain dealAgain, StepUp stepUp) : ComponentBase
{
    private IReadOnlyList<string> _without = [];
    private IReadOnlyList<(Participant Owner, Device Device)> _added = [];
    private Refusal? _refusal;

    [Parameter, EditorRequired]
    public required Ceremony Ceremony { get; set; }

    /// <summary>Who is looking.</summary>
    [Parameter, EditorRequired]
    public required PersonId Me { get; set; }

    /// <summary>What they may do about it.</summary>
    [Parameter, EditorRequired]
    public required Rights Rights { get; set; }

    // Every enrolment and acceptance is announced as a move of the ceremony, which sets the parameters again.
    protected override async Task OnParametersSetAsync()
    {
        if (Ceremony.Stage is not CeremonyStage.Collecting && !AsksAgain)
        {
            (_without, _added) = ([], []); // What was to be sealed is sealed.
            return;
        }

        IReadOnlyList<(Participant Recipient, IReadOnlyList<Device> Devices)> rows = await book.ReadAsync(Ceremony, CancellationToken.None);
        _without = [.. rows.Where(r => !DeviceBook.IsReachable(r.Recipient, r.Devices, Ceremony)).Select(r => r.Recipient.Name)];
        _added = [.. rows.SelectMany(r => r.Devices.Where(d => d.EnrolledAt > Ceremony.StartedAt).Select(d => (r.Recipient, d)))];
    }

    // Somebody lost their device before the reveal, and the shares can be made again for another one.
    private bool AsksAgain => DealAgain.IsPossible(Ceremony) && Ceremony.Of(Part.Recipient).Any(p => p.LostAt is not null);

    private async Task AgainAsync() =>
        _refusal = (await stepUp.RunAsync(() => dealAgain.RunAsync(Me, Ceremony.Id, CancellationToken.None))).Refusal;

    private async Task AcceptAsync(Device device) =>
        _refusal = (await stepUp.RunAsync(() => acceptDevice.RunAsync(Me, device.Id, CancellationToken.None))).Refusal;
}
