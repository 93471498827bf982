using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;

namespace KeyCeremonyConsole.Engine.Secrets;

/// <summary>Room for one secret on locked pages, wiped when it is given back and handed on to the next one.</summary>
/// <remarks>
/// Mapping and locking pages are four system calls, more than most uses of a secret, and a page for each
/// share of 33 bytes uses up what may be locked. So rooms come in sizes of powers of two, the small ones
/// cut from one page, and a few of each size wait for their next use.
/// </remarks>
internal sealed class SecretRoom : IDisposable
{
    private const int Smallest = 64; // A line of cache.
    private const int Largest = 1 << 20; // What is longer is mapped for itself.
    private const int IdleBytes = 256 << 10; // Of each size; of the largest, two wait all the same.

    private static readonly Shelf[] Shelves =
        [.. Enumerable.Range(0, BitOperations.Log2(Largest / Smallest) + 1).Select(power => new Shelf(Smallest << power))];

    private readonly LockedPages _pages;
    private readonly int _offset;
    private readonly int _size;

    private SecretRoom(LockedPages pages, int offset, int size) => (_pages, _offset, _size) = (pages, offset, size);

    /// <summary>A secret that nobody disposed is wiped all the same. Its room is not used again.</summary>
    ~SecretRoom() => CryptographicOperations.ZeroMemory(Bytes(_size));

    internal bool Locked => _pages.Locked;

    /// <summary>Zeroed room.</summary>
    /// <exception cref="InsufficientMemoryException">The kernel gives no more pages.</exception>
    internal static SecretRoom For(int length)
    {
        if (length <= Largest)
        {
            return ShelfFor(length).Take();
        }

        LockedPages pages = LockedPages.Map(length);
        return new SecretRoom(pages, 0, pages.Size);
    }

    /// <summary>The first so many bytes.</summary>
    internal Span<byte> Bytes(int length) => _pages.Slice(_offset, length);

    /// <summary>Wipes the bytes that were used, and keeps the room or lets it go.</summary>
    internal void GiveBack(int length)
    {
        CryptographicOperations.ZeroMemory(Bytes(length));
        if (_size > Largest || !ShelfFor(_size).TryKeep(this))
        {
            Dispose();
        }
    }

    /// <summary>Lets wiped room go. A page goes with the last room cut from it.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (_size == _pages.Size)
        {
            _pages.Dispose();
        }
    }

    private static Shelf ShelfFor(int length) =>
        Shelves[length <= Smallest ? 0 : BitOperations.Log2((uint)length - 1) + 1 - BitOperations.Log2(Smallest)];

    /// <summary>Idle rooms of one size, in bytes.</summary>
    private sealed class Shelf(int size)
    {
        private readonly ConcurrentBag<SecretRoom> _idle = [];
        private SecretRoom? _next; // Mostly one is taken and given back in turn; the bag costs three times as much.
        private int _count;

        internal SecretRoom Take()
        {
            SecretRoom? room = Interlocked.Exchange(ref _next, null);
            if (room is not null)
            {
                return room;
            }

            if (_idle.TryTake(out room))
            {
                Interlocked.Decrement(ref _count);
                return room;
            }

            LockedPages pages = LockedPages.Map(size);
            for (int offset = size; offset < pages.Size; offset += size)
            {
                Interlocked.Increment(ref _count);
                _idle.Add(new SecretRoom(pages, offset, size));
            }

            return new SecretRoom(pages, 0, size);
        }

        internal bool TryKeep(SecretRoom room)
        {
            if (Interlocked.CompareExchange(ref _next, room, null) is null)
            {
                return true;
            }

            if (Volatile.Read(ref _count) >= Math.Max(1, IdleBytes / size))
            {
                return false;
            }

            Interlocked.Increment(ref _count);
            _idle.Add(room);
            return true;
        }
    }
}
