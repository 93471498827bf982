using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

/// <content>Devices, and the deliveries to them.</content>
public abstract partial class StoreContract
{
    [Fact]
    public async Task A_device_is_kept_to_the_last_field_changed_and_found()
    {
        Device plain = NewDevice(PersonId.New());
        Device full = NewDevice(PersonId.New()) with { AcceptedAt = Samples.Noon.AddMinutes(1), AcceptedByName = "Olga" };
        await PutAsync(plain, full);
        Assert.Equal(plain, await Store.FindDeviceAsync(plain.Id, Ct));
        Assert.Equal(full, await Store.FindDeviceAsync(full.Id, Ct));

        Device removed = full with { RemovedAt = Samples.Noon.AddMinutes(2) };
        await PutAsync(removed);

        Assert.Equal(removed, await Store.FindDeviceAsync(full.Id, Ct));
        Assert.Null(await Store.FindDeviceAsync(DeviceId.New(), Ct));
    }

    [Fact]
    public async Task A_person_s_devices_are_listed_oldest_first_without_the_removed()
    {
        PersonId ada = PersonId.New();
        Device second = NewDevice(ada, minutes: 2), first = NewDevice(ada, minutes: 1);
        await PutAsync(second, first, NewDevice(ada) with { RemovedAt = Samples.Noon }, NewDevice(PersonId.New()));

        Assert.Equal([first, second], await Store.ListDevicesAsync(ada, Ct));
        Assert.Empty(await Store.ListDevicesAsync(PersonId.New(), Ct));
    }

    [Fact]
    public async Task Each_device_has_its_delivery_and_all_of_a_share_s_are_destroyed_at_once()
    {
        CeremonyId ceremony = CeremonyId.New(), other = CeremonyId.New();
        PersonId ada = PersonId.New(), bob = PersonId.New();
        DeviceId laptop = new("laptop");
        await Store.CommitAsync(
            new Commit(Samples.Draft())
            {
                Deliveries =
                [
                    new(ceremony, ada, Samples.Phone, [1]), new(ceremony, ada, laptop, [2]), new(ceremony, bob, Samples.Phone, [3]), new(other, ada, laptop, [4]),
                ],
            },
            Ct);
        Assert.Equal<byte[]>([1], await Store.FindDeliveryAsync(ceremony, ada, Samples.Phone, Ct));
        Assert.Equal<byte[]>([2], await Store.FindDeliveryAsync(ceremony, ada, laptop, Ct));

        await Store.CommitAsync(new Commit(Samples.Draft()) { Deliveries = [DeliveryChange.Destroy(ceremony, ada)] }, Ct);

        Assert.Null(await Store.FindDeliveryAsync(ceremony, ada, Samples.Phone, Ct));
        Assert.Null(await Store.FindDeliveryAsync(ceremony, ada, laptop, Ct));
        Assert.Equal<byte[]>([3], await Store.FindDeliveryAsync(ceremony, bob, Samples.Phone, Ct));
        Assert.Equal<byte[]>([4], await Store.FindDeliveryAsync(other, ada, laptop, Ct));
    }

    [Fact]
    public async Task What_was_dealt_of_a_replaced_set_and_never_collected_is_destroyed()
    {
        Ceremony old = Samples.Ceremony() with { Stage = CeremonyStage.Completed, EndedAt = Samples.Noon };
        Ceremony other = old with { Id = CeremonyId.New(), NewSet = "set-of-another-target" };
        Ceremony next = old with { Id = CeremonyId.New(), CurrentSet = old.NewSet, NewSet = "set-3" };
        PersonId ada = PersonId.New();
        await Store.CommitAsync(
            new Commit(Samples.Draft())
            {
                Ceremonies = [old, other],
                Deliveries = [new(old.Id, ada, Samples.Phone, [1]), new(other.Id, ada, Samples.Phone, [2])],
            },
            Ct);

        await Store.CommitAsync(
            new Commit(Samples.Draft()) { Ceremonies = [next], Deliveries = [new(next.Id, ada, Samples.Phone, [3])], ReplacedSet = next.CurrentSet }, Ct);

        Assert.Null(await Store.FindDeliveryAsync(old.Id, ada, Samples.Phone, Ct));
        Assert.Equal<byte[]>([2], await Store.FindDeliveryAsync(other.Id, ada, Samples.Phone, Ct));
        Assert.Equal<byte[]>([3], await Store.FindDeliveryAsync(next.Id, ada, Samples.Phone, Ct));
    }

    private static Device NewDevice(PersonId person, int minutes = 0) =>
        new(DeviceId.New(), person, "Chrome on Linux", new string('a', 130), Samples.Noon.AddMinutes(minutes));

    private Task PutAsync(params Device[] devices) => Store.CommitAsync(new Commit(Samples.Draft()) { Devices = devices }, Ct);
}
