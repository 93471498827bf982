using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>What a program is told.</summary>
/// <param name="Status">Of HTTP.</param>
internal sealed record ApiAnswer(int Status) : IDisposable
{
    /// <summary>204, which has no body.</summary>
    public static readonly ApiAnswer Nothing = new(StatusCodes.Status204NoContent);

    /// <summary>404 with an empty list of errors: what was asked for is not there.</summary>
    public static readonly ApiAnswer Missing = Error(StatusCodes.Status404NotFound);

    /// <summary>Writes the members of <c>data</c>, or of the whole body where there is no envelope.</summary>
    public Action<Utf8JsonWriter>? Data { get; init; }

    /// <summary>Writes the members of <c>auth</c>.</summary>
    public Action<Utf8JsonWriter>? Auth { get; init; }

    /// <summary>Null where there are none to speak of; an empty list is an error without a text.</summary>
    public IReadOnlyList<string>? Errors { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Seconds for which what was read may be kept: upstream says it for secrets of version 1.</summary>
    public long LeaseSeconds { get; init; }

    /// <summary>A body that is no JSON, with its type.</summary>
    public (string Text, string Type)? Plain { get; init; }

    /// <summary>Wiped when the answer is sent.</summary>
    public IReadOnlyList<IDisposable> Owned { get; init; } = [];

    public static ApiAnswer Of(Action<Utf8JsonWriter> data) => new(StatusCodes.Status200OK) { Data = data };

    public static ApiAnswer Error(int status, params string[] errors) => new(status) { Errors = errors };

    public static ApiAnswer BadRequest(string error) => Error(StatusCodes.Status400BadRequest, error);

    /// <summary>A refusal in upstream's words; ours follow where upstream's say less.</summary>
    public static ApiAnswer Of(Refusal refusal) => UpstreamWords.For(refusal);

    public void Dispose()
    {
        foreach (IDisposable owned in Owned)
        {
            owned.Dispose();
        }
    }
}

/// <summary>A request that is not understood: it is answered, and nothing was done.</summary>
internal sealed class ApiException(int status, string error) : Exception(error)
{
    public int Status { get; } = status;

    public static ApiException BadRequest(string error) => new(StatusCodes.Status400BadRequest, error);
}
