using System.Reflection;
using System.Text.RegularExpressions;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Engine.Secrets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.SignalR;

namespace KeyCeremonyConsole.Architecture.Tests;

/// <summary>Shapes that keep secrets where they belong and every page behind its question.</summary>
public sealed partial class ShapeTests
{
    private const string BareDoor = "ByShareAsync";

    private static readonly Type[] Secret = [typeof(SecretBytes), typeof(SealedShare), typeof(IOpeningKey), typeof(byte[]), typeof(Memory<byte>), typeof(ReadOnlyMemory<byte>), typeof(Stream)];

    private static IEnumerable<Type> Pages => Source.Web.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>(inherit: false).Any());

    public static TheoryData<Type> Pushed =>
    [
        .. new[] { typeof(CeremonyView), typeof(VaultView), typeof(Ceremonies.Ceremony), typeof(Ceremonies.Audit.AuditEntry).GetProperty("Draft")!.PropertyType }
            .Concat(typeof(ConsoleEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ConsoleEvent))))
            .Concat(Source.Web.GetTypes().Where(t => t.BaseType is { IsGenericType: true } b && b.GetGenericTypeDefinition() == typeof(Hub<>)).Select(t => t.BaseType!.GetGenericArguments()[0]))
            .SelectMany(t => t.IsInterface ? t.GetMethods().SelectMany(m => m.GetParameters()).Select(p => p.ParameterType) : [t])
            .Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Pushed))]
    public void What_is_pushed_to_watchers_holds_no_secret(Type pushed) => Assert.DoesNotContain(Inside(pushed), Secret.Contains);

    [Fact]
    public void The_search_for_secrets_finds_one_deep_inside() =>
        Assert.Contains(typeof(byte[]), Inside(typeof(IReadOnlyList<Ceremonies.Audit.AuditEntry>)));

    [Fact]
    public void There_are_pages() => Assert.NotEmpty(Pages);

    [Fact]
    public void Every_page_asks_who_is_there_or_says_that_it_does_not() => Assert.Empty(
        Pages.Where(p => p.GetCustomAttribute<AuthorizeAttribute>() is null && p.GetCustomAttribute<AllowAnonymousAttribute>() is null)
            .Select(p => p.FullName));

    // A component's fields and parameters are kept for hours, compared, and may be rendered.
    [Fact]
    public void No_component_keeps_a_secret_in_a_parameter_or_a_field() => Assert.Empty(
        Source.Web.GetTypes()
            .Where(t => t.IsAssignableTo(typeof(IComponent)))
            .SelectMany(t => t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => Secret.Contains(f.FieldType))
            .Select(f => $"{f.DeclaringType!.FullName}.{f.Name}"));

    // A share comes sealed, and only a trip opens it; the value of a secret is in memory that is wiped.
    [Fact]
    public void No_trip_takes_a_share_or_the_value_of_a_secret_as_text()
    {
        ParameterInfo[] secrets =
        [
            .. Source.Ceremonies.GetExportedTypes()
                .SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
                .Where(m => !m.IsSpecialName && m.Name.EndsWith("Async", StringComparison.Ordinal))
                .SelectMany(m => m.GetParameters())
                .Where(p => p.Name is "share" or "value" or "secret"),
        ];

        Assert.True(secrets.Length >= 3);
        Assert.All(secrets, p => Assert.Equal(p.Name == "share" && p.Member.Name != BareDoor ? typeof(SealedShare) : typeof(SecretBytes), p.ParameterType));
    }

    // Vault's clients send bare shares. Nobody else may: what a browser hands over is sealed.
    [Fact]
    public void Bare_shares_come_in_through_the_api_alone() => Assert.DoesNotContain(
        Source.Files("src/Web", ".cs", ".razor"),
        f => f.Text.Contains(BareDoor, StringComparison.Ordinal) && !f.Path.StartsWith("src/Web/Api/", StringComparison.Ordinal));

    // Whoever had a method that opens an envelope would have the share.
    [Fact]
    public void Nothing_outside_the_ceremonies_can_open_a_share_that_is_handed_in() => Assert.Equal(
        ["Dispose"],
        typeof(SealedShare).GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).Select(m => m.Name));

    [Fact]
    public void No_trip_gives_a_share_away_unsealed() => Assert.DoesNotContain(
        Source.Ceremonies.GetTypes()
            .Where(t => t.Namespace?.EndsWith(".Delivery", StringComparison.Ordinal) is true && t.IsPublic)
            .SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)),
        m => Inside(m.ReturnType).Contains(typeof(SecretBytes)));

    [Fact]
    public void Key_material_has_no_public_way_to_become_text() => Assert.Empty(
        typeof(SecretBytes).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(m => m.ReturnType == typeof(string) && m.Name != nameof(ToString))
            .Select(m => m.Name));

    // What somebody may do is said by policies: see ConsoleActs. These ask what a role means for people: who may be given a share,
    // that an administrator is left, and two where two must agree, what a cookie says of a person, whom to turn to.
    [Fact]
    public void Nothing_but_rules_about_people_asks_for_a_role() => Assert.Equal(
        [
            "src/Ceremonies/CeremonyOrder.cs", "src/Ceremonies/FourEyes/FourEyesRule.cs", "src/Ceremonies/FourEyes/SetFourEyes.cs",
            "src/Ceremonies/People/ManagePeople.cs", "src/Ceremonies/Quorum/ReadReadiness.cs", "src/Ceremonies/Submitters.cs",
            "src/Web/Ceremonies/JoinPage.razor.cs", "src/Web/Ceremonies/Start/NewCeremonyPage.razor.cs", "src/Web/Dashboard/DashboardPage.razor.cs",
            "src/Web/Identity/PersonClaims.cs", "src/Web/Invitation/InvitationPage.razor.cs", "src/Web/Layout/MainLayout.razor.cs", "src/Web/People/RemoveDialog.razor",
        ],
        Source.Files("src", ".cs", ".razor").Where(f => RoleQuestion().IsMatch(f.Text)).Select(f => f.Path).Order(StringComparer.Ordinal));

    [GeneratedRegex("IsInRole|RequireRole|\\.Is\\(Roles\\.|HasFlag\\(Roles\\.|Authorize\\(Roles", RegexOptions.CultureInvariant)]
    private static partial Regex RoleQuestion();

    private static HashSet<Type> Inside(Type type)
    {
        var seen = new HashSet<Type>();
        var left = new Stack<Type>([type]);
        while (left.TryPop(out Type? next))
        {
            if (seen.Add(next) && !Secret.Contains(next))
            {
                foreach (Type part in Parts(next))
                {
                    left.Push(part);
                }
            }
        }

        return seen;
    }

    private static IEnumerable<Type> Parts(Type type) =>
    [
        .. type.GetGenericArguments(),
        .. type.GetElementType() is { } element ? [element] : Type.EmptyTypes,
        .. type.FullName?.StartsWith("KeyCeremonyConsole.", StringComparison.Ordinal) is true
            ? type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(f => f.FieldType)
            : Type.EmptyTypes,
    ];
}
