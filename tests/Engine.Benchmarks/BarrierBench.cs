using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using Barrier = KeyCeremonyConsole.Engine.Sealing.Barrier;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>A record through the barrier against AesGcm alone: same key, size and additional data.</summary>
/// <remarks>
/// Both allocate their result. AesGcm alone decrypts into memory that is there already, and uses one nonce for ever.
/// </remarks>
public class BarrierBench
{
    private const string Path = "secret/things/one";
    private const int Overhead = BarrierRecord.Overhead;

    public static IReadOnlyList<int> Sizes { get; } = [64, 1 << 10, 16 << 10, 256 << 10, 1 << 20];

    private readonly byte[] _key = new byte[32];
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _tag = new byte[16];
    private readonly byte[] _path = Encoding.UTF8.GetBytes(Path);
    private readonly Barrier _barrier = new();
    private AesGcm? _raw;
    private byte[] _plaintext = [];
    private byte[] _ciphertext = [];
    private byte[] _record = [];

    [ParamsSource(nameof(Sizes))]
    public int Size { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _plaintext = new byte[Size];
        _ciphertext = new byte[Size];
        var key = new TermKey(1, SecretBytes.Take([.. _key]), default, new EncryptionCount(0, long.MaxValue));
        _barrier.Switch(_ => new Keyring(SecretBytes.Random(32), [key], RotationLimits.Upstream.Default));
        _record = _barrier.TryEncrypt(Path, _plaintext)!;
        _raw = new AesGcm(_key, _tag.Length);
        _raw.Encrypt(_nonce, _plaintext, _ciphertext, _tag, _path);
    }

    [Benchmark]
    public byte[] Encrypt() => _barrier.TryEncrypt(Path, _plaintext)!;

    [Benchmark]
    public byte[] EncryptRaw()
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(Size + Overhead);
        _raw!.Encrypt(_nonce, _plaintext, result.AsSpan(0, Size), result.AsSpan(Size, _tag.Length), _path);
        return result;
    }

    [Benchmark]
    public void Decrypt() => _barrier.Decrypt(Path, _record).Dispose();

    [Benchmark]
    public void DecryptRaw() => _raw!.Decrypt(_nonce, _ciphertext, _tag, _plaintext, _path);

    [GlobalCleanup]
    public void CleanUp()
    {
        _barrier.Dispose();
        _raw?.Dispose();
    }
}
