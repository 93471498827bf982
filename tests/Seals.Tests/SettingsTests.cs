using System.Buffers.Text;
using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Seals.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kcc-settings-");

    public static TheoryData<string, Func<byte[], byte[]>> Written => new()
    {
        { "as it is", key => key },
        { "hexadecimal, with a line end", key => Ascii(Convert.ToHexString(key) + "\n") },
        { "base64", key => Ascii(Convert.ToBase64String(key)) },
        { "base64url", key => Ascii(Base64Url.EncodeToString(key) + "\r\n") },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData()]
    [InlineData("Type", "shamir")]
    [InlineData("Type", "Shamir", "KeyId", "unused")]
    public void Without_a_provider_there_is_none(params string[] settings) => Assert.Null(SealProviders.Create(Settings(settings)));

    [Theory]
    [MemberData(nameof(Written))]
    public async Task A_static_key_is_read_in_every_form(string form, Func<byte[], byte[]> write)
    {
        Assert.NotEmpty(form);
        byte[] key = RandomNumberGenerator.GetBytes(32);
        using IAutoSeal seal = SealProviders.Create(Settings("Type", "static", "KeyId", "2026", "KeyFile", Keep("key", write(key))))!;
        RecordStore store = await RecordStore.InitialiseAsync(seal);

        using IAutoSeal same = SealProviders.Create(Settings("type", "Static", "keyid", "2026", "keyfile", Keep("same", key)))!;
        await store.OpenAsync(same);
    }

    [Fact]
    public async Task A_static_key_can_come_from_the_environment_and_be_followed_by_another()
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        string variable = $"KCC_TEST_{Convert.ToHexString(key[..8])}";
        Environment.SetEnvironmentVariable(variable, Convert.ToHexString(key));
        using IAutoSeal old = SealProviders.Create(Settings("Type", "static", "KeyId", "2025", "KeyVariable", variable))!;
        RecordStore store = await RecordStore.InitialiseAsync(old);

        using IAutoSeal next = SealProviders.Create(Settings(
            "Type", "static", "KeyId", "2026", "KeyFile", Keep("new", RandomNumberGenerator.GetBytes(32)), "PreviousKeyId", "2025", "PreviousKeyVariable", variable))!;
        await store.OpenAsync(next);
    }

    [Theory]
    [InlineData("'nonsense' in Seal:Type is no seal", "Type", "nonsense")]
    [InlineData("needs the setting Seal:KeyId", "Type", "static")]
    [InlineData("needs its key", "Type", "static", "KeyId", "1")]
    [InlineData("cannot be read", "Type", "static", "KeyId", "1", "KeyFile", "/nowhere/key")]
    [InlineData("is not set", "Type", "static", "KeyId", "1", "KeyVariable", "KCC_TEST_NOT_SET")]
    [InlineData("not both", "Type", "static", "KeyId", "1", "KeyVariable", "A", "KeyFile", "B")]
    [InlineData("needs the setting Seal:Address", "Type", "transit")]
    [InlineData("is not an https address", "Type", "transit", "Address", "http://vault.example.org")]
    [InlineData("needs the setting Seal:KeyName", "Type", "transit", "Address", "https://vault.example.org")]
    [InlineData("needs Seal:TokenFile", "Type", "transit", "Address", "https://vault.example.org", "KeyName", "console")]
    [InlineData("needs the setting Seal:VaultUri", "Type", "azurekeyvault")]
    [InlineData("give all of Seal:TenantId", "Type", "azurekeyvault", "VaultUri", "https://a.vault.azure.net", "KeyName", "k", "TenantId", "t")]
    [InlineData("needs the setting Seal:Library", "Type", "pkcs11")]
    [InlineData("does not exist", "Type", "pkcs11", "Library", "/nowhere/lib.so")]
    public void What_is_missing_or_wrong_is_said_in_a_sentence(string said, params string[] settings)
    {
        SealSettingsException wrong = Assert.Throws<SealSettingsException>(() => SealProviders.Create(Settings(settings)));

        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_holds_no_key_and_keys_that_are_one_are_refused()
    {
        string key = Keep("key", RandomNumberGenerator.GetBytes(32));

        Refused("holds no AES-256 key", "Type", "static", "KeyId", "1", "KeyFile", Keep("short", new byte[31]));
        Refused("two keys with two names", "Type", "static", "KeyId", "2", "KeyFile", key, "PreviousKeyId", "1", "PreviousKeyFile", key);
        Refused("give both, or neither", "Type", "static", "KeyId", "2", "KeyFile", key, "PreviousKeyId", "1");
    }

    private static void Refused(string said, params string[] settings) => Assert.Contains(
        said, Assert.Throws<SealSettingsException>(() => SealProviders.Create(Settings(settings))).Message, StringComparison.Ordinal);

    private static SealSettings Settings(params string[] pairs) =>
        new(pairs.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])));

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private string Keep(string name, byte[] content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
