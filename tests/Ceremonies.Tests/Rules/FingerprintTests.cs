using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

public sealed class FingerprintTests
{
    private static readonly Participant Giver = new(Cast.Ada, "Ada", Part.Submitter, 1);
    private static readonly Participant Taker = new(Cast.Ben, "Ben", Part.Recipient, 1);

    private static readonly Ceremony Rekey = new()
    {
        Id = new CeremonyId("ceremony-1"),
        Kind = CeremonyKind.Rekey,
        Stage = CeremonyStage.Collecting,
        Nonce = new CeremonyNonce("nonce-1"),
        Attempt = 1,
        StartedBy = Cast.Olga,
        StartedByName = "Olga",
        StartedAt = TestConsole.Morning,
        ExpiresAt = TestConsole.Morning.AddDays(1),
        Reason = "Ada leaves.",
        CurrentSet = "set-1",
        CurrentScheme = ShareScheme.Of(3, 2),
        NewScheme = ShareScheme.Of(4, 3),
        Participants = [Giver, Taker],
    };

    public static TheoryData<string, Ceremony> Approved => new()
    {
        { "id", Rekey with { Id = new CeremonyId("ceremony-2") } },
        { "nonce", Rekey with { Nonce = new CeremonyNonce("nonce-2") } },
        { "target", Rekey with { Target = ShareTarget.Recovery } },
        { "the seal", Rekey with { SealType = "transit" } },
        { "kind", Rekey with { Kind = CeremonyKind.Unseal } },
        { "who started it", Rekey with { StartedBy = Cast.Ada } },
        { "nobody started it", Rekey with { StartedBy = null } },
        { "the starter's name", Rekey with { StartedByName = "Olga!" } },
        { "when", Rekey with { StartedAt = Rekey.StartedAt.AddTicks(1) } },
        { "until when", Rekey with { ExpiresAt = Rekey.ExpiresAt!.Value.AddTicks(1) } },
        { "for ever", Rekey with { ExpiresAt = null } },
        { "why", Rekey with { Reason = "Ada stays." } },
        { "which set", Rekey with { CurrentSet = "set-2" } },
        { "current threshold", Rekey with { CurrentScheme = ShareScheme.Of(3, 3) } },
        { "current shares", Rekey with { CurrentScheme = ShareScheme.Of(4, 2) } },
        { "new threshold", Rekey with { NewScheme = ShareScheme.Of(4, 2) } },
        { "new shares", Rekey with { NewScheme = ShareScheme.Of(5, 3) } },
        { "who must prove", Rekey with { Verification = VerificationPolicy.None } },
        { "a backup", Rekey with { Backup = true } },
        { "a key for a root token", Rekey with { TokenKey = TestPgp.Key("olga") } },
        { "a new holder's key", Rekey with { Participants = [Giver, Taker with { Pgp = TestPgp.Key("ben") }] } },
        { "what the key says behind its fingerprint", Rekey with { Participants = [Giver, Taker with { Pgp = TestPgp.Key("ben") with { Fingerprint = "" } }] } },
        { "a new holder", Rekey with { Participants = [Giver, Taker with { Person = Cast.Eve }] } },
        { "a new holder's name", Rekey with { Participants = [Giver, Taker with { Name = "Eve" }] } },
        { "a share number", Rekey with { Participants = [Giver, Taker with { ShareNumber = 2 }] } },
        { "a part", Rekey with { Participants = [Giver, Taker with { Part = Part.Submitter }] } },
        { "one more", Rekey with { Participants = [Giver, Taker, Taker with { Person = Cast.Eve, ShareNumber = 2 }] } },
        { "one less", Rekey with { Participants = [Giver] } },
    };

    public static TheoryData<string, Ceremony> Progressed => new()
    {
        { "a submission", Rekey.With(Giver with { SubmittedAt = TestConsole.Morning }) with { Version = 2 } },
        { "a refused try", Rekey.With(Giver with { RefusedTries = 1 }) },
        { "the deal", Rekey with { Stage = CeremonyStage.Delivering, NewSet = "set-2" } },
        { "another order of rows", Rekey with { Participants = [Taker, Giver] } },
    };

    [Theory]
    [MemberData(nameof(Approved))]
    public void Changes_with_everything_that_is_approved(string what, Ceremony changed) =>
        Assert.False(Fingerprint.Of(Rekey).Full == Fingerprint.Of(changed).Full, what);

    [Theory]
    [MemberData(nameof(Progressed))]
    public void Stays_while_the_ceremony_moves_on(string what, Ceremony changed) =>
        Assert.True(Fingerprint.Of(Rekey).Full == Fingerprint.Of(changed).Full, what);

    // Computed apart, in Python, from the format: text as length and UTF-8, numbers as eight bytes, big endian.
    [Fact]
    public void Is_the_same_everywhere_and_for_ever()
    {
        var fingerprint = Fingerprint.Of(Rekey);

        Assert.Equal("e4abb3f4170e1d4d48c4248ba103bf7e78d51b560bdae66984412e1b1ed457b9", fingerprint.Full);
        Assert.Equal(fingerprint.Full[..16], fingerprint.Hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(Convert.FromHexString(fingerprint.Full)[..6].Select(b => FingerprintWords.All[b]), fingerprint.Words);
    }

    [Fact]
    public void There_are_256_words_that_nobody_mistakes_for_one_another()
    {
        Assert.Equal(256, FingerprintWords.All.Distinct().Count());
        Assert.Equal(256, FingerprintWords.All.Length);
        Assert.All(FingerprintWords.All, word => Assert.Matches("^[a-z]{3,8}$", word));
        Assert.Equal(FingerprintWords.All.Order(StringComparer.Ordinal), FingerprintWords.All);
    }
}
