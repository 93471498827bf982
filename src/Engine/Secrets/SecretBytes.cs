using System.Diagnostics;
using System.Security.Cryptography;

namespace KeyCeremonyConsole.Engine.Secrets;

/// <summary>Key material that owns its memory, wipes it when disposed, and never prints itself.</summary>
/// <remarks>
/// On Linux the bytes lie on pages for secrets only, locked into RAM where the system allows and left out
/// of core dumps; elsewhere on the native heap. Either way the garbage collector leaves no copies. It
/// shortens the time a secret lies in memory; whoever can read this process's memory still reads it.
/// One owner disposes it, and not while another thread still uses a span of it.
/// </remarks>
[DebuggerDisplay("SecretBytes, {Length} bytes")]
public sealed class SecretBytes : IDisposable
{
    private static volatile bool _locked;

    private readonly SecretRoom _room;
    private int _disposed;

    private SecretBytes(int length)
    {
        Length = length;
        _room = SecretRoom.For(length);
        _locked = _room.Locked;
    }

    /// <summary>Whether the last attempt to lock key material into RAM worked. Best effort only.</summary>
    public static bool Locked => _locked;

    /// <summary>How many bytes it holds. Stays readable after <see cref="Dispose"/>.</summary>
    public int Length { get; }

    /// <summary>All zeroes, to be filled in place.</summary>
    /// <param name="length">In bytes, zero allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static SecretBytes Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new SecretBytes(length);
    }

    /// <summary>Takes over <paramref name="source"/>: copies it, then wipes it.</summary>
    /// <param name="source">Zeroes afterwards.</param>
    public static SecretBytes Take(Span<byte> source)
    {
        SecretBytes secret = Allocate(source.Length);
        source.CopyTo(secret.Fill());
        CryptographicOperations.ZeroMemory(source);
        return secret;
    }

    /// <summary>Uniform bytes from the system's random generator.</summary>
    /// <param name="length">In bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static SecretBytes Random(int length)
    {
        SecretBytes secret = Allocate(length);
        RandomNumberGenerator.Fill(secret.Fill());
        return secret;
    }

    /// <summary>The bytes themselves. Borrow them for one call, while the owner is held; never keep the span.</summary>
    /// <exception cref="ObjectDisposedException">The secret is already wiped.</exception>
    public ReadOnlySpan<byte> Borrow() => Fill();

    /// <summary>A writable view, for code that builds a secret in place.</summary>
    /// <exception cref="ObjectDisposedException">The secret is already wiped.</exception>
    public Span<byte> Fill()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _room.Bytes(Length);
    }

    /// <summary>Compares in time that depends on the lengths alone.</summary>
    /// <param name="other">Another length never matches.</param>
    /// <exception cref="ObjectDisposedException">Either is already wiped.</exception>
    public bool Matches(SecretBytes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return CryptographicOperations.FixedTimeEquals(Borrow(), other.Borrow());
    }

    /// <summary>A second secret with the same bytes and an owner of its own.</summary>
    /// <exception cref="ObjectDisposedException">The secret is already wiped.</exception>
    public SecretBytes Copy()
    {
        ReadOnlySpan<byte> bytes = Borrow();
        SecretBytes copy = Allocate(Length);
        bytes.CopyTo(copy.Fill());
        return copy;
    }

    /// <summary>Says how long it is, and nothing else.</summary>
    public override string ToString() => $"SecretBytes({Length})";

    /// <summary>Wipes the bytes and gives the memory back, for another secret or to the system. A second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _room.GiveBack(Length);
        }
    }
}
