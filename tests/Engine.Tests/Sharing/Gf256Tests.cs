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
            Assert.Equal(SlowField.Times(a, 2), Gf256.Double((byte)a));
            for (int b = 0; b < 256; b++)
            {
                Assert.Equal(SlowField.Times(a, b), Gf256.Multiply((byte)a, (byte)b));
            }
        }
    }

    [Theory]
    [InlineData(3, 7, 9)]
    [InlineData(3, 0, 0)]
    [InlineData(0x53, 0xCA, 0x01)]
    public void Known_products(byte a, byte b, byte product) => Assert.Equal(product, Gf256.Multiply(a, b));
}
