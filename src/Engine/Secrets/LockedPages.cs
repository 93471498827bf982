using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KeyCeremonyConsole.Engine.Secrets;

/// <summary>Whole pages from the kernel: kept out of swap where allowed, and out of core dumps.</summary>
/// <remarks>A <see cref="SafeHandle"/>, so pages that nobody disposed are still wiped and given back.</remarks>
internal sealed partial class LockedPages : SafeHandle
{
    private const int ReadWrite = 0x1 | 0x2;
    private const int PrivateAnonymous = 0x02 | 0x20;
    private const int DontDump = 16;

    // Four system calls for each secret would cost more than most uses of it. Wiped pages wait here.
    private const int MostIdle = 64;
    private static readonly ConcurrentBag<LockedPages> Idle = [];
    private static int _idleCount;

    private readonly nuint _size;

    private LockedPages(nint address, nuint size)
        : base(nint.Zero, ownsHandle: true)
    {
        _size = size;
        SetHandle(address);
    }

    public override bool IsInvalid => handle == nint.Zero;

    internal bool Locked { get; private init; }

    /// <summary>Zeroed pages for <paramref name="length"/> bytes.</summary>
    /// <exception cref="InsufficientMemoryException">The kernel gives no more.</exception>
    internal static LockedPages For(int length)
    {
        if (length > Environment.SystemPageSize || !Idle.TryTake(out LockedPages? idle))
        {
            return Map(length);
        }

        Interlocked.Decrement(ref _idleCount);
        return idle;
    }

    /// <summary>Wipes the pages, and keeps a single one for the next secret.</summary>
    internal void GiveBack(int length)
    {
        CryptographicOperations.ZeroMemory(Bytes(length));
        if (_size == (nuint)Environment.SystemPageSize && Volatile.Read(ref _idleCount) < MostIdle)
        {
            Interlocked.Increment(ref _idleCount);
            Idle.Add(this);
        }
        else
        {
            Dispose();
        }
    }

    internal unsafe Span<byte> Bytes(int length) => new((void*)handle, length);

    protected override unsafe bool ReleaseHandle()
    {
        CryptographicOperations.ZeroMemory(new Span<byte>((void*)handle, (int)_size));
        return Munmap(handle, _size) == 0; // Unlocks as well.
    }

    private static LockedPages Map(int length)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint size = ((nuint)length + page - 1) / page * page;
        nint address = Mmap(nint.Zero, size, ReadWrite, PrivateAnonymous, -1, 0);
        if (address == -1)
        {
            throw new InsufficientMemoryException("The kernel has no pages left for key material.");
        }

        // Neither may fail the caller: RLIMIT_MEMLOCK is small in many containers.
        _ = Madvise(address, size, DontDump);
        return new LockedPages(address, size) { Locked = Mlock(address, size) == 0 };
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Mmap(nint address, nuint size, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Munmap(nint address, nuint size);

    [LibraryImport("libc", EntryPoint = "mlock", SetLastError = true)]
    private static partial int Mlock(nint address, nuint size);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Madvise(nint address, nuint size, int advice);
}
