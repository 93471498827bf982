using System.Net;
using KeyCeremonyConsole.Ceremonies.People;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.AccessPolicies;

public sealed class PoliciesAccessTests
{
    [Fact]
    public async Task The_page_opens_for_administrators_and_auditors_alone()
    {
        await using var app = new ConsoleApp();
        Person ada = await app.SetUpAsync();
        await app.AddAsync(ada, "Cleo", Roles.Auditor);
        await app.AddAsync(ada, "Ben", Roles.Holder);

        Assert.Equal(HttpStatusCode.OK, (await (await app.SignInAsync("ada")).GetAsync("/policies")).Status);
        Assert.Equal(HttpStatusCode.OK, (await (await app.SignInAsync("cleo")).GetAsync("/policies")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.SignInAsync("ben")).GetAsync("/policies")).Status);
        Assert.StartsWith("/sign-in", (await app.NewVisitor().GetAsync("/policies")).Location, StringComparison.Ordinal);
    }
}
