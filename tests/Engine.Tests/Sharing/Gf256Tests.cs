using CsCheck;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Tests.Doubles;

namespace KeyCeremonyConsole.Engine.Tests.Sharing;

public sealed class Gf256Tests
{
    [Fact]
    public void All_products_are_those_of_the_textbook()
    {
        for (int a = 0; a < 256; a++)
        {
            for (int b = 0; b < 256; b++)
            {
                Assert.Equal(SlowField.Times(a, b), Gf256.Multiply((byte)a, (byte)b));
            }
        }
    }

    [Fact]
    public void Every_number_but_zero_has_an_inverse()
    {
        Assert.Equal(0, Gf256.Invert(0));
        for (int a = 1; a < 256; a++)
        {
            Assert.Equal(1, Gf256.Multiply((byte)a, Gf256.Invert((byte)a)));
        }
    }

    [Fact]
    public void Division_undoes_multiplication() =>
        Gen.Select(Gen.Byte, Gen.Byte[1, 255]).Sample((a, b) => Gf256.Divide(Gf256.Multiply(a, b), b) == a);

    [Fact]
    public void Multiplication_distributes_over_addition() =>
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte).Sample((a, b, c) =>
            Gf256.Multiply(a, (byte)(b ^ c)) == (Gf256.Multiply(a, b) ^ Gf256.Multiply(a, c)));

    [Theory]
    [InlineData(3, 7, 9)]
    [InlineData(3, 0, 0)]
    [InlineData(0x53, 0xCA, 0x01)]
    public void Known_products(byte a, byte b, byte product) => Assert.Equal(product, Gf256.Multiply(a, b));

    [Theory]
    [InlineData(6, 3, 2)]
    [InlineData(3, 3, 1)]
    [InlineData(0, 7, 0)]
    public void Known_quotients(byte a, byte b, byte quotient) => Assert.Equal(quotient, Gf256.Divide(a, b));

    [Fact]
    public void Nothing_is_divided_by_zero() =>
        Assert.Throws<DivideByZeroException>(() => Gf256.Divide(1, 0));

    // Lengths around 32, where vectors end and single bytes begin.
    [Fact]
    public void Many_at_once_are_as_one_by_one() =>
        (from length in Gen.Int[0, 100]
         from values in Gen.Byte.Array[length]
         from terms in Gen.Byte.Array[length]
         from factor in Gen.Byte
         select (values, terms, factor))
        .Sample(c =>
        {
            byte[] scaled = [.. c.values];
            byte[] added = [.. c.values];

            Gf256.ScaleThenAdd(scaled, c.factor, c.terms);
            Gf256.AddScaled(added, c.factor, c.terms);

            for (int i = 0; i < c.values.Length; i++)
            {
                Assert.Equal(SlowField.Times(c.values[i], c.factor) ^ c.terms[i], scaled[i]);
                Assert.Equal(SlowField.Times(c.terms[i], c.factor) ^ c.values[i], added[i]);
            }
        });
}
