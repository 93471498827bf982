//
//  Which of too many shares are right, where no commitment tells (a store that another server wrote).
//
//  T shares give a key, and only the right key opens the store (AES-GCM) or is the recovery key: a set of T that does
//  is right as a whole. Any other share is right if, in the place of one of the T, it gives the same key again. With T+k
//  shares and up to k wrong ones among them this finds all; the sets are tried in order, at most MostSets of them.
//
//  A set with several wrong shares gives the right key only when their errors cancel out: for shares of other sets with
//  the odds of 2^-256, for one slip of the pen at the same place in two shares once in 65,000. Then others are named,
//  and what was opened is right all the same.
//
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

internal static class OverQuorum
{
    /// <summary>A set takes some 20 µs to try, so this is half a second.</summary>
    internal const int MostSets = 20_000;

    internal static async Task<IReadOnlyList<int>> FindAsync(Vessel vessel, IReadOnlyList<SecretBytes> shares, CancellationToken ct)
    {
        SealTerms terms = await vessel.Store.ReadTermsAsync(ct).ConfigureAwait(false);
        ShareScheme scheme = terms.Scheme ?? throw EngineException.WrongSeal("there are no shares yet");
        if (terms.IsAuto)
        {
            byte[] wrapped = await vessel.Store.ReadRequiredAsync(RecordPaths.RecoveryKey, ct).ConfigureAwait(false);
            using SecretBytes recoveryKey =
                await ProviderRecords.UnwrapRecoveryKeyAsync(terms.Provider(vessel), wrapped, ct).ConfigureAwait(false);
            return Find(shares, scheme, recoveryKey.Matches);
        }

        byte[] stored = await vessel.Store.ReadRequiredAsync(RecordPaths.StoredKeys, ct).ConfigureAwait(false);
        return Find(shares, scheme, kek => Opens(kek, stored));
    }

    /// <param name="shares">Any number.</param>
    /// <param name="scheme">How many make a set.</param>
    /// <param name="isRight">Whether a key is the one.</param>
    /// <returns>The positions of the right ones, in order; empty when no set was found that is right.</returns>
    internal static IReadOnlyList<int> Find(IReadOnlyList<SecretBytes> shares, ShareScheme scheme, Func<SecretBytes, bool> isRight)
    {
        int tried = 0;
        foreach (int[] set in Sets(shares.Count, scheme.Threshold))
        {
            using SecretBytes? key = Combine([.. set.Select(i => shares[i])], scheme);
            if (key is not null && isRight(key))
            {
                return [.. Enumerable.Range(0, shares.Count).Where(i => set.Contains(i) || Fits(shares, set, i, scheme, key))];
            }

            if (++tried == MostSets)
            {
                break;
            }
        }

        return [];
    }

    private static bool Fits(IReadOnlyList<SecretBytes> shares, int[] set, int other, ShareScheme scheme, SecretBytes key)
    {
        using SecretBytes? again = Combine([shares[other], .. set.Skip(1).Select(i => shares[i])], scheme);
        return again is not null && again.Matches(key);
    }

    private static bool Opens(SecretBytes kek, byte[] stored)
    {
        using SecretBytes? rootKey = StoredKeys.Unwrap(kek, stored);
        return rootKey is not null;
    }

    // Null when they cannot be shares of one key: two with the same point, other lengths.
    private static SecretBytes? Combine(IReadOnlyList<SecretBytes> shares, ShareScheme scheme)
    {
        try
        {
            return Candidate.Kek(shares, scheme, "");
        }
        catch (EngineException wrong) when (wrong.Fault is EngineFault.WrongShares)
        {
            return null;
        }
    }

    /// <summary>Every choice of <paramref name="take"/> positions out of <paramref name="count"/>, the first ones first.</summary>
    private static IEnumerable<int[]> Sets(int count, int take)
    {
        if (take > count)
        {
            yield break;
        }

        int[] set = [.. Enumerable.Range(0, take)];
        while (true)
        {
            yield return set;
            int place = take - 1;
            while (place >= 0 && set[place] == count - take + place)
            {
                place--;
            }

            if (place < 0)
            {
                yield break;
            }

            set[place]++;
            for (int i = place + 1; i < take; i++)
            {
                set[i] = set[i - 1] + 1;
            }
        }
    }
}
