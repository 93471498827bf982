using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>What a rekey keeps inside the barrier until its shares are verified.</summary>
/// <remarks>
/// A version byte, the set's id, the digest of its row, the new KEK. The row itself lies in the open;
/// without the digest, whoever edits the store could have holders prove other shares than the real ones.
/// </remarks>
internal static class PendingRekey
{
    private const byte Version = 1;
    private const int KekAt = 1 + DealtSet.IdLength + SHA256.HashSizeInBytes;

    internal static RecordChange Seal(TermKey key, DealtSet pending, SecretBytes kek)
    {
        using SecretBytes text = SecretBytes.Allocate(KekAt + kek.Length);
        WriteHead(text.Fill(), pending);
        kek.Borrow().CopyTo(text.Fill()[KekAt..]);
        return new RecordChange(RecordPaths.PendingRekey, key.Encrypt(RecordPaths.PendingRekey, text.Borrow()));
    }

    /// <summary>The new KEK, which the caller disposes.</summary>
    /// <exception cref="EngineException">Damaged: unreadable, or not about this set as it was dealt.</exception>
    internal static SecretBytes Open(Keyring keyring, DealtSet? pending, byte[] record)
    {
        using SecretBytes text = keyring.Find(BarrierRecord.TermOf(record)).Decrypt(RecordPaths.PendingRekey, record);
        byte[] head = new byte[KekAt];
        if (pending is not null)
        {
            WriteHead(head, pending);
        }

        if (pending is null
            || text.Length != KekAt + TermKey.KeyLength
            || !CryptographicOperations.FixedTimeEquals(head, text.Borrow()[..KekAt]))
        {
            throw EngineException.Damaged("the pending rekey and the pending share set differ");
        }

        SecretBytes kek = SecretBytes.Allocate(TermKey.KeyLength);
        text.Borrow()[KekAt..].CopyTo(kek.Fill());
        return kek;
    }

    private static void WriteHead(Span<byte> head, DealtSet pending)
    {
        head[0] = Version;
        Convert.FromHexString(pending.Set.Id).CopyTo(head[1..]);
        pending.Digest().CopyTo(head[(1 + DealtSet.IdLength)..]);
    }
}
