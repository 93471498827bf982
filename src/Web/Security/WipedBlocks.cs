using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;

namespace KeyCeremonyConsole.Web.Security;

/// <summary>
/// Gives the web server the memory that requests are read into and answers are written from. The server's own keeps what
/// passed through it until something else is written over it: shares, keys and secrets that were in a body.
/// </summary>
internal sealed class WipedBlocks : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockLength = 4096;
    private const int MostIdle = 2048; // 8 MiB; more than that goes to the garbage collector.

    private readonly ConcurrentQueue<Block> _idle = [];

    public override int MaxBufferSize => BlockLength;

    /// <summary>One for all: blocks have no owner.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockLength);
        return _idle.TryDequeue(out Block? block) ? block.Out() : new Block(this);
    }

    protected override void Dispose(bool disposing) => _idle.Clear(); // Empty by now; a block that comes back later is wiped all the same.

    private void Return(Block block)
    {
        if (_idle.Count < MostIdle)
        {
            _idle.Enqueue(block);
        }
    }

    // It stays where it is: a collection that moved it would leave a copy behind.
    private sealed class Block(WipedBlocks home) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockLength, pinned: true);
        private int _isIdle;

        public Memory<byte> Memory => _bytes;

        public Block Out()
        {
            _isIdle = 0;
            return this;
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isIdle, 1) == 0)
            {
                CryptographicOperations.ZeroMemory(_bytes);
                home.Return(this);
            }
        }
    }
}
