using System.Buffers.Binary;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>Where the last transaction lies in a write-ahead log of SQLite (sqlite.org/fileformat2.html, section 4.1).</summary>
internal static class Wal
{
    private const int Header = 32; // bytes
    private const int FrameHeader = 24; // bytes

    /// <returns>Its first byte and the byte after its last; equal when there is none.</returns>
    internal static (int Start, int End) LastTransaction(ReadOnlySpan<byte> wal)
    {
        if (wal.Length < Header)
        {
            return (wal.Length, wal.Length);
        }

        int frame = FrameHeader + (int)BinaryPrimitives.ReadUInt32BigEndian(wal[8..]);
        ulong salt = BinaryPrimitives.ReadUInt64BigEndian(wal[16..]); // Frames of an earlier use of the file have another.
        (int start, int end) = (Header, Header);
        for (int at = Header; at + frame <= wal.Length && BinaryPrimitives.ReadUInt64BigEndian(wal[(at + 8)..]) == salt; at += frame)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(wal[(at + 4)..]) != 0) // The size after the commit: a commit frame.
            {
                (start, end) = (end, at + frame);
            }
        }

        return (start, end);
    }
}
