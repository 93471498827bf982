using CsCheck;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

/// <summary>
/// Any sequence of put, rotate, re-encrypt, retire, destroy, reopen, and restore of a backup: every live record stays
/// readable, no nonce repeats under a key, no count is too low, and it is exact unless a crash or a restore came in between.
/// </summary>
public sealed class TermHistories
{
    private const int Histories = 150;
    private const int Steps = 60;

    private const int Limit = 9; // encryptions of one key, where it rotates by itself.

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_happens_to_terms_records_stay_readable_and_counts_true(bool rotatesByItself)
    {
        int destroyed = 0;
        int restored = 0;
        await Gen.Int[0, 99].Array[Steps].SampleAsync(
            async steps =>
            {
                using var history = new History(rotatesByItself);
                await history.BeginAsync();
                foreach (int step in steps)
                {
                    await history.StepAsync(step);
                    history.Check();
                }

                Interlocked.Add(ref destroyed, history.Destroyed);
                Interlocked.Add(ref restored, history.Restored);
            },
            iter: Histories,
            threads: 1);

        Assert.True(destroyed > Histories / 4, $"only {destroyed} terms were destroyed");
        Assert.True(restored > Histories / 4, $"only {restored} backups were restored");
    }

    private sealed class History(bool rotatesByItself) : IDisposable
    {
        private static readonly RotationLimits Low = RotationLimits.Upstream with { FewestOperations = Limit };

        private readonly Dictionary<string, string> _texts = [];
        private readonly Dictionary<int, long> _made = [];
        private (MemoryStore Store, Dictionary<string, string> Texts, Dictionary<int, long> Made, bool Exact)? _backup;
        private readonly HashSet<string> _nonces = [];
        private readonly Queue<(RecordChange Change, string Text)> _late = [];
        private TestVault _vault = null!;
        private bool _exact = true;
        private int _next;

        internal int Destroyed { get; private set; }

        internal int Restored { get; private set; }

        internal async Task BeginAsync()
        {
            _vault = await TestVault.UnsealedAsync(1, 1, Low);
            Count(_vault.Store.Paths.Select(path => new RecordChange(path, _vault.Store[path])));
            await SaveAsync(_vault.Engine.PrepareRotationConfig(new RotationConfig(rotatesByItself, Limit, TimeSpan.Zero)));
        }

        internal async Task StepAsync(int step)
        {
            await ActAsync(step);
            if (_vault.Engine.ReadDueRotation() is not null)
            {
                // What is over the limit is what this one step added, and its own reservation did not stop it.
                Assert.True(rotatesByItself, "it rotates though it was told not to");
                await SaveAsync(_vault.Engine.PrepareRotate());
                Assert.Null(_vault.Engine.ReadDueRotation());
            }

            Assert.True(!rotatesByItself || _vault.Engine.ReadKeyStatus().Encryptions <= Limit, "a key is over its limit and still used");
        }

        private Task ActAsync(int step) => step switch
        {
            < 30 => PutAsync($"record/{step % 7}"),
            < 42 => BeginPutAsync($"record/{step % 7}"),
            < 54 => FinishPutAsync(),
            < 62 => SaveAsync(_vault.Engine.PrepareRotate()),
            < 78 => ReencryptAsync(most: 1 + (step % 5), interrupted: step % 4 == 0),
            < 87 => RetireAsync(),
            < 93 => DestroyAsync(),
            < 95 => ReopenAsync(orderly: step % 2 == 0),
            < 97 => BackUpAsync(),
            < 99 => RestoreAsync(),
            _ => GiveUpAsync(),
        };

        internal void Check()
        {
            foreach ((string path, string text) in _texts)
            {
                Assert.Equal(text, _vault.Get(path));
            }

            foreach (TermInfo term in _vault.Engine.ReadTerms())
            {
                long made = _made.GetValueOrDefault(term.Term);
                Assert.True(_exact ? term.Encryptions == made : term.Encryptions >= made, $"term {term.Term}: {made} made, {term.Encryptions} counted");
            }
        }

        public void Dispose() => _vault.Dispose();

        private async Task PutAsync(string path)
        {
            await BeginPutAsync(path);
            while (_late.Count > 0)
            {
                await FinishPutAsync();
            }
        }

        private async Task BeginPutAsync(string path)
        {
            string text = $"text {_next++}";
            RecordChange? change;
            while (!_vault.Engine.TryEncrypt(path, System.Text.Encoding.UTF8.GetBytes(text), out change))
            {
                await SaveAsync(_vault.Engine.PrepareReservation());
            }

            Count([change]);
            _late.Enqueue((change, text));
        }

        // One that a closed term held back is encrypted anew.
        private async Task FinishPutAsync()
        {
            if (_late.TryDequeue(out (RecordChange Change, string Text) late))
            {
                if (_vault.Store.TrySave([late.Change]))
                {
                    _texts[late.Change.Path] = late.Text;
                }
                else
                {
                    await BeginPutAsync(late.Change.Path);
                }
            }
        }

        private async Task ReencryptAsync(int most, bool interrupted)
        {
            IReadOnlyList<RecordChange> old = await _vault.OldRecordsAsync(most);
            using PreparedReencryption change = _vault.Engine.PrepareReencrypt(old);
            Count(change.Records);
            if (interrupted && old.FirstOrDefault(r => _texts.ContainsKey(r.Path)) is { } record)
            {
                await PutAsync(record.Path);
                Assert.False(_vault.Store.TrySave([.. change.Changes, .. change.Records]));
                return;
            }

            Assert.True(_vault.Store.TrySave([.. change.Changes, .. change.Records]));
            await change.AdoptAsync(TestVault.Ct);
        }

        private async Task RetireAsync()
        {
            foreach (TermInfo term in _vault.Engine.ReadTerms().Where(t => t is { Active: false, Retired: false }))
            {
                try
                {
                    await SaveAsync(await _vault.Engine.PrepareRetireAsync(term.Term, _vault.Store, TestVault.Ct), closes: term.Term);
                }
                catch (EngineException needed) when (needed.Fault is EngineFault.TermInUse)
                {
                    Assert.Contains("records are still", needed.Message, StringComparison.Ordinal);
                }
            }
        }

        private async Task DestroyAsync()
        {
            foreach (TermInfo term in _vault.Engine.ReadTerms().Where(t => t.Retired))
            {
                await SaveAsync(await _vault.Engine.PrepareDestroyAsync(term.Term, _vault.Store, TestVault.Ct), closes: term.Term);
                Destroyed++;
            }
        }

        private async Task ReopenAsync(bool orderly)
        {
            if (orderly)
            {
                await SaveAsync(_vault.Engine.PrepareCountsPersist());
            }

            TestVault next = _vault.Restarted();
            await next.UnsealAsync(_vault.Shares);
            _vault.Dispose();
            (_vault, _exact) = (next, _exact && orderly);
            _late.Clear();
        }

        // Of a vault in use, as an administrator copies it.
        private Task BackUpAsync()
        {
            _backup = (_vault.Store.Snapshot(), new(_texts), new(_made), _exact);
            return Task.CompletedTask;
        }

        // Everything since then is gone, the terms and counts as well; what was reserved then counts as used.
        private async Task RestoreAsync()
        {
            if (_backup is not { } backup)
            {
                return;
            }

            var next = new TestVault(backup.Store.Snapshot(), Low) { Shares = [.. _vault.Shares.Select(share => share.Copy())] };
            await next.UnsealAsync(next.Shares);
            _vault.Dispose();
            (_vault, _exact) = (next, false);
            Become(_texts, backup.Texts);
            Become(_made, backup.Made);
            _late.Clear();
            Restored++;
        }

        private static void Become<TKey, TValue>(Dictionary<TKey, TValue> now, Dictionary<TKey, TValue> before)
            where TKey : notnull
        {
            now.Clear();
            foreach ((TKey key, TValue value) in before)
            {
                now.Add(key, value);
            }
        }

        // What is prepared and not stored changes nothing.
        private Task GiveUpAsync()
        {
            _vault.Engine.PrepareRotate().Dispose();
            _vault.Engine.PrepareReservation().Dispose();
            return Task.CompletedTask;
        }

        private async Task SaveAsync(PreparedChange prepared, int? closes = null)
        {
            using (prepared)
            {
                Count(prepared.Changes);
                Assert.True(_vault.Store.TrySave(prepared.Changes, closes));
                await prepared.AdoptAsync(TestVault.Ct);
            }
        }

        private void Count(IEnumerable<RecordChange> changes)
        {
            foreach (RecordChange change in changes.Where(c => c.Value is not null && IsBarrierRecord(c.Path)))
            {
                int term = (int)BarrierRecord.TermOf(change.Value);
                _made[term] = _made.GetValueOrDefault(term) + 1;
                Assert.True(_nonces.Add($"{term} {Convert.ToHexString(change.Value![5..17])}"), "a nonce was used twice");
            }
        }

        private static bool IsBarrierRecord(string path) =>
            path is not (RecordPaths.Keyring or RecordPaths.SealConfig or RecordPaths.StoredKeys or RecordPaths.ShareSets);
    }
}
