using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KeyCeremonyConsole.Engine.Secrets;

/// <summary>Memory that the garbage collector does not move; on Linux whole pages, kept out of swap where allowed, and out of core dumps.</summary>
/// <remarks>A <see cref="SafeHandle"/>, so pages that nobody refers to any more are still wiped and given back.</remarks>
internal sealed partial class LockedPages : SafeHandle
{
    private const int ReadWrite = 0x1 | 0x2;
    private const int PrivateAnonymous = 0x02 | 0x20;
    private const int DontDump = 16;

    private readonly nuint _size;

    private LockedPages(nint address, nuint size)
        : base(nint.Zero, ownsHandle: true)
    {
        _size = size;
        SetHandle(address);
    }

    public override bool IsInvalid => handle == nint.Zero;

    internal bool Locked { get; private init; }

    internal int Size => (int)_size;

    internal unsafe Span<byte> Bytes => new((void*)handle, (int)_size);

    /// <summary>Zeroed pages for at least so many bytes.</summary>
    /// <exception cref="InsufficientMemoryException">The kernel gives no more.</exception>
    internal static LockedPages Map(int length)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint size = ((nuint)length + page - 1) / page * page;
        return OperatingSystem.IsLinux() ? FromKernel(size) : FromHeap(size);
    }

    internal unsafe Span<byte> Slice(int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset + (uint)length, _size);
        return new Span<byte>((byte*)handle + offset, length);
    }

    protected override unsafe bool ReleaseHandle()
    {
        CryptographicOperations.ZeroMemory(Bytes);
        if (OperatingSystem.IsLinux())
        {
            return Munmap(handle, _size) == 0; // Unlocks as well.
        }

        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    private static unsafe LockedPages FromHeap(nuint size)
    {
        var pages = new LockedPages((nint)NativeMemory.AlignedAlloc(size, (nuint)Environment.SystemPageSize), size);
        pages.Bytes.Clear();
        return pages;
    }

    private static LockedPages FromKernel(nuint size)
    {
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
