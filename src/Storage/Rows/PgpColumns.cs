using KeyCeremonyConsole.Ceremonies.OpenPgp;

namespace KeyCeremonyConsole.Storage.Rows;

/// <summary>An OpenPGP key, which is two columns wherever it stands.</summary>
internal static class PgpColumns
{
    public static PgpKey? Read(string? fingerprint, string? key) => fingerprint is null || key is null ? null : new PgpKey(fingerprint, key);
}
