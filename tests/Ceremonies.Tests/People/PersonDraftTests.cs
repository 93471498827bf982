using KeyCeremonyConsole.Ceremonies.People;

namespace KeyCeremonyConsole.Ceremonies.Tests.People;

public sealed class PersonDraftTests
{
    [Fact]
    public void Stray_spaces_and_roles_that_do_not_exist_are_left_out() => Assert.Equal(
        new PersonDraft("Ada Lovelace", "ada@example.org", Roles.Holder),
        new PersonDraft("  Ada Lovelace ", " ada@example.org ", Roles.Holder | (Roles)64).Check().Match(d => d, _ => null!));

    [Theory]
    [InlineData("", "ada", "bad-name")]
    [InlineData("A\u0000da", "ada", "bad-name")]
    [InlineData("A\nda", "ada", "bad-name")]
    [InlineData("Ada", "a", "bad-sign-in-name")]
    [InlineData("Ada", "ad a", "bad-sign-in-name")]
    [InlineData("Ada", "ada\nben", "bad-sign-in-name")]
    [InlineData("Ada", "\u0430da", "bad-sign-in-name")]
    [InlineData("Ada", "<ada>", "bad-sign-in-name")]
    public void A_bad_name_is_refused(string name, string signInName, string code) =>
        Assert.Equal(code, new PersonDraft(name, signInName, Roles.Holder).Check().Refusal?.Code);

    [Theory]
    [InlineData(Limits.Name, null)]
    [InlineData(Limits.Name + 1, "bad-name")]
    public void A_name_has_a_hundred_characters_at_most(int length, string? code) =>
        Assert.Equal(code, new PersonDraft(new string('a', length), "ada", Roles.Holder).Check().Refusal?.Code);

    [Theory]
    [InlineData(Limits.Name, null)]
    [InlineData(Limits.Name + 1, "bad-sign-in-name")]
    public void A_sign_in_name_has_a_hundred_characters_at_most(int length, string? code) =>
        Assert.Equal(code, new PersonDraft("Ada", new string('a', length), Roles.Holder).Check().Refusal?.Code);

    [Fact]
    public void A_role_that_does_not_exist_is_none() =>
        Assert.Equal("no-role", new PersonDraft("Ada", "ada", (Roles)64).Check().Refusal?.Code);
}
