using System.Text.Json;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class InitialiseTests
{
    [Theory]
    [InlineData(1, 1, 32)]
    [InlineData(2, 2, 33)]
    [InlineData(5, 3, 33)]
    [InlineData(255, 128, 33)]
    public async Task Deals_the_shares_and_stays_sealed(int shares, int threshold, int length)
    {
        using TestVault vault = await InitialisedAsync(shares, threshold);

        SealStatus status = await vault.StatusAsync();
        Assert.Equal((true, true), (status.Initialized, status.Sealed));
        Assert.Equal(ShareScheme.Of(shares, threshold), status.Current?.Scheme);
        Assert.Equal((1, Morning, null), (status.Current?.Generation, status.Current?.Created, status.Current?.Replaced));
        Assert.Matches("^[0-9a-f]{32}$", status.Current?.Id);
        Assert.Null(status.Pending);
        Assert.All(vault.Shares, share => Assert.Equal(length, share.Length));
        Assert.Equal(
            [
                RecordPaths.ShareSets, RecordPaths.StoredKeys, RecordPaths.Keyring,
                RecordPaths.RootKey, RecordPaths.SealConfig, RecordPaths.ShamirKek,
            ],
            vault.Store.Paths);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    public async Task An_independent_reader_opens_what_was_stored(int shares, int threshold)
    {
        using TestVault vault = await InitialisedAsync(shares, threshold);

        var reader = new PlainReader(vault.Store, vault.Shares.TakeLast(threshold).Open());

        Assert.Equal(reader.RootKey, reader.Keyring.GetProperty("MasterKey").GetBytesFromBase64());
        Assert.Equal(reader.Kek, reader.Read("core/shamir-kek"));
        Assert.Equal(
            $$"""{"Term":1,"Version":1,"Value":"{{Convert.ToBase64String(reader.RootKey)}}","InstallTime":"0001-01-01T00:00:00Z"}""",
            reader.ReadText("core/root-key"));
        Assert.Equal(2, reader.Encryptions(1));
    }

    // An uninitialised status is one thing, an engine that was merely asked is another.
    [Fact]
    public async Task Without_adoption_nothing_is_initialised()
    {
        using var vault = new TestVault();
        PreparedDeal deal = await vault.Engine.PrepareInitialiseAsync(ShareScheme.Of(3, 2), Ct);
        IReadOnlyList<SecretBytes> shares = deal.Shares;

        deal.Dispose();

        Assert.All(shares, share => Assert.Throws<ObjectDisposedException>(share.Copy));
        Assert.Equal(new SealStatus(false, true, null, null), await vault.StatusAsync());
    }

    [Fact]
    public async Task The_commitments_do_not_hold_the_shares()
    {
        using TestVault vault = await InitialisedAsync();
        using JsonDocument json = JsonDocument.Parse(vault.Store[RecordPaths.ShareSets]);
        JsonElement set = Assert.Single(json.RootElement.GetProperty("sets").EnumerateArray());

        Assert.Equal(5, set.GetProperty("commitments").GetArrayLength());
        Assert.Equal(32, set.GetProperty("salt").GetBytesFromBase64().Length);
        byte[] text =
        [
            .. set.GetProperty("salt").GetBytesFromBase64(),
            .. Convert.FromHexString(set.GetProperty("id").GetString()!),
            0, 0, 0, 1,
            .. vault.Shares[3].Open(),
        ];
        Assert.Equal(
            System.Security.Cryptography.SHA256.HashData(text),
            set.GetProperty("commitments")[3].GetBytesFromBase64());
    }

    [Theory]
    [InlineData(RecordPaths.SealConfig)]
    [InlineData(RecordPaths.Keyring)]
    [InlineData(RecordPaths.ShareSets)]
    public async Task A_vault_or_half_a_vault_is_never_written_over(string path)
    {
        using TestVault vault = await InitialisedAsync();
        byte[] record = vault.Store[path];
        using var half = new TestVault();
        half.Store[path] = record;

        await RefusedAsync(EngineFault.AlreadyInitialized, () => vault.Engine.PrepareInitialiseAsync(ShareScheme.Of(1, 1), Ct));
        await RefusedAsync(EngineFault.AlreadyInitialized, () => half.Engine.PrepareInitialiseAsync(ShareScheme.Of(1, 1), Ct));
    }

    [Fact]
    public async Task An_unused_vault_can_be_taken_back()
    {
        using TestVault vault = await InitialisedAsync();
        vault.Store["console/settings"] = [1];
        using PreparedChange change = await vault.Engine.PrepareDiscardInitialiseAsync(Ct);

        await vault.SaveAndAdoptAsync(change);

        Assert.Equal(["console/settings"], vault.Store.Paths);
        Assert.False((await vault.StatusAsync()).Initialized);
        using PreparedDeal again = await vault.Engine.PrepareInitialiseAsync(ShareScheme.Of(2, 2), Ct);
        await vault.SaveAndAdoptAsync(again);
        Assert.True((await vault.StatusAsync()).Initialized);
    }

    [Fact]
    public async Task A_vault_in_use_cannot_be_taken_back()
    {
        using TestVault vault = await UnsealedAsync();
        await RefusedAsync(EngineFault.AlreadyUnsealed, () => vault.Engine.PrepareDiscardInitialiseAsync(Ct));
        await vault.PutAsync("logical/a", "kept");
        vault.Engine.Seal();

        await RefusedAsync(EngineFault.AlreadyInitialized, () => vault.Engine.PrepareDiscardInitialiseAsync(Ct));
    }

    [Fact]
    public async Task Nothing_cannot_be_taken_back()
    {
        using var vault = new TestVault();
        await RefusedAsync(EngineFault.NotInitialized, () => vault.Engine.PrepareDiscardInitialiseAsync(Ct));
        await RefusedAsync(EngineFault.NotInitialized, () => vault.Engine.PrepareUnsealAsync([], Ct));
        await RefusedAsync(EngineFault.NotInitialized, () => vault.Engine.PrepareRekeyDiscardAsync(Ct));
    }
}
