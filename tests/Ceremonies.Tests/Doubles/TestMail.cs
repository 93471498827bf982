using KeyCeremonyConsole.Ceremonies.Mail;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>A mail server that takes every letter, or none.</summary>
internal sealed class TestMail : IMail
{
    public bool IsConfigured { get; set; } = true;

    internal string? Problem { get; set; }

    internal List<Letter> Letters { get; } = [];

    public Task<IReadOnlyList<string?>> SendAsync(IReadOnlyList<Letter> letters, CancellationToken ct)
    {
        Letters.AddRange(letters);
        return Task.FromResult<IReadOnlyList<string?>>([.. letters.Select(_ => Problem)]);
    }
}
