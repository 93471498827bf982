//
//  The keyring as Go's encoding/json writes it, field for field:
//
//    {"MasterKey":"<base64>","Keys":[{"Term":1,"Version":1,"Value":"<base64>",
//     "InstallTime":"2026-01-02T03:04:05.678901234Z","encryptions":123}],
//     "RotationConfig":{"Disabled":false,"MaxOperations":3865470566,"Interval":0}}
//
//  encryptions is left out when 0. Reading: any order, unknown fields are passed over.
//  Source: openbao/openbao, vault/keyring.go. Vault zeroes the count of an old term; we keep it.
//
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

internal static class KeyringJson
{
    // Names, numbers and a date of one key take 190 bytes at most, besides its value.
    private const int RoomPerKey = 256;
    private const int RoomAround = 512;

    /// <param name="keyring">What to write.</param>
    /// <param name="activeEncryptions">The active term's count: what is reserved once this is saved.</param>
    internal static SecretBytes Write(Keyring keyring, long activeEncryptions)
    {
        int room = RoomAround + keyring.Terms.Sum(key => RoomPerKey + (key.Borrow().Length * 2));
        using SecretBytes buffer = SecretBytes.Allocate(room);
        var json = new SecretWriter(buffer);
        json.Ascii("{\"MasterKey\":\""u8);
        json.Base64Of(keyring.RootKey.Borrow());
        json.Ascii("\",\"Keys\":["u8);
        for (int i = 0; i < keyring.Terms.Count; i++)
        {
            TermKey key = keyring.Terms[i];
            json.Ascii(i == 0 ? ""u8 : ","u8);
            WriteKey(
                ref json, key.Term, key.Borrow(), key.InstallTime,
                key == keyring.Active ? activeEncryptions : key.Count.Reserved);
        }

        json.Ascii("],\"RotationConfig\":{\"Disabled\":"u8);
        json.Ascii(keyring.Rotation.Enabled ? "false"u8 : "true"u8);
        json.Ascii(",\"MaxOperations\":"u8);
        json.Number(keyring.Rotation.MaxOperations);
        json.Ascii(",\"Interval\":"u8);
        json.Number(checked(keyring.Rotation.Interval.Ticks * TimeSpan.NanosecondsPerTick));
        json.Ascii("}}"u8);
        return json.Finish();
    }

    /// <summary>The root key as one key: the active term, and Go's zero for the date.</summary>
    internal static SecretBytes WriteRootKey(SecretBytes rootKey)
    {
        using SecretBytes buffer = SecretBytes.Allocate(RoomPerKey + (rootKey.Length * 2));
        var json = new SecretWriter(buffer);
        WriteKey(ref json, 1, rootKey.Borrow(), DateTimeOffset.MinValue, 0);
        return json.Finish();
    }

    private static void WriteKey(
        ref SecretWriter json, int term, ReadOnlySpan<byte> value, DateTimeOffset installed, long encryptions)
    {
        json.Ascii("{\"Term\":"u8);
        json.Number(term);
        json.Ascii(",\"Version\":1,\"Value\":\""u8);
        json.Base64Of(value);
        json.Ascii("\",\"InstallTime\":\""u8);
        json.Time(installed);
        json.Ascii("\""u8);
        if (encryptions > 0)
        {
            json.Ascii(",\"encryptions\":"u8);
            json.Number(encryptions);
        }

        json.Ascii("}"u8);
    }
}
