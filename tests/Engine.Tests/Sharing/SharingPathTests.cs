using CsCheck;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using KeyCeremonyConsole.Engine.Tests.Vectors;

namespace KeyCeremonyConsole.Engine.Tests.Sharing;

/// <summary>Every path that this machine can run, against the textbook and against foreign shares.</summary>
public sealed class SharingPathTests
{
    private static readonly SharingPath[] All = [.. SharingPath.All, new PlainPath()];

    private static readonly Lazy<byte[][]> ForeignCoefficients = new(() =>
    [
        .. Enumerable.Range(0, GoldenVectors.ShamirCount).Select(vector =>
        {
            (_, int threshold, byte[][] rows) = GoldenVectors.Shamir(vector);
            return SlowField.Coefficients(rows[..threshold]);
        }),
    ]);

    public static TheoryData<string> Paths => [.. All.Select(path => path.Name)];

    [Fact]
    public void The_fastest_is_chosen_and_the_portable_one_is_always_there()
    {
        Assert.Same(SharingPath.All[0], SharingPath.Best);
        Assert.Equal(nameof(PortableMultiplier), SharingPath.All[^1].Name);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void All_products_are_those_of_the_textbook(string name)
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        for (int factor = 0; factor < 256; factor++)
        {
            byte[] products = new byte[256];

            Find(name).AddScaled(products, (byte)factor, all);

            Assert.Equal(all.Select(b => (byte)SlowField.Times(b, factor)), products);
        }
    }

    // The weights of two points are b / (a - b) and a / (a - b): every quotient, and so every inverse.
    [Theory]
    [MemberData(nameof(Paths))]
    public void The_weights_of_all_pairs_of_points_are_those_of_the_textbook(string name)
    {
        byte[] inverse = [.. Enumerable.Range(0, 256).Select(b => (byte)(b == 0 ? 0 : SlowField.Over(1, b)))];
        for (int a = 1; a < 256; a++)
        {
            for (int b = 1; b < a; b++)
            {
                byte[] weights = new byte[2];

                Find(name).WeightsAtZero(weights, [(byte)a, (byte)b]);

                Assert.Equal(SlowField.Times(b, inverse[a ^ b]), weights[0]);
                Assert.Equal(SlowField.Times(a, inverse[a ^ b]), weights[1]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Combines_foreign_shares(string name)
    {
        for (int vector = 0; vector < GoldenVectors.ShamirCount; vector++)
        {
            (byte[] secret, int threshold, byte[][] rows) = GoldenVectors.Shamir(vector);
            SecretBytes[] shares = [.. rows.Select(row => Bytes.Secret(row))];

            using SecretBytes some = ShamirSharing.Combine(shares[^threshold..], Find(name));
            using SecretBytes all = ShamirSharing.Combine(shares, Find(name));

            Assert.Equal(secret, some.Open());
            Assert.Equal(secret, all.Open());
            shares.Wipe();
        }
    }

    // The other direction: the foreign implementation drew coefficients; from any T of its shares
    // they can be told, and then ours must deal its very shares.
    [Theory]
    [MemberData(nameof(Paths))]
    public void Deals_the_shares_that_another_implementation_dealt(string name)
    {
        for (int vector = 0; vector < GoldenVectors.ShamirCount; vector++)
        {
            (byte[] secret, _, byte[][] rows) = GoldenVectors.Shamir(vector);
            foreach (byte[] row in rows)
            {
                byte[] y = new byte[secret.Length];
                Find(name).Evaluate(y, row[^1], ForeignCoefficients.Value[vector], secret);
                Assert.Equal(row[..^1], y);
            }
        }
    }

    // Lengths around 32 and 64, where vectors end and single bytes begin.
    [Theory]
    [MemberData(nameof(Paths))]
    public void Gives_the_very_bits_of_the_portable_path(string name) =>
        (from length in Gen.Int[1, 100]
         from rows in Gen.Int[0, 9]
         from coefficients in Gen.Byte.Array[rows * length]
         from secret in Gen.Byte.Array[length]
         from terms in Gen.Byte.Array[length]
         from x in Gen.Byte
         from points in Gen.Shuffle(Enumerable.Range(1, 255).Select(p => (byte)p).ToArray(), 2, 255)
         select (coefficients, secret, terms, x, points))
        .Sample(
            c =>
            {
                Assert.Equal(Run(SharingPath.All[^1]), Run(Find(name)));

                byte[] Run(SharingPath path)
                {
                    byte[] y = new byte[c.secret.Length];
                    byte[] sums = [.. c.secret];
                    byte[] weights = new byte[c.points.Length];
                    path.Evaluate(y, c.x, c.coefficients, c.secret);
                    path.AddScaled(sums, c.x, c.terms);
                    path.WeightsAtZero(weights, c.points);
                    return [.. y, .. sums, .. weights];
                }
            },
            iter: 300);

    [Fact]
    public void The_portable_path_evaluates_and_weighs_as_the_textbook_does() =>
        (from length in Gen.Int[1, 70]
         from threshold in Gen.Int[2, 6]
         from coefficients in Gen.Byte.Array[(threshold - 1) * length]
         from secret in Gen.Byte.Array[length]
         from points in Gen.Shuffle(Enumerable.Range(1, 255).Select(p => (byte)p).ToArray(), threshold)
         select (coefficients, secret, points))
        .Sample(
            c =>
            {
                byte[][] shares = [.. c.points.Select(x =>
                {
                    byte[] share = [.. c.secret, x];
                    SharingPath.All[^1].Evaluate(share.AsSpan(..^1), x, c.coefficients, c.secret);
                    return share;
                })];

                Assert.Equal(c.secret, PlainReader.Combine(shares));
                Assert.Equal(c.coefficients, SlowField.Coefficients(shares));
            },
            iter: 20);

    private static SharingPath Find(string name) => All.Single(path => path.Name == name);
}
