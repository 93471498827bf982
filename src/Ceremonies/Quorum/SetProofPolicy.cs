using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Quorum;

/// <summary>An administrator says how often holders should show that they have their shares.</summary>
public sealed class SetProofPolicy(CeremonyRoom room, IConsoleStore store, IConsoleFeed feed)
{
    private static readonly Refusal OutOfBounds = Refusal.Invalid("bad-proof-policy", string.Create(
        CultureInfo.InvariantCulture, $"Choose between 1 and {ProofPolicy.MostDays} days."));

    public Task<Outcome<ProofPolicy>> RunAsync(Caller caller, ProofPolicy policy, CancellationToken ct) =>
        room.StepAsync<ProofPolicy>(caller, ConsoleActs.SetProofPolicy, "", async visit =>
        {
            if (!policy.IsValid)
            {
                return OutOfBounds;
            }

            ProofPolicy now = ProofPolicy.Of(await store.FindSettingAsync(ProofPolicy.Key, ct));
            if (await visit.Scribe.SecondAsync(ProposedSights.Remind(now.Days, policy.Days), ct) is { } refusal)
            {
                return refusal;
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"Holders are reminded when the last proof of a share is older than {policy.Text} days."))
            {
                Settings = [new ConsoleSetting(ProofPolicy.Key, policy.Text)],
            });
            feed.Announce(new HoldersMoved());
            return policy;
        }, ct);
}
