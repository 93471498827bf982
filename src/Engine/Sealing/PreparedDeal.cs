using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A prepared change that deals new shares.</summary>
public sealed class PreparedDeal : PreparedChange
{
    internal PreparedDeal(
        Vessel vessel,
        IReadOnlyList<RecordChange> changes,
        MemoryChange? memory,
        IReadOnlyList<SecretBytes> shares,
        ShareSet set)
        : base(vessel, changes, memory)
    {
        Shares = shares;
        Set = set;
    }

    /// <summary>The new shares, number 1 first. Wiped when this is disposed, adopted or not.</summary>
    public IReadOnlyList<SecretBytes> Shares { get; }

    /// <summary>The set they make up.</summary>
    public ShareSet Set { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (SecretBytes share in Shares)
        {
            share.Dispose();
        }
    }
}
