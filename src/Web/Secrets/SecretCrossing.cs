using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Secrets;

/// <summary>How the bytes of a secret cross between here and the browser: as bytes, wiped on this side at once.</summary>
internal static class SecretCrossing
{
    /// <summary>Lends a copy for one call, then wipes the copy and the secret.</summary>
    public static async Task LendAsync(this SecretBytes secret, Func<byte[], ValueTask> call)
    {
        byte[] bytes = secret.Borrow().ToArray();
        secret.Dispose();
        try
        {
            await call(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>
    /// Fetches <paramref name="length"/> bytes from the module's <c>piece(offset)</c>. In pieces, because one message
    /// of a circuit holds 32 KB.
    /// </summary>
    /// <exception cref="JSException">The browser sent fewer or more bytes than it said.</exception>
    public static async Task<SecretBytes> FetchAsync(this IJSObjectReference script, int length)
    {
        var secret = SecretBytes.Allocate(length);
        try
        {
            for (int offset = 0; offset < length;)
            {
                byte[] piece = await script.InvokeAsync<byte[]>("piece", offset);
                offset += Put(piece, secret, offset);
            }

            return secret;
        }
        catch
        {
            secret.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of a module; when the circuit is gone, so is the module.</summary>
    public static async ValueTask DisposeQuietlyAsync(this IJSObjectReference script)
    {
        try
        {
            await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
        }
    }

    private static int Put(byte[] piece, SecretBytes secret, int offset)
    {
        try
        {
            if (piece.Length == 0 || piece.Length > secret.Length - offset)
            {
                throw new JSException("The values did not arrive whole.");
            }

            piece.CopyTo(secret.Fill()[offset..]);
            return piece.Length;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(piece);
        }
    }
}
