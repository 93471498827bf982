namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>One sign-in in one browser, as its owner knows it again.</summary>
/// <param name="Id">Random; it stands in the cookie and opens nothing by itself.</param>
/// <param name="Person">Whose.</param>
/// <param name="Browser">What the browser says of itself, in short: "Firefox on Windows". A hint, never a proof.</param>
/// <param name="Address">Where it came from, as the server saw it; empty when that is not known.</param>
/// <param name="SignedIn">When it began.</param>
/// <param name="LastSeen">When it was last used, exact to <see cref="SeenEvery"/>.</param>
public sealed record SignInSession(string Id, PersonId Person, string Browser, string Address, DateTimeOffset SignedIn, DateTimeOffset LastSeen)
{
    /// <summary>How long it stands without being used.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <summary>Use is written down no more often than this.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    /// <summary>Unseen for so long, it is deleted: its cookie has been worthless for hours.</summary>
    public static readonly TimeSpan KeptFor = 2 * Lasts;

    /// <summary>When it was ended; null while it was not.</summary>
    public DateTimeOffset? Ended { get; init; }

    public bool IsOpen(DateTimeOffset now) => Ended is null && now - LastSeen < Lasts;
}
