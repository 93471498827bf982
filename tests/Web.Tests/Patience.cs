using System.Runtime.CompilerServices;
using Bunit;

namespace KeyCeremonyConsole.Web.Tests;

/// <summary>How long a test waits for what must come: a busy machine is slow, and that is not what is tested.</summary>
internal static class Patience
{
    [ModuleInitializer]
    internal static void Set() => BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(30);
}
