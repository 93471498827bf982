using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>All readable memory of a child process, as Linux shows it to the parent (proc(5)): heap, stacks, native libraries, locked pages.</summary>
internal static class ProcessMemory
{
    private const int Chunk = 1 << 20;

    /// <summary>What of the needles is there, and where.</summary>
    internal static IReadOnlyList<string> Find(int process, Needles needles)
    {
        using SafeFileHandle memory = File.OpenHandle($"/proc/{process}/mem");
        var found = new List<string>();
        byte[] buffer = new byte[Chunk + needles.Longest];
        foreach ((long start, long end, string what) in Regions(process))
        {
            for (long at = start; at < end; at += Chunk)
            {
                // Each chunk reaches into the next, so that nothing is missed across the border.
                int length = Read(memory, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
                found.AddRange(needles.In(buffer.AsSpan(0, length)).Select(name => $"{name} ({what})"));
            }
        }

        return [.. found.Distinct().Order(StringComparer.Ordinal)];
    }

    // A page that is mapped and has never been touched, or is gone by now, cannot be read; then nothing is there.
    private static int Read(SafeFileHandle memory, Span<byte> into, long at)
    {
        int done = 0;
        try
        {
            while (done < into.Length)
            {
                int read = RandomAccess.Read(memory, into[done..], at + done);
                if (read == 0)
                {
                    break;
                }

                done += read;
            }
        }
        catch (IOException)
        {
        }

        return done;
    }

    // "7f0c1000-7f0c3000 rw-p 00000000 00:00 0    [heap]"
    private static IEnumerable<(long Start, long End, string What)> Regions(int process)
    {
        foreach (string line in File.ReadAllLines($"/proc/{process}/maps"))
        {
            string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            string what = fields.Length > 5 ? fields[5] : "anonymous";
            if (fields[1][0] == 'r' && !what.StartsWith("[v", StringComparison.Ordinal)) // Not the kernel's [vvar], [vsyscall].
            {
                long[] border = [.. fields[0].Split('-').Select(hex => long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
                yield return (border[0], border[1], what);
            }
        }
    }
}
