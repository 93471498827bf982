using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Devices;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class DeviceRow
{
    public required string Id { get; init; }
    public required string Person { get; init; }
    public required string Name { get; init; }
    public required string PublicKey { get; init; }
    public required DateTimeOffset EnrolledAt { get; init; }
    public required DateTimeOffset? AcceptedAt { get; init; }
    public required string? AcceptedByName { get; init; }
    public required DateTimeOffset? RemovedAt { get; init; }

    public static DeviceRow Of(Device d) => new()
    {
        Id = d.Id.Value,
        Person = d.Person.Value,
        Name = d.Name,
        PublicKey = d.PublicKey,
        EnrolledAt = d.EnrolledAt,
        AcceptedAt = d.AcceptedAt,
        AcceptedByName = d.AcceptedByName,
        RemovedAt = d.RemovedAt,
    };

    public Device ToDevice() => new(new DeviceId(Id), new PersonId(Person), Name, PublicKey, EnrolledAt)
    {
        AcceptedAt = AcceptedAt,
        AcceptedByName = AcceptedByName,
        RemovedAt = RemovedAt,
    };
}
