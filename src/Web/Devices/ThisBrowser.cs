using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Web.Secrets;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Devices;

/// <summary>The browser that looks, as far as it is one of its person's devices. Nothing secret crosses here.</summary>
internal sealed class ThisBrowser(IJSRuntime js, string script) : IAsyncDisposable
{
    private IJSObjectReference? _script;

    /// <summary>Which of these devices it is; null when it is none of them, or cannot be one.</summary>
    public async Task<Device?> FindAsync(IReadOnlyList<Device> devices)
    {
        if (devices.Count == 0)
        {
            return null;
        }

        string? key = await (await ScriptAsync()).InvokeAsync<string?>("find", devices.Select(d => d.PublicKey));
        return devices.FirstOrDefault(d => d.PublicKey == key);
    }

    /// <summary>Makes and keeps a key pair.</summary>
    /// <returns>The public key.</returns>
    /// <exception cref="JSException">This browser cannot: it is too old, keeps nothing, or was opened without https.</exception>
    public async Task<byte[]> EnrolAsync() => await (await ScriptAsync()).InvokeAsync<byte[]>("enrol");

    /// <summary>Drops the key of a device that was not taken, or was removed.</summary>
    public async Task ForgetAsync(string publicKey) => await (await ScriptAsync()).InvokeVoidAsync("forget", publicKey);

    public async Task<string> SuggestNameAsync() => await (await ScriptAsync()).InvokeAsync<string>("suggestName");

    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await _script.DisposeQuietlyAsync();
        }
    }

    private async Task<IJSObjectReference> ScriptAsync() => _script ??= await js.InvokeAsync<IJSObjectReference>("import", $"./{script}");
}
