using KeyCeremonyConsole.Web.Identity;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("four calm otters")]
    [InlineData("correcthorsebatterystaple")]
    [InlineData("my secret garden wall")]
    [InlineData("пароль из слов")]
    public void Long_ones_of_any_signs_are_taken(string password) => Assert.Null(PasswordRules.Problem(password, password, "ada"));

    [Theory]
    [InlineData("elevensigns")]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("123456789012")]
    [InlineData("Password2026!")]
    [InlineData("passwordpassword")]
    [InlineData("I am ADA of course")]
    public void Short_common_and_telling_ones_are_not(string password) => Assert.NotNull(PasswordRules.Problem(password, password, "ada"));

    [Fact]
    public void A_name_of_two_letters_may_be_part_of_a_word() => Assert.Null(PasswordRules.Problem("bold green cats", "bold green cats", "bo"));

    [Fact]
    public void An_endless_one_is_not_hashed() => Assert.NotNull(PasswordRules.Problem(new string('x', 200) + "abcdefghij" + new string('y', 200), "", "ada"));
}
