using System.Buffers.Text;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace KeyCeremonyConsole.Storage.Rows;

/// <summary>Passkeys lie in ASP.NET Core Identity's own table, which checks them; the last use is a column of ours.</summary>
internal static class Passkeys
{
    public const string LastUsed = "LastUsed";

    public static byte[] KeyOf(string id) => Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : [];

    public static async Task<IReadOnlyList<Passkey>> ReadAsync(IQueryable<IdentityUserPasskey<string>> rows, CancellationToken ct)
    {
        var found = await rows.Select(p => new { Row = p, Used = EF.Property<DateTimeOffset?>(p, LastUsed) }).ToListAsync(ct);
        return
        [
            .. found.Select(p => ToPasskey(p.Row, p.Used)).OrderBy(p => p.Created).ThenBy(p => p.Id, StringComparer.Ordinal),
        ];
    }

    public static void Write(EntityEntry<IdentityUserPasskey<string>> entry, Passkey passkey)
    {
        entry.Entity.Data = new IdentityPasskeyData
        {
            PublicKey = passkey.Key.PublicKey,
            Name = passkey.Name,
            CreatedAt = passkey.Created,
            SignCount = passkey.Key.SignCount,
            Transports = [.. passkey.Key.Transports],
            IsUserVerified = true, // Nothing less is taken.
            IsBackupEligible = passkey.Key.BackupEligible,
            IsBackedUp = passkey.Key.BackedUp,
            AttestationObject = passkey.Key.Attestation,
            ClientDataJson = passkey.Key.ClientData,
        };
        entry.Property<DateTimeOffset?>(LastUsed).CurrentValue = passkey.LastUsed;
    }

    private static Passkey ToPasskey(IdentityUserPasskey<string> row, DateTimeOffset? used) => new(
        Base64Url.EncodeToString(row.CredentialId),
        new PersonId(row.UserId),
        row.Data.Name ?? "",
        row.Data.CreatedAt,
        used,
        new PasskeyKey(
            row.Data.PublicKey,
            row.Data.SignCount,
            row.Data.Transports ?? [],
            row.Data.IsBackupEligible,
            row.Data.IsBackedUp,
            row.Data.AttestationObject,
            row.Data.ClientDataJson));
}
