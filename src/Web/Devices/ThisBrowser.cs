using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Secrets;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Devices;

/// <summary>The browser that looks, as far as it is one of its person's devices. Nothing secret crosses here.</summary>
internal sealed class ThisBrowser(IJSRuntime js, string script) : IAsyncDisposable
{
    // Longer than the script waits for its owner: finding a phone and unlocking it takes a while.
    private static readonly TimeSpan AtTheDevice = TimeSpan.FromMinutes(4);

    private IJSObjectReference? _script;

    /// <summary>Which of these devices it is; null when it is none of them, or cannot be one.</summary>
    public async Task<Device?> FindAsync(IReadOnlyList<Device> devices)
    {
        string[] keys = [.. devices.Where(d => !d.IsPasskey).Select(d => d.PublicKey)];
        if (keys.Length == 0)
        {
            return null;
        }

        string? key = await (await ScriptAsync()).InvokeAsync<string?>("find", (object)keys);
        return devices.FirstOrDefault(d => d.PublicKey == key);
    }

    /// <summary>Makes and keeps a key pair.</summary>
    /// <returns>The public key.</returns>
    /// <exception cref="JSException">This browser cannot: it is too old, keeps nothing, or was opened without https.</exception>
    public async Task<byte[]> EnrolAsync() => await (await ScriptAsync()).InvokeAsync<byte[]>("enrol");

    /// <summary>Drops the key of a device that was not taken, or was removed.</summary>
    public async Task ForgetAsync(string publicKey) => await (await ScriptAsync()).InvokeVoidAsync("forget", publicKey);

    /// <summary>Has one of these passkeys make its key. The script holds it, for <see cref="LetGoAsync"/> or a minute.</summary>
    /// <param name="passkeys">Their ids.</param>
    /// <param name="domain">What they are bound to; null for the host of this page.</param>
    public async Task<PasskeyAnswer> UsePasskeyAsync(IEnumerable<Passkey> passkeys, string? domain) =>
        await (await ScriptAsync()).InvokeAsync<PasskeyAnswer>("usePasskey", AtTheDevice, passkeys.Select(p => p.Id).ToArray(), domain);

    /// <summary>The key that a passkey made is gone.</summary>
    public async Task LetGoAsync() => await (await ScriptAsync()).InvokeVoidAsync("letGo");

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
