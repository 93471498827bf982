using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Seals;

//
//  Bodies carry the root key in base64. They are bytes that are wiped here; what the HTTP stack keeps of them in its
//  own buffers until it reuses them is beyond reach.
//

/// <summary>Sends JSON and takes JSON, without making strings of either.</summary>
internal sealed class JsonCalls(HttpClient http, string who)
{
    private const int LongestAnswer = 64 * 1024;

    /// <param name="request">Without its body.</param>
    /// <param name="body">Wiped afterwards; null sends none.</param>
    /// <param name="read">Takes what is wanted out of the answer, which is wiped afterwards.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="SealProviderException">No answer, a refusal, or an answer that makes no sense.</exception>
    public async Task<T> SendAsync<T>(HttpRequestMessage request, byte[]? body, Func<byte[], T> read, CancellationToken ct)
    {
        byte[] answer = [];
        try
        {
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            using HttpResponseMessage response = await http.SendAsync(request, ct).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new SealProviderException($"{who} refuses with status {(int)response.StatusCode}. {Advice((int)response.StatusCode)}");
            }

            answer = await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
            return answer.Length <= LongestAnswer ? read(answer) : throw Senseless();
        }
        catch (HttpRequestException e)
        {
            throw new SealProviderException($"{who} cannot be reached ({e.Message.TrimEnd('.')}). Look at the server, the network and its name.", e);
        }
        catch (TaskCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new SealProviderException($"{who} did not answer in time.", e);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw Senseless(e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(body);
            CryptographicOperations.ZeroMemory(answer);
        }
    }

    private SealProviderException Senseless(Exception? inner = null) =>
        new($"{who} answers something that makes no sense. Is it the right server?", inner);

    private static string Advice(int status) => status switch
    {
        401 or 403 => "Look at the credentials of the console there, and what they may do.",
        404 => "Look at the name of the key.",
        503 => "It may be sealed itself.",
        _ => "Its own log says why.",
    };
}
