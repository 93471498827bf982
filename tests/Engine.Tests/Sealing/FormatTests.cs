using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

/// <summary>Byte for byte as Vault and OpenBao write it.</summary>
public sealed class FormatTests
{
    private const string KnownStoredKeys =
        "0a4ca0a1a2a3a4a5a6a7a8a9aaabbd3a397f009947ed2737c2814228858c35fe1c42d7e5073ed95c63d43af930539724"
        + "02adea70166f1ace419a4c47a1a4867ac63681ddf90b06ce13f5450b560c2a00";

    private const string KnownRootKey =
        "0000000102a0a1a2a3a4a5a6a7a8a9aaab01b4af865245b6edf21a03bfa224224f3f7d50087be94fd2577cb0d394d397"
        + "208b0a8dab62de6bf6852e096f8deb91feb82fa6bc8571a4a91f41027b2287b91afec99c6b080b192abc0c2688bf0798"
        + "021c8abb6cad93bef8139d50d0a102638e5b91d92d0f29d8c75ad858d9e83676c99b305f8bb5cde4fc0fba5f702468ed"
        + "162b72";

    private static readonly byte[] Nonce = [.. Enumerable.Range(0xA0, 12).Select(i => (byte)i)];

    private static SecretBytes RootKey => Bytes.Secret([.. Enumerable.Repeat((byte)0x11, 32)]);

    private static SecretBytes Kek => Bytes.Secret([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    public void The_stored_keys_of_the_specification_are_written_and_read()
    {
        using SecretBytes kek = Kek;
        using SecretBytes rootKey = RootKey;

        byte[] record = StoredKeys.Wrap(kek, rootKey, Nonce);
        using SecretBytes? read = StoredKeys.Unwrap(kek, record);

        Assert.Equal(KnownStoredKeys, Convert.ToHexStringLower(record));
        Assert.True(read?.Matches(rootKey));
    }

    [Fact]
    public void Another_key_does_not_open_the_stored_keys()
    {
        using SecretBytes kek = SecretBytes.Random(32);

        Assert.Null(StoredKeys.Unwrap(kek, Convert.FromHexString(KnownStoredKeys)));
    }

    // Field 2 (an iv), field 3 (a number) and field 9 (fixed size) around what we need.
    [Fact]
    public void Unknown_fields_of_the_stored_keys_are_passed_over()
    {
        using SecretBytes kek = Kek;
        using SecretBytes? read = StoredKeys.Unwrap(
            kek, Convert.FromHexString("1203aabbcc" + "18ac02" + "490102030405060708" + "4d01020304" + KnownStoredKeys));

        Assert.True(read?.Matches(RootKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2a00")]
    [InlineData("0a4c00")]
    [InlineData("0a")]
    [InlineData("0bff")]
    [InlineData("0affffffffffffffffffff01")]
    public void Stored_keys_that_are_no_such_message_are_damage(string record)
    {
        using SecretBytes kek = Kek;
        Assert.Equal(
            EngineFault.Damaged,
            Assert.Throws<EngineException>(() => StoredKeys.Unwrap(kek, Convert.FromHexString(record))).Fault);
    }

    [Fact]
    public void A_message_of_more_than_127_bytes_is_framed()
    {
        byte[] ciphertext = RandomNumberGenerator.GetBytes(300);

        byte[] message = BlobInfo.Write(ciphertext);

        Assert.Equal([0x0A, 0xAC, 0x02], message[..3]);
        Assert.Equal([0x2A, 0x00], message[^2..]);
        Assert.Equal(ciphertext, BlobInfo.Ciphertext(message).ToArray());
    }

    [Fact]
    public void The_root_key_record_of_the_specification_is_written()
    {
        using SecretBytes rootKey = RootKey;
        using SecretBytes json = KeyringJson.WriteRootKey(rootKey);
        using var cipher = new AesGcm([.. Enumerable.Repeat((byte)0x22, 32)], 16);

        byte[] record = BarrierRecord.Encrypt(cipher, 1, "core/root-key", json.Borrow(), Nonce);

        Assert.Equal(KnownRootKey, Convert.ToHexStringLower(record));
    }

    [Fact]
    public void The_keyring_is_written_as_Go_writes_it()
    {
        using Keyring keyring = SomeKeyring();
        using SecretBytes json = KeyringJson.Write(keyring, 7);

        Assert.Equal(
            """{"MasterKey":"ERERERERERERERERERERERERERERERERERERERERERE=","Keys":[{"Term":1,"Version":1,"Value":"IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI=","InstallTime":"2026-01-02T03:04:05.6789012Z","encryptions":123},{"Term":2,"Version":1,"Value":"MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM=","InstallTime":"2026-01-02T03:04:05Z","encryptions":7}],"RotationConfig":{"Disabled":false,"MaxOperations":3865470566,"Interval":0}}""",
            Encoding.UTF8.GetString(json.Borrow()));
    }

    [Fact]
    public void A_keyring_that_was_written_is_read()
    {
        using Keyring keyring = SomeKeyring();
        using SecretBytes json = KeyringJson.Write(keyring, 0);
        using Keyring read = KeyringReader.Read(json.Borrow());

        Assert.True(read.RootKey.Matches(keyring.RootKey));
        Assert.Equal([1, 2], read.Terms.Select(key => key.Term));
        Assert.Equal([123L, 0L], read.Terms.Select(key => key.Count.Used));
        Assert.Equal(keyring.Terms.Select(key => key.InstallTime), read.Terms.Select(key => key.InstallTime));
        Assert.Equal(keyring.Active.Borrow().ToArray(), read.Active.Borrow().ToArray());
    }

    // Go's map order, nanoseconds, a zone, escapes, fields from the future, no rotation settings.
    [Fact]
    public void A_keyring_that_another_server_wrote_is_read()
    {
        const string Json =
            """
            {"Future":{"Keys":[1]},"Keys":[
              {"InstallTime":"2026-01-02T05:04:05.678901234+02:00","Value":"MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM\u003d","Future":[{}],"Version":1,"Term":12},
              {"Term":3,"Version":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg==","InstallTime":"0001-01-01T00:00:00Z"}],
             "MasterKey":"ERERERERERERERERERERERERERERERERERERERERERE="}
            """;
        using Keyring keyring = KeyringReader.Read(Encoding.UTF8.GetBytes(Json));

        Assert.Equal([3, 12], keyring.Terms.Select(key => key.Term));
        Assert.Equal(
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(6_789_012), keyring.Active.InstallTime);
        Assert.Equal(16, keyring.Find(3).Borrow().Length);
        Assert.Equal(RotationLimits.Upstream.Default, RotationLimits.Upstream.Clamp(keyring.Rotation));
        Assert.Equal(
            "no decryption key available for term 4",
            Assert.Throws<EngineException>(() => keyring.Find(4)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"MasterKey":"AA==","Keys":[]}""")]
    [InlineData("""{"MasterKey":"*","Keys":[]}""")]
    [InlineData("""{"MasterKey":7}""")]
    [InlineData("""{"MasterKey":"AA==","Keys":[{"Term":1,"Value":"AA=="}]}""")]
    [InlineData("""{"MasterKey":"AA==","Keys":[{"Term":0,"Value":"IiIiIiIiIiIiIiIiIiIiIg=="}]}""")]
    [InlineData("""{"MasterKey":"AA==","Keys":[{"Term":1}]}""")]
    [InlineData("""{"MasterKey":"AA==","Keys":[{"Term":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg==","InstallTime":"soon"}]}""")]
    [InlineData("""{"MasterKey":"AA==","Keys":[{"Term":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg=="},{"Term":1,"Value":"MzMzMzMzMzMzMzMzMzMzMw=="}]}""")]
    [InlineData("""{"MasterKey":"AA==","Keys":[{"Term":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg=="}]} x""")]
    [InlineData("""["MasterKey","AA==","Keys"]""")]
    [InlineData("""{"MasterKey":"AA==","Keys":{"Term":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg=="}}""")]
    [InlineData("""{"MasterKey":"AA==","Keys":[{"Term":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg=="},7]}""")]
    [InlineData("""{"MasterKey":"AA==","Keys":[{"Term":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg==","encryptions":-1}]}""")]
    [InlineData("""{"MasterKey":"AA==","Keys":[{"Term":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg=="}],"RotationConfig":[]}""")]
    [InlineData("""{"Keys":[{"Term":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg=="}]}""")]
    public void What_is_no_keyring_is_damage(string json)
    {
        EngineException refusal =
            Assert.Throws<EngineException>(() => KeyringReader.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Equal((EngineFault.Damaged, "the keyring is unreadable"), (refusal.Fault, refusal.Message));
    }

    // Nanoseconds, as Go has them.
    [Fact]
    public void The_rotation_settings_of_another_server_are_read_and_written_back()
    {
        const string Settings = """{"Disabled":true,"MaxOperations":2000000,"Interval":90000000000000}""";
        using Keyring keyring = KeyringReader.Read(Encoding.UTF8.GetBytes(
            $$"""
            {"MasterKey":"ERERERERERERERERERERERERERERERERERERERERERE=","Keys":[{"Term":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg=="}],
             "RotationConfig":{"Future":{"Interval":[1]},{{Settings[1..]}}}
            """));

        using SecretBytes json = KeyringJson.Write(keyring, 0);

        Assert.Equal(new RotationConfig(Enabled: false, 2_000_000, TimeSpan.FromHours(25)), keyring.Rotation);
        Assert.EndsWith($"\"RotationConfig\":{Settings}}}", Encoding.UTF8.GetString(json.Borrow()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    public void Without_rotation_settings_it_rotates_by_upstreams(string settings)
    {
        using Keyring keyring = KeyringReader.Read(Encoding.UTF8.GetBytes(
            $$"""{"MasterKey":"ERERERERERERERERERERERERERERERERERERERERERE=","RotationConfig":{{settings}},"Keys":[{"Term":1,"Value":"IiIiIiIiIiIiIiIiIiIiIg=="}]}"""));

        Assert.Equal(RotationLimits.Upstream.Default, RotationLimits.Upstream.Clamp(keyring.Rotation));
    }

    [Fact]
    public void No_two_records_have_the_same_nonce()
    {
        using Keyring keyring = SomeKeyring();
        using SecretBytes kek = SecretBytes.Random(32);

        string[] nonces =
        [
            .. Enumerable.Range(0, 3).Select(_ => Convert.ToHexString(BlobInfo.Ciphertext(StoredKeys.Wrap(kek, keyring.RootKey).Value)[..12])),
            .. Enumerable.Range(0, 3).Select(_ => Convert.ToHexString(KeyringRecord.Seal(keyring, 0).Value!.AsSpan(5, 12))),
            new string('0', 24),
        ];

        Assert.Distinct(nonces);
    }

    [Theory]
    [InlineData("\"standing\":\"current\"", "\"standing\":\"gone\"")]
    [InlineData("\"target\":\"unseal\"", "\"target\":\"nothing\"")]
    [InlineData("\"threshold\":2", "\"threshold\":4")]
    [InlineData("\"commitments\":[\"", "\"commitments\":[\"AAAA\",\"")]
    public async Task A_share_set_that_does_not_fit_together_is_damage(string what, string instead)
    {
        using TestVault vault = await TestVault.InitialisedAsync(3, 2);
        string sets = Encoding.UTF8.GetString(vault.Store[RecordPaths.ShareSets]);
        string changed = sets.Replace(what, instead, StringComparison.Ordinal);
        vault.Store[RecordPaths.ShareSets] = Encoding.UTF8.GetBytes(changed);

        Assert.NotEqual(sets, changed);
        await TestVault.RefusedAsync(EngineFault.Damaged, () => vault.Engine.ReadStatusAsync(TestVault.Ct));
    }

    [Fact]
    public void Terms_are_found_where_others_are_missing_between_them()
    {
        int[] there = [1, 3, 4, 9, 12, 40];
        using Keyring keyring = Keyrings.Of(RootKey, there);

        for (uint term = 0; term <= 45; term++)
        {
            Assert.Equal(there.Contains((int)term) ? (int)term : null, keyring.TryFind(term)?.Term);
        }

        Assert.Null(keyring.TryFind(uint.MaxValue));
    }

    [Fact]
    public void A_keyring_under_another_root_key_or_that_names_another_one_is_damage()
    {
        using Keyring keyring = SomeKeyring();
        using SecretBytes other = SecretBytes.Random(32);
        using SecretBytes odd = SecretBytes.Random(20);
        using SecretBytes json = KeyringJson.Write(keyring, 0);
        using var cipher = new AesGcm(other.Borrow(), 16);
        byte[] foreign = BarrierRecord.Encrypt(cipher, 1, RecordPaths.Keyring, json.Borrow(), Nonce);
        byte[] later = BarrierRecord.Encrypt(cipher, 2, RecordPaths.Keyring, json.Borrow(), Nonce);
        byte[] own = KeyringRecord.Seal(keyring, 0).Value!;

        KeyringRecord.Open(keyring.RootKey, own).Dispose();
        Assert.Equal("the keyring names another root key", Refusal(other, foreign));
        Assert.Equal("term mis-match", Refusal(other, later));
        Assert.Equal("unseal failed, invalid key", Refusal(other, own));
        Assert.Equal("unseal failed, invalid key", Refusal(odd, own));
        Assert.Equal("invalid cipher length", Refusal(other, own[..5]));

        static string Refusal(SecretBytes key, byte[] record)
        {
            EngineException refusal = Assert.Throws<EngineException>(() => KeyringRecord.Open(key, record));
            Assert.Equal(EngineFault.Damaged, refusal.Fault);
            return refusal.Message;
        }
    }

    [Theory]
    [InlineData(0, 0, 3_865_470_566, 0)]
    [InlineData(1, -1, 1_000_000, 0)]
    [InlineData(2_000_000, 100, 2_000_000, 86_400_000_000_000)]
    [InlineData(9_999_999_999, 90_000_000_000_000, 3_865_470_566, 90_000_000_000_000)]
    public void Rotation_settings_are_clamped(long operations, long interval, long sanOperations, long sanInterval) =>
        Assert.Equal(
            new RotationConfig(false, sanOperations, Nanoseconds(sanInterval)),
            RotationLimits.Upstream.Clamp(new RotationConfig(false, operations, Nanoseconds(interval))));

    private static TimeSpan Nanoseconds(long count) => TimeSpan.FromTicks(count / TimeSpan.NanosecondsPerTick);

    [Fact]
    public void The_seal_configuration_is_written_as_Vault_writes_it()
    {
        byte[] record = SealConfig.Write(ShareScheme.Of(5, 3)).Value!;

        Assert.Equal(
            """{"type":"shamir","secret_shares":5,"secret_threshold":3,"pgp_keys":null,"nonce":"","backup":false}""",
            Encoding.UTF8.GetString(record));
        Assert.Equal(ShareScheme.Of(5, 3), SealConfig.Read(record));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"secret_shares":"5","secret_threshold":3}""")]
    [InlineData("""{"secret_shares":2,"secret_threshold":3}""")]
    [InlineData("""{"secret_shares":1e99,"secret_threshold":3}""")]
    public void What_is_no_seal_configuration_is_damage(string json) =>
        Assert.Equal(
            EngineFault.Damaged,
            Assert.Throws<EngineException>(() => SealConfig.Read(Encoding.UTF8.GetBytes(json))).Fault);

    private static Keyring SomeKeyring()
    {
        var morning = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var first = new TermKey(
            1, Bytes.Secret([.. Enumerable.Repeat((byte)0x22, 32)]), morning.AddTicks(6_789_012), new EncryptionCount(123, 123));
        var second = new TermKey(
            2, Bytes.Secret([.. Enumerable.Repeat((byte)0x33, 32)]), morning, new EncryptionCount(0, 0));
        return new Keyring(RootKey, [first, second], RotationLimits.Upstream.Default);
    }
}
