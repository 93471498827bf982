using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Tests.Doubles;

namespace KeyCeremonyConsole.Engine.Tests.Secrets;

public sealed class SecretBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    public void Allocated_bytes_are_zero_and_can_be_written_to_the_last(int length)
    {
        using SecretBytes secret = SecretBytes.Allocate(length);
        Assert.Equal(new byte[length], secret.Open());

        secret.Fill().Fill(0xA5);

        Assert.Equal(length, secret.Length);
        Assert.Equal(-1, secret.Open().AsSpan().IndexOfAnyExcept((byte)0xA5));
    }

    // Memory is handed on from one secret to the next.
    [Theory]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4000)]
    [InlineData(5000)]
    public void No_secret_begins_with_the_bytes_of_another(int length)
    {
        for (int i = 0; i < 200; i++)
        {
            using SecretBytes secret = SecretBytes.Allocate(length);
            Assert.Equal(new byte[length], secret.Open());
            secret.Fill().Fill(0xFF);
        }
    }

    // Small ones are neighbours on one page. More of them than are kept idle.
    [Fact]
    public void Secrets_that_live_together_do_not_touch_each_other()
    {
        int[] lengths = [.. Enumerable.Range(0, 6000).Select(i => i % 257)];
        SecretBytes[] secrets = [.. lengths.Select(SecretBytes.Allocate)];
        for (int i = 0; i < secrets.Length; i++)
        {
            secrets[i].Fill().Fill((byte)i);
        }

        for (int i = 0; i < secrets.Length; i++)
        {
            Assert.Equal(-1, secrets[i].Borrow().IndexOfAnyExcept((byte)i));
        }

        secrets.Wipe();
    }

    [Fact]
    public void The_collector_wipes_what_nobody_disposed()
    {
        (SecretBytes neighbour, nint distance) = ForgetOneOfTwoOnAPage();

        for (int i = 0; i < 100 && Forgotten() != 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(0, Forgotten());
        Assert.Equal(0xFF, neighbour.Borrow()[0]);
        neighbour.Dispose();

        byte Forgotten() =>
            Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(neighbour.Borrow()), distance);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (SecretBytes Neighbour, nint Distance) ForgetOneOfTwoOnAPage()
    {
        SecretBytes[] many = [.. Enumerable.Range(0, 500).Select(_ => SecretBytes.Allocate(64))];
        SecretBytes[] two = [.. many.GroupBy(s => Address(s) / (ulong)Environment.SystemPageSize).First(page => page.Count() > 1).Take(2)];
        foreach (SecretBytes secret in many)
        {
            secret.Fill().Fill(0xFF);
            if (!two.Contains(secret))
            {
                secret.Dispose();
            }
        }

        return (two[0], (nint)(long)(Address(two[1]) - Address(two[0])));
    }

    [Fact]
    public void A_negative_length_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretBytes.Allocate(-1));

    [Fact]
    public void Taking_over_wipes_the_source()
    {
        byte[] source = [1, 2, 3];

        using SecretBytes secret = SecretBytes.Take(source);

        Assert.Equal([1, 2, 3], secret.Open());
        Assert.Equal([0, 0, 0], source);
    }

    [Fact]
    public void Random_secrets_differ()
    {
        using SecretBytes one = SecretBytes.Random(32);
        using SecretBytes other = SecretBytes.Random(32);

        Assert.False(one.Matches(other));
    }

    [Theory]
    [InlineData("010203", "010203", true)]
    [InlineData("010203", "010204", false)]
    [InlineData("010203", "0102", false)]
    [InlineData("", "", true)]
    public void Matches_equal_bytes_only(string left, string right, bool same)
    {
        using SecretBytes one = Bytes.FromHex(left);
        using SecretBytes other = Bytes.FromHex(right);

        Assert.Equal(same, one.Matches(other));
    }

    [Fact]
    public void A_copy_outlives_its_original()
    {
        SecretBytes original = Bytes.Secret(7, 8);
        using SecretBytes copy = original.Copy();

        original.Dispose();

        Assert.Equal([7, 8], copy.Open());
    }

    [Fact]
    public void Prints_its_length_and_nothing_else()
    {
        using SecretBytes secret = Bytes.Secret(0x41, 0x42);

        Assert.Equal("SecretBytes(2)", secret.ToString());
        Assert.Equal("SecretBytes(2)", $"{secret}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void Nothing_can_be_done_with_a_disposed_secret(int length)
    {
        using SecretBytes other = SecretBytes.Allocate(length);
        SecretBytes secret = SecretBytes.Random(length);
        secret.Dispose();
        secret.Dispose();

        Assert.Throws<ObjectDisposedException>(() => secret.Borrow().Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Fill().Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Matches(other));
        Assert.Throws<ObjectDisposedException>(() => other.Matches(secret));
        Assert.Throws<ObjectDisposedException>(secret.Copy);
        Assert.Equal(length, secret.Length);
    }

    // /proc/self/smaps lists the flags of every mapping: "dd" is left out of dumps, "lo" is locked.
    [Fact]
    public void Its_pages_are_left_out_of_core_dumps_and_locked_where_allowed()
    {
        using SecretBytes secret = SecretBytes.Random(32);
        bool locked = SecretBytes.Locked;

        string flags = FlagsOfMappingWith(secret);

        Assert.Contains(" dd", flags, StringComparison.Ordinal);
        Assert.True(!locked || flags.Contains(" lo", StringComparison.Ordinal), flags);
    }

    private static string FlagsOfMappingWith(SecretBytes secret)
    {
        ulong address = Address(secret);
        bool inside = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] range = line.Split(' ')[0].Split('-');
            if (range.Length == 2)
            {
                inside = address >= Convert.ToUInt64(range[0], 16) && address < Convert.ToUInt64(range[1], 16);
            }
            else if (inside && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("no mapping holds the secret");
    }

    private static ulong Address(SecretBytes secret) => (ulong)Unsafe.ByteOffset(
        ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(secret.Borrow()));
}
