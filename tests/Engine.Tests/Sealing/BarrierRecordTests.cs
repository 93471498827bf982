using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using KeyCeremonyConsole.Engine.Tests.Vectors;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class BarrierRecordTests
{
    private const string Path = "logical/11111111-2222-3333-4444-555555555555/foo";
    private const string Known =
        "0000000702a0a1a2a3a4a5a6a7a8a9aaab051ede5db4f5ba88db49dd985bcad321f40f4e9dd888c8d7219bbbb95a";
    private const string KnownUnbound =
        "0000000701a0a1a2a3a4a5a6a7a8a9aaab051ede5db4f5ba88db49dd985b4bb6e09837806710d3215254a5a17b14";

    private static readonly byte[] Key = [.. Enumerable.Range(0x20, 32).Select(i => (byte)i)];

    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, GoldenVectors.RecordCount)];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Foreign_records_are_read_and_written_to_the_byte(int vector)
    {
        (byte[] key, int term, string path, byte[] plaintext, byte[] record) = GoldenVectors.Record(vector);
        using var cipher = new AesGcm(key, 16);

        using SecretBytes read = BarrierRecord.Decrypt(cipher, path, record);

        Assert.Equal(plaintext, read.Open());
        Assert.Equal((uint)term, BarrierRecord.TermOf(record));
        Assert.Equal(record, BarrierRecord.Encrypt(cipher, term, path, plaintext, record.AsSpan(5, 12)));
    }

    [Fact]
    public void The_record_of_the_specification_is_written()
    {
        using var cipher = new AesGcm(Key, 16);
        byte[] nonce = [.. Enumerable.Range(0xA0, 12).Select(i => (byte)i)];

        byte[] record = BarrierRecord.Encrypt(cipher, 7, Path, "{\"zip\":\"zap\"}"u8, nonce);

        Assert.Equal(Known, Convert.ToHexStringLower(record));
    }

    [Theory]
    [InlineData(Known)]
    [InlineData(KnownUnbound)]
    public void Both_versions_are_read(string record)
    {
        using var cipher = new AesGcm(Key, 16);

        using SecretBytes plaintext = BarrierRecord.Decrypt(cipher, Path, Convert.FromHexString(record));

        Assert.Equal("{\"zip\":\"zap\"}"u8.ToArray(), plaintext.Open());
    }

    [Fact]
    public void A_long_path_is_bound_as_well()
    {
        string path = "logical/" + new string('ü', 1000);
        using var cipher = new AesGcm(Key, 16);
        byte[] record = BarrierRecord.Encrypt(cipher, 1, path, [1, 2], new byte[12]);

        using SecretBytes plaintext = BarrierRecord.Decrypt(cipher, path, record);

        Assert.Equal([1, 2], plaintext.Open());
        Refused("decryption failed: cipher: message authentication failed", path + "x", record);
    }

    [Theory]
    [InlineData("", "invalid cipher length")]
    [InlineData("0000000702", "invalid cipher length")]
    [InlineData("000000070301", "version bytes mis-match")]
    [InlineData("000000070201", "decryption failed: cipher: message authentication failed")]
    public void Short_or_strange_records_are_refused_in_Vaults_words(string record, string words) =>
        Refused(words, Path, Convert.FromHexString(record));

    [Fact]
    public void A_record_without_a_term_is_refused_in_Vaults_words() =>
        Assert.Equal(
            "invalid value",
            Assert.Throws<EngineException>(() => BarrierRecord.TermOf(new byte[3])).Message);

    [Fact]
    public void Any_flipped_bit_behind_the_term_is_noticed()
    {
        byte[] record = Convert.FromHexString(Known);
        for (int bit = 32; bit < record.Length * 8; bit++)
        {
            byte[] changed = [.. record];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            using var cipher = new AesGcm(Key, 16);
            Assert.Equal(
                EngineFault.Damaged,
                Assert.Throws<EngineException>(() => BarrierRecord.Decrypt(cipher, Path, changed)).Fault);
        }
    }

    [Fact]
    public void A_record_cannot_be_moved_to_another_path() =>
        Refused("decryption failed: cipher: message authentication failed", "other", Convert.FromHexString(Known));

    private static void Refused(string words, string path, byte[] record)
    {
        using var cipher = new AesGcm(Key, 16);
        EngineException refusal = Assert.Throws<EngineException>(() => BarrierRecord.Decrypt(cipher, path, record));
        Assert.Equal((EngineFault.Damaged, words), (refusal.Fault, refusal.Message));
    }
}
