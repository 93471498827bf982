using System.Buffers;
using System.Security.Cryptography;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>Bytes of a request or an answer, which may hold secrets: they stay where they are, and are wiped.</summary>
internal sealed class PinnedBuffer : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 4096;

    private byte[] _room = GC.AllocateUninitializedArray<byte>(Smallest, pinned: true);
    private int _length;

    public int Length => _length;

    public ReadOnlyMemory<byte> Written => _room.AsMemory(0, _length);

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _room.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_room);
        _length = 0;
    }

    private void Grow(int more)
    {
        if (_room.Length - _length >= more)
        {
            return;
        }

        byte[] larger = GC.AllocateUninitializedArray<byte>(Math.Max(_room.Length * 2, _length + more), pinned: true);
        _room.AsSpan(0, _length).CopyTo(larger);
        CryptographicOperations.ZeroMemory(_room);
        _room = larger;
    }
}
