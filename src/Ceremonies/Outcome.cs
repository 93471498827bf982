using System.Diagnostics.CodeAnalysis;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>What a trip gives back: its value, or the reason it was refused.</summary>
public sealed class Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Refusal? refusal)
    {
        _value = value;
        Refusal = refusal;
    }

    /// <summary>Why not; null when it was done.</summary>
    public Refusal? Refusal { get; }

    /// <summary>True with the value, or false with the reason.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = _value;
        refusal = Refusal;
        return refusal is null;
    }

    /// <summary>Both cases must be answered.</summary>
    public TResult Match<TResult>(Func<T, TResult> done, Func<Refusal, TResult> refused) =>
        TryGet(out T? value, out Refusal? refusal) ? done(value) : refused(refusal);

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The value of a trip that has nothing to tell but that it was done.</summary>
public sealed record Done
{
    public static readonly Done It = new();
}
