using System.Buffers.Text;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Writes small JSON straight into a secret, so that no writer's buffer keeps a copy of a key.</summary>
internal ref struct SecretWriter(SecretBytes room)
{
    private readonly Span<byte> _room = room.Fill();
    private int _written;

    internal void Ascii(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_room[_written..]);
        _written += text.Length;
    }

    internal void Number(long number)
    {
        if (!Utf8Formatter.TryFormat(number, _room[_written..], out int length))
        {
            throw new ArgumentException("too little room");
        }

        _written += length;
    }

    internal void Base64Of(ReadOnlySpan<byte> bytes)
    {
        if (Base64.EncodeToUtf8(bytes, _room[_written..], out _, out int length) != System.Buffers.OperationStatus.Done)
        {
            throw new ArgumentException("too little room");
        }

        _written += length;
    }

    /// <summary>Go's RFC 3339 with nanoseconds: UTC, and no zeroes at the end of the fraction.</summary>
    internal void Time(DateTimeOffset time)
    {
        const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";
        if (!time.UtcDateTime.TryFormat(_room[_written..], out int length, Format, null))
        {
            throw new ArgumentException("too little room");
        }

        _written += length;
    }

    /// <summary>What was written, in a secret of just that size.</summary>
    internal readonly SecretBytes Finish()
    {
        SecretBytes text = SecretBytes.Allocate(_written);
        _room[.._written].CopyTo(text.Fill());
        return text;
    }
}
