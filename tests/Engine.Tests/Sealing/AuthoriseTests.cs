using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

/// <summary>Shares that change nothing but allow something: a root token.</summary>
public sealed class AuthoriseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_threshold_of_the_current_shares_is_enough_and_nothing_less(bool behindProvider)
    {
        using TestVault vault = await (behindProvider ? AutoAsync() : UnsealedAsync());
        using TestVault other = await UnsealedAsync();

        await vault.Engine.AuthoriseAsync([.. vault.Shares.Skip(2)], Ct);

        await RefusedAsync(EngineFault.WrongShares, () => vault.Engine.AuthoriseAsync([.. vault.Shares.Take(2)], Ct));
        await RefusedAsync(EngineFault.WrongShares, () => vault.Engine.AuthoriseAsync([.. vault.Shares.Take(2), other.Shares[0]], Ct));
        await RefusedAsync(EngineFault.WrongShares, () => vault.Engine.AuthoriseAsync([.. other.Shares.Take(3)], Ct));
    }

    [Fact]
    public async Task Wrong_recovery_shares_are_answered_in_upstreams_words()
    {
        using TestVault vault = await AutoAsync();

        EngineException fewer = await RefusedAsync(EngineFault.WrongShares, () => vault.Engine.AuthoriseAsync([.. vault.Shares.Take(2)], Ct));
        EngineException twice = await RefusedAsync(
            EngineFault.WrongShares, () => vault.Engine.AuthoriseAsync([vault.Shares[0], vault.Shares[1], vault.Shares[1]], Ct));

        Assert.Equal("recovery key verification failed: recovery key does not match submitted values", fewer.Message);
        Assert.Equal("failed to compute recovery key: duplicate part detected", twice.Message);
    }

    [Fact]
    public async Task Where_there_are_no_recovery_shares_nobody_can_authorise_anything()
    {
        using TestVault vault = await AutoAsync(0, 0);

        EngineException none = await RefusedAsync(EngineFault.WrongSeal, () => vault.Engine.AuthoriseAsync([], Ct));

        Assert.Equal("there are no recovery shares that could authorise anything", none.Message);
    }

    [Fact]
    public async Task A_sealed_vault_is_asked_for_nothing()
    {
        using TestVault vault = await InitialisedAsync();

        await RefusedAsync(EngineFault.Sealed, () => vault.Engine.AuthoriseAsync([.. vault.Shares], Ct));
    }
}
