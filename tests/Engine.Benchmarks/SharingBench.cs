using BenchmarkDotNet.Attributes;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Tests.Doubles;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>Sharing 32 bytes: the arithmetic alone, and the whole call with its randomness and locked memory.</summary>
public class SharingBench
{
    private const int Length = 32;

    public static IReadOnlyList<string> Schemes { get; } = ["5/3", "10/7", "255/128"];

    private readonly byte[] _secret = new byte[Length];
    private byte[] _coefficients = [];
    private byte[] _points = [];
    private byte[][] _shares = [];
    private ShareScheme _scheme = ShareScheme.Of(1, 1);
    private SharingPath _path = SharingPath.Best;
    private SecretBytes _whole = SecretBytes.Allocate(0);
    private SecretBytes[] _wholeShares = [];

    [ParamsSource(nameof(Schemes))]
    public string Scheme { get; set; } = "";

    [Params(false, true)]
    public bool Plain { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        string[] numbers = Scheme.Split('/');
        _scheme = ShareScheme.Of(int.Parse(numbers[0], null), int.Parse(numbers[1], null));
        _path = Plain ? new PlainPath() : SharingPath.Best;
        _coefficients = [.. Enumerable.Range(0, (_scheme.Threshold - 1) * Length).Select(i => (byte)(i * 167))];
        _points = [.. Enumerable.Range(0, _scheme.Shares).Select(i => (byte)((i * 91 % 255) + 1))];
        _shares = [.. _points.Select(_ => new byte[Length])];
        SplitArithmetic();
        _whole = SecretBytes.Random(Length);
        _wholeShares = [.. ShamirSharing.Split(_whole, _scheme).Take(_scheme.Threshold)];
    }

    [Benchmark]
    public void SplitArithmetic()
    {
        for (int i = 0; i < _points.Length; i++)
        {
            _path.Evaluate(_shares[i], _points[i], _coefficients, _secret);
        }
    }

    [Benchmark]
    public byte CombineArithmetic()
    {
        Span<byte> sum = stackalloc byte[Length];
        sum.Clear();
        Span<byte> weights = stackalloc byte[_scheme.Threshold];
        _path.WeightsAtZero(weights, _points.AsSpan(0, weights.Length));
        for (int i = 0; i < weights.Length; i++)
        {
            _path.AddScaled(sum, weights[i], _shares[i]);
        }

        return sum[0];
    }

    [Benchmark]
    public void SplitCall()
    {
        foreach (SecretBytes share in ShamirSharing.Split(_whole, _scheme, _path))
        {
            share.Dispose();
        }
    }

    [Benchmark]
    public void CombineCall() => ShamirSharing.Combine(_wholeShares, _path).Dispose();

    [GlobalCleanup]
    public void CleanUp()
    {
        _whole.Dispose();
        Array.ForEach(_wholeShares, share => share.Dispose());
    }
}
