using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Live;
using KeyCeremonyConsole.Web.Tests.Live;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

/// <summary>
/// T9, beside <c>Api/MatrixTests</c>: every page, every other endpoint, every method of a hub and every method that JavaScript
/// may call, against everybody. The rows are in Doors.txt; whatever has no row fails, and so does a row without what it is about.
/// </summary>
public sealed class DoorMatrixTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_address_of_the_console_is_open_to_those_in_its_row_and_to_nobody_else()
    {
        await using var app = new ConsoleApp();
        Person ada = await app.SetUpAsync();
        await app.AddAsync(ada, "Ben", Roles.Holder);
        await app.AddAsync(ada, "Cleo", Roles.Auditor);
        (string Name, Visitor Visitor)[] people =
        [
            ("anybody", app.NewVisitor()), ("Administrator", await app.SignInAsync("ada")), ("Holder", await app.SignInAsync("ben")), ("Auditor", await app.SignInAsync("cleo")),
        ];
        var actual = new List<string>();
        foreach (RouteEndpoint endpoint in Endpoints(app))
        {
            var open = new List<string>();
            foreach ((string name, Visitor visitor) in people)
            {
                if (IsPage(endpoint) ? await OpensAsync(visitor, endpoint) : MayEnter(endpoint, name))
                {
                    open.Add(name);
                }
            }

            actual.Add($"{Kind(endpoint)} {Pattern(endpoint)}: {Words(open)}");
        }

        Compare(["page", "endpoint"], actual);
    }

    [Fact]
    public async Task Every_method_of_the_hub_answers_those_in_its_row_and_nobody_else()
    {
        await using var console = new HubConsole();
        await console.InitializeAsync();
        foreach (Person holder in console.Holders.Take(3))
        {
            await console.SubmitAsync(holder);
        }

        Assert.False(console.Get<SealEngine>().IsSealed);
        CeremonyId ceremony = await console.StartRekeyAsync();
        (string Name, Person Person)[] people =
        [
            ("Administrator", console.Administrator), ("Holder", console.Holders[0]), ("Auditor", await console.AddPersonAsync("Nils", Roles.Auditor)),
        ];
        var actual = new List<string>();
        foreach (MethodInfo method in HubMethods())
        {
            var open = new List<string>();
            foreach ((string name, Person person) in people)
            {
                await using HubConnection client = await console.ConnectAsync(person);
                try
                {
                    object? answer = await client.InvokeCoreAsync(
                        method.Name, Answer(method), [.. method.GetParameters().Select(p => p.ParameterType == typeof(string) ? ceremony.Value : throw new NotSupportedException($"Say here what {method.Name} is called with."))], Stop);
                    open.Add(answer is VaultProgress { Term: not null } ? $"{name} with the key" : name);
                }
                catch (HubException)
                {
                }
            }

            actual.Add($"hub {method.DeclaringType!.Name}.{method.Name}: {Words(open)}");
        }

        // A removed person, whose cookie is still good, is not let in at all.
        await console.CommitAsync(new Commit(HubConsole.Note()) { People = [console.Holders[1] with { State = PersonState.Removed }] });
        await using HubConnection gone = await console.NewClientAsync(console.Holders[1]);
        TaskCompletionSource closed = new();
        gone.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        try
        {
            await gone.StartAsync(Stop);
            await closed.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        }
        catch (HttpRequestException refused)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        Compare(["hub"], actual);
    }

    [Fact]
    public void Every_hub_asks_who_is_there() => Assert.All(
        HubMethods().Select(m => m.DeclaringType!).Distinct(), hub => Assert.NotNull(hub.GetCustomAttribute<AuthorizeAttribute>()));

    // There are none: scripts call nobody. Whoever adds one says here who may, and asks them on the server.
    [Fact]
    public void Every_method_that_JavaScript_may_call_has_a_row() => Compare(["js"], [.. JavaScriptMethods().Select(m => $"js {m.DeclaringType!.Name}.{m.Name}: says in a test of its own who may")]);

    [Fact]
    public void The_search_for_methods_that_JavaScript_may_call_finds_one() =>
        Assert.Equal(nameof(Callable), Assert.Single(JavaScriptMethodsOf(typeof(DoorMatrixTests).Assembly)).Name);

    [JSInvokable]
    internal static void Callable()
    {
    }

    private static IEnumerable<MethodInfo> HubMethods() => typeof(CeremonyHub).Assembly.GetTypes()
        .Where(t => t.IsAssignableTo(typeof(Hub)) && !t.IsAbstract)
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(m => !m.IsSpecialName && m.GetBaseDefinition() == m)
        .OrderBy(m => m.Name, StringComparer.Ordinal);

    private static IEnumerable<MethodInfo> JavaScriptMethods() => JavaScriptMethodsOf(typeof(CeremonyHub).Assembly);

    private static IEnumerable<MethodInfo> JavaScriptMethodsOf(Assembly assembly) => assembly.GetTypes()
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(m => m.GetCustomAttribute<JSInvokableAttribute>() is not null);

    private static Type Answer(MethodInfo method) => method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(object);

    // Without the framework's own (the circuit) and the files that every page is made of.
    private static IEnumerable<RouteEndpoint> Endpoints(ConsoleApp app) => app.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(e => !Pattern(e).StartsWith("/_", StringComparison.Ordinal) && e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
        .OrderBy(Kind, StringComparer.Ordinal).ThenBy(Pattern, StringComparer.Ordinal)
        .DistinctBy(e => (Kind(e), Pattern(e)));

    private static bool IsPage(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    private static string Kind(RouteEndpoint endpoint) => IsPage(endpoint) ? "page" : "endpoint";

    private static string Pattern(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private static async Task<bool> OpensAsync(Visitor visitor, RouteEndpoint endpoint)
    {
        string address = string.Join('/', Pattern(endpoint).Split('/').Select(part => part.StartsWith('{') ? "x" : part));
        Page page = await visitor.GetAsync(address);
        bool refused = page.Status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized || page.Location?.StartsWith("/sign-in?", StringComparison.Ordinal) is true;
        return !refused || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null; // The page about refusals has that status itself.
    }

    // Those are not called, for some of them act: their own tests do. What stands at their door is looked at.
    private static bool MayEnter(RouteEndpoint endpoint, string who)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return true;
        }

        string[] policies = [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).OfType<string>()];
        return who != "anybody" && policies.All(policy => PageAccess.Acts[policy].Any(act => MayByBuiltIn(act, who)));
    }

    private static bool MayByBuiltIn(Act act, string role)
    {
        IEnumerable<AccessPolicy> policies = PolicyStore.Of(Enum.Parse<Roles>(role))
            .Select(name => BuiltInPolicies.Find(name)!);
        return act.Path is null || new Acl(policies).Allows(act.Path, act.Needed);
    }

    private static string Words(List<string> open) => open.Count == 0 ? "nobody" : string.Join(", ", open);

    private static void Compare(string[] kinds, IReadOnlyList<string> actual, [CallerFilePath] string here = "")
    {
        string[] rows =
        [
            .. File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "Doors.txt"), Encoding.UTF8)
                .Where(line => Array.Exists(kinds, kind => line.StartsWith(kind + " ", StringComparison.Ordinal))),
        ];
        if (!rows.SequenceEqual(actual))
        {
            File.WriteAllLines(Path.Combine(Path.GetTempPath(), $"Doors.{kinds[0]}.actual.txt"), actual);
        }

        Assert.Equal(rows, actual);
    }
}
