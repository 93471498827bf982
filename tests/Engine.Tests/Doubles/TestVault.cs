using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using Microsoft.Extensions.Time.Testing;

namespace KeyCeremonyConsole.Engine.Tests.Doubles;

/// <summary>An engine over a dictionary, and what its caller does around every prepared change.</summary>
internal sealed class TestVault : IDisposable
{
    internal static readonly DateTimeOffset Morning = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);

    internal TestVault(MemoryStore? store = null, RotationLimits? limits = null, TestSeal? seal = null)
    {
        Store = store ?? new MemoryStore();
        Seal = seal;
        Engine = new SealEngine(Store, Clock, limits, seal);
    }

    internal TestSeal? Seal { get; }

    internal MemoryStore Store { get; }

    internal FakeTimeProvider Clock { get; } = new(Morning);

    internal SealEngine Engine { get; }

    internal IReadOnlyList<SecretBytes> Shares { get; set; } = [];

    /// <summary>New shares that wait for their commit.</summary>
    internal IReadOnlyList<SecretBytes> Dealt { get; set; } = [];

    internal static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    internal static async Task<TestVault> InitialisedAsync(int shares = 5, int threshold = 3, RotationLimits? limits = null)
    {
        var vault = new TestVault(limits: limits);
        using PreparedDeal deal = await vault.Engine.PrepareInitialiseAsync(ShareScheme.Of(shares, threshold), Ct);
        vault.Shares = Copies(deal.Shares);
        await vault.SaveAndAdoptAsync(deal);
        return vault;
    }

    internal static async Task<TestVault> UnsealedAsync(int shares = 5, int threshold = 3, RotationLimits? limits = null)
    {
        TestVault vault = await InitialisedAsync(shares, threshold, limits);
        await vault.UnsealAsync(vault.Shares.Take(threshold));
        return vault;
    }

    /// <summary>Behind the test seal, open; with recovery shares in force unless there are to be none.</summary>
    internal static async Task<TestVault> AutoAsync(int shares = 5, int threshold = 3, RekeyEffect effect = RekeyEffect.AtOnce)
    {
        var vault = new TestVault(seal: new TestSeal());
        if (shares == 0)
        {
            using PreparedChange change = await vault.Engine.PrepareAutoInitialiseAsync(Ct);
            await vault.SaveAndAdoptAsync(change);
            return vault;
        }

        using PreparedDeal deal = await vault.Engine.PrepareAutoInitialiseAsync(ShareScheme.Of(shares, threshold), effect, Ct);
        vault.Shares = Copies(deal.Shares);
        await vault.SaveAndAdoptAsync(deal);
        return vault;
    }

    internal static async Task<EngineException> RefusedAsync(EngineFault fault, Func<Task> act)
    {
        EngineException refusal = await Assert.ThrowsAsync<EngineException>(act);
        Assert.Equal(fault, refusal.Fault);
        Assert.NotEmpty(refusal.Message);
        return refusal;
    }

    internal static EngineException Refused(EngineFault fault, Func<object?> act)
    {
        EngineException refusal = Assert.Throws<EngineException>(act);
        Assert.Equal(fault, refusal.Fault);
        Assert.NotEmpty(refusal.Message);
        return refusal;
    }

    /// <summary>Another process over the same store.</summary>
    internal TestVault Restarted() =>
        new(Store.Snapshot(), Engine.Limits, Seal is null ? null : new TestSeal()) { Shares = Copies(Shares) };

    internal async Task SaveAndAdoptAsync(PreparedChange change)
    {
        Store.Save(change.Changes);
        await change.AdoptAsync(Ct);
    }

    internal async Task UnsealAsync(IEnumerable<SecretBytes> shares)
    {
        using PreparedChange change = await Engine.PrepareUnsealAsync([.. shares], Ct);
        await SaveAndAdoptAsync(change);
    }

    internal async Task AutoUnsealAsync()
    {
        using PreparedChange change = await Engine.PrepareAutoUnsealAsync(Ct);
        await SaveAndAdoptAsync(change);
    }

    internal async Task RotateRootAsync()
    {
        using PreparedChange change = await Engine.PrepareRotateRootAsync(Ct);
        await SaveAndAdoptAsync(change);
    }

    internal async Task MigrateAsync(ShareTarget target, IEnumerable<SecretBytes> shares)
    {
        using PreparedChange change = await Engine.PrepareMigrateAsync([.. shares], target, Ct);
        await SaveAndAdoptAsync(change);
    }

    internal async Task ReserveAsync()
    {
        using PreparedChange change = Engine.PrepareReservation();
        await SaveAndAdoptAsync(change);
    }

    internal async Task PersistCountsAsync()
    {
        using PreparedChange change = Engine.PrepareCountsPersist();
        await SaveAndAdoptAsync(change);
    }

    internal async Task RotateAsync()
    {
        using PreparedRotation change = Engine.PrepareRotate();
        await SaveAndAdoptAsync(change);
    }

    internal async Task SetRotationAsync(RotationConfig config)
    {
        using PreparedChange change = Engine.PrepareRotationConfig(config);
        await SaveAndAdoptAsync(change);
    }

    /// <summary>Everything of the old terms, in one go; gives what was done.</summary>
    internal async Task<PreparedReencryption> ReencryptAsync()
    {
        using PreparedReencryption change = Engine.PrepareReencrypt(await OldRecordsAsync(int.MaxValue));
        Assert.True(Store.TrySave([.. change.Changes, .. change.Records]));
        await change.AdoptAsync(Ct);
        return change;
    }

    internal async Task<IReadOnlyList<RecordChange>> OldRecordsAsync(int most)
    {
        var old = new List<RecordChange>();
        for (int term = 1; term < Engine.ReadKeyStatus().Term && old.Count < most; term++)
        {
            old.AddRange((await Store.ListRecordsOfTermAsync(term, "", most - old.Count, Ct)).Select(path => new RecordChange(path, Store[path])));
        }

        return old;
    }

    internal async Task RetireAsync(int term)
    {
        using PreparedChange change = await Engine.PrepareRetireAsync(term, Store, Ct);
        Assert.True(Store.TrySave(change.Changes, closes: term));
        await change.AdoptAsync(Ct);
    }

    internal async Task DestroyAsync(int term)
    {
        using PreparedChange change = await Engine.PrepareDestroyAsync(term, Store, Ct);
        Assert.True(Store.TrySave(change.Changes, closes: term));
        await change.AdoptAsync(Ct);
    }

    /// <summary>Deals, and gives copies of the new shares.</summary>
    internal async Task<IReadOnlyList<SecretBytes>> DealAsync(int shares, int threshold, RekeyEffect effect)
    {
        using PreparedDeal deal =
            await Engine.PrepareRekeyAsync(Shares, ShareScheme.Of(shares, threshold), effect, Ct);
        IReadOnlyList<SecretBytes> dealt = Copies(deal.Shares);
        await SaveAndAdoptAsync(deal);
        return dealt;
    }

    internal async Task CommitAsync()
    {
        using PreparedChange change = await Engine.PrepareRekeyCommitAsync(Ct);
        await SaveAndAdoptAsync(change);
    }

    internal async Task DiscardAsync()
    {
        using PreparedChange change = await Engine.PrepareRekeyDiscardAsync(Ct);
        await SaveAndAdoptAsync(change);
    }

    /// <summary>Encrypts and saves.</summary>
    internal async Task PutAsync(string path, string text)
    {
        RecordChange? change;
        while (!Engine.TryEncrypt(path, System.Text.Encoding.UTF8.GetBytes(text), out change))
        {
            await ReserveAsync();
        }

        Store.Save([change]);
    }

    internal string Get(string path)
    {
        using SecretBytes plaintext = Engine.Decrypt(path, Store[path]);
        return System.Text.Encoding.UTF8.GetString(plaintext.Borrow());
    }

    internal Task<SealStatus> StatusAsync() => Engine.ReadStatusAsync(Ct);

    internal Task<ShareVerdict> JudgeAsync(SecretBytes share) => Engine.JudgeAsync(share, Ct);

    public void Dispose()
    {
        Engine.Dispose();
        Seal?.Dispose();
        foreach (SecretBytes share in Shares)
        {
            share.Dispose();
        }
    }

    private static IReadOnlyList<SecretBytes> Copies(IEnumerable<SecretBytes> shares) =>
        [.. shares.Select(share => share.Copy())];
}
