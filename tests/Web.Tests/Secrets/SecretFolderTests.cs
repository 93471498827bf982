using KeyCeremonyConsole.Web.Secrets;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Secrets;

public sealed class SecretFolderTests
{
    private static readonly string[] Paths = ["billing", "team/a", "team/apps/web", "team/apps/worker", "team/b", "teamwork"];

    [Fact]
    public void Folders_come_once_and_first() =>
        Assert.Equal(["team/ 4", "billing", "teamwork"], SecretFolder.List(Paths, "").Select(Say));

    [Fact]
    public void A_folder_holds_what_is_below_it_and_no_name_that_only_begins_alike() =>
        Assert.Equal(["apps/ 2", "a", "b"], SecretFolder.List(Paths, "team/").Select(Say));

    [Fact]
    public void A_filter_finds_in_every_folder_without_regard_to_case() =>
        Assert.Equal(["team/apps/web", "team/apps/worker", "teamwork"], SecretFolder.Search(Paths, "W").Select(l => l.Path));

    [Theory]
    [InlineData("team/apps/", "team/")]
    [InlineData("team/", "")]
    public void The_way_up_ends_at_the_top(string folder, string parent) => Assert.Equal(parent, SecretFolder.Parent(folder));

    private static string Say(SecretLine line) => line.Below is null ? line.Name : $"{line.Name} {line.Below}";
}
