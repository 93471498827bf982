using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using KeyCeremonyConsole.Engine.Tests.Sharing;

namespace KeyCeremonyConsole.Engine.Tests.Secrets;

/// <summary>What becomes of a secret's memory. With nothing beside it: another test's secret might get the very room.</summary>
[Collection(nameof(TimingTests.Alone))]
public sealed class SecretMemoryTests
{
    private const int Page = 4096;

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(64)]
    public void Disposing_wipes_at_once(int length)
    {
        SecretBytes[] all = [.. Enumerable.Range(0, 200).Select(_ => SecretBytes.Allocate(length))];
        (SecretBytes neighbour, SecretBytes secret, nint distance) = TwoOnAPage(all); // The page stays, so that it can be looked at.
        secret.Fill().Fill(0xFF);
        Assert.Equal(0xFF, Last());

        secret.Dispose();

        Assert.Equal(0, ByteAt(neighbour, distance));
        Assert.Equal(0, Last());
        all.Wipe();

        byte Last() => ByteAt(neighbour, distance + length - 1);
    }

    [Fact]
    public void The_collector_wipes_what_nobody_disposed()
    {
        (SecretBytes neighbour, nint distance) = ForgetOneOfTwoOnAPage();

        for (int i = 0; i < 100 && ByteAt(neighbour, distance) != 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(0, ByteAt(neighbour, distance));
        Assert.Equal(0xFF, neighbour.Borrow()[0]);
        neighbour.Dispose();
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(5000)]
    [InlineData(1 << 20)]
    public void Room_that_is_given_back_is_used_again_and_once(int length)
    {
        SecretBytes first = SecretBytes.Allocate(length);
        ulong address = Address(first);
        first.Dispose();

        using SecretBytes second = SecretBytes.Allocate(length);
        using SecretBytes third = SecretBytes.Allocate(length);

        Assert.Equal(address, Address(second));
        Assert.NotEqual(address, Address(third));
    }

    // On Linux alone the memory can be looked at; elsewhere it lies on the native heap.
    [Fact]
    public void Only_so_much_waits_for_its_next_use()
    {
        SecretBytes[] all = [.. Enumerable.Range(0, 1000).Select(_ => SecretBytes.Allocate(Page))];
        ulong[] addresses = [.. all.Select(Address)];
        Assert.Equal(1000, CountMapped(addresses));

        all.Wipe();

        Assert.InRange(CountMapped(addresses), 1, 100);
        using SecretBytes next = SecretBytes.Allocate(Page);
        Assert.Contains(Address(next), addresses);
    }

    [Fact]
    public void What_is_very_long_is_given_back_to_the_system()
    {
        SecretBytes secret = SecretBytes.Allocate(3 << 20);
        ulong[] ends = [Address(secret), Address(secret) + (3 << 20) - 1];
        Assert.Equal(2, CountMapped(ends));

        secret.Dispose();

        Assert.Equal(0, CountMapped(ends));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(2 << 20)]
    public void Its_pages_are_left_out_of_core_dumps_and_locked_where_allowed(int length)
    {
        using SecretBytes secret = SecretBytes.Random(length);
        bool locked = SecretBytes.Locked;
        ulong address = Address(secret);

        string flags = Mappings().Single(m => m.From <= address && address < m.To).Flags;

        Assert.Contains(" dd", flags, StringComparison.Ordinal);
        Assert.Equal(locked, flags.Contains(" lo", StringComparison.Ordinal));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (SecretBytes Neighbour, nint Distance) ForgetOneOfTwoOnAPage()
    {
        SecretBytes[] many = [.. Enumerable.Range(0, 500).Select(_ => SecretBytes.Allocate(64))];
        (SecretBytes neighbour, SecretBytes forgotten, nint distance) = TwoOnAPage(many);
        foreach (SecretBytes secret in many)
        {
            secret.Fill().Fill(0xFF);
            if (secret != neighbour && secret != forgotten)
            {
                secret.Dispose();
            }
        }

        return (neighbour, distance);
    }

    private static (SecretBytes First, SecretBytes Second, nint Distance) TwoOnAPage(SecretBytes[] many)
    {
        SecretBytes[] two = [.. many.GroupBy(s => Address(s) / (ulong)Environment.SystemPageSize).First(page => page.Count() > 1).Take(2)];
        return (two[0], two[1], (nint)(long)(Address(two[1]) - Address(two[0])));
    }

    private static byte ByteAt(SecretBytes secret, nint distance) =>
        Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(secret.Borrow()), distance);

    private static ulong Address(SecretBytes secret) => (ulong)Unsafe.ByteOffset(
        ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(secret.Borrow()));

    // How many lie in memory that core dumps leave out, as ours does.
    private static int CountMapped(ulong[] addresses)
    {
        (ulong From, ulong To, string Flags)[] left = [.. Mappings().Where(m => m.Flags.Contains(" dd", StringComparison.Ordinal))];
        return addresses.Count(address => Array.Exists(left, m => m.From <= address && address < m.To));
    }

    // /proc/self/smaps lists the flags of every mapping: "dd" is left out of dumps, "lo" is locked.
    private static List<(ulong From, ulong To, string Flags)> Mappings()
    {
        List<(ulong From, ulong To, string Flags)> all = [];
        (ulong From, ulong To) range = default;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] ends = line.Split(' ')[0].Split('-');
            if (ends.Length == 2)
            {
                range = (Convert.ToUInt64(ends[0], 16), Convert.ToUInt64(ends[1], 16));
            }
            else if (line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                all.Add((range.From, range.To, line));
            }
        }

        return all;
    }
}
