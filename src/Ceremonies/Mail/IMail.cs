namespace KeyCeremonyConsole.Ceremonies.Mail;

/// <summary>A letter in plain text. Never a share, a token or a password: an invitation's link is the most secret thing in one.</summary>
/// <param name="To">One mail address.</param>
/// <param name="Name">Whose.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">What it says.</param>
public sealed record Letter(string To, string Name, string Subject, string Text);

/// <summary>Sends letters, if the operator has said how.</summary>
public interface IMail
{
    /// <summary>Whether there is a mail server at all. Nothing here depends on one.</summary>
    bool IsConfigured { get; }

    /// <summary>Hands all of them to the mail server, in one conversation.</summary>
    /// <returns>For each letter why it was not taken, in a sentence; null for one that was.</returns>
    Task<IReadOnlyList<string?>> SendAsync(IReadOnlyList<Letter> letters, CancellationToken ct);
}

/// <summary>No mail server.</summary>
public sealed class NoMail : IMail
{
    public bool IsConfigured => false;

    public Task<IReadOnlyList<string?>> SendAsync(IReadOnlyList<Letter> letters, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string?>>([.. letters.Select(_ => "No mail server is configured.")]);
}
