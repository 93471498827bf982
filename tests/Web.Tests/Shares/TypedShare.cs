using Bunit;
using KeyCeremonyConsole.Ceremonies.Sealed;

namespace KeyCeremonyConsole.Web.Tests.Shares;

/// <summary>ShareEntry.razor.js where there is no browser.</summary>
internal static class TypedShare
{
    /// <summary>Seals this text to whatever key the component gives.</summary>
    public static JSRuntimeInvocationHandler<byte[]?> Types(this BunitJSModuleInterop script, byte[] text, SealContext context)
    {
        script.Setup<string?>("problem", _ => true).SetResult(null);
        JSRuntimeInvocationHandler<byte[]?> take = null!;
        take = script.Setup<byte[]?>("take", call =>
        {
            take.SetResult(Phone.Seal(text, (byte[])call.Arguments[1]!, context));
            return true;
        });
        return take;
    }
}
