namespace KeyCeremonyConsole.Engine.Storing;

/// <summary>What the engine reads. It never writes: it hands out changes, and the caller saves them.</summary>
public interface IPhysicalStore
{
    /// <summary>The record as it was last committed, or <see langword="null"/>.</summary>
    /// <param name="path">The full path, compared ordinally.</param>
    /// <param name="ct">Ends the reading.</param>
    ValueTask<byte[]?> GetAsync(string path, CancellationToken ct);

    /// <summary>Every full path that begins with the prefix, in ordinal order.</summary>
    /// <param name="prefix">Empty for all.</param>
    /// <param name="ct">Ends the reading.</param>
    ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken ct);
}
