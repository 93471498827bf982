using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class AutoRotationTests
{
    private static readonly RotationLimits Low = RotationLimits.Upstream with { FewestOperations = 5 };

    [Fact]
    public void The_bounds_are_upstream_s()
    {
        Assert.Equal((1_000_000, 3_865_470_566, TimeSpan.FromHours(24)), (RotationLimits.Upstream.FewestOperations, RotationLimits.Upstream.MostOperations, RotationLimits.Upstream.ShortestInterval));
        Assert.Equal(new RotationConfig(true, 3_865_470_566, TimeSpan.Zero), RotationLimits.Upstream.Default);
    }

    [Theory]
    [InlineData(999_999, 0, "max_operations must be in the range [1000000,3865470566]")]
    [InlineData(3_865_470_567, 0, "max_operations must be in the range [1000000,3865470566]")]
    [InlineData(1_000_000, 86_399, "interval must be greater or equal to 24h0m0s")]
    [InlineData(1_000_000, -1, "interval must be greater or equal to 24h0m0s")]
    [InlineData(1_000_000, 9_223_372_037, "interval must be less than 292 years")]
    public async Task What_is_out_of_bounds_is_refused_in_upstream_s_words(long operations, long seconds, string message)
    {
        using TestVault vault = await UnsealedAsync();
        EngineException refusal = Refused(
            EngineFault.BadRotation,
            () => vault.Engine.PrepareRotationConfig(new RotationConfig(true, operations, TimeSpan.FromSeconds(seconds))));
        Assert.Equal(message, refusal.Message);
        Assert.Equal(RotationLimits.Upstream.Default, vault.Engine.ReadRotation());
    }

    [Theory]
    [InlineData(1_000_000, 0)]
    [InlineData(3_865_470_566, 86_400)]
    [InlineData(1_000_001, 9_223_372_036)]
    public async Task The_bounds_themselves_may_be_chosen(long operations, long seconds)
    {
        using TestVault vault = await UnsealedAsync();
        var wanted = new RotationConfig(true, operations, TimeSpan.FromSeconds(seconds));

        await vault.SetRotationAsync(wanted);

        Assert.Equal(wanted, vault.Engine.ReadRotation());
    }

    // Upstream passes over a change of "enabled" alone, for its comparison leaves that out.
    [Fact]
    public async Task A_change_of_enabled_alone_is_kept_over_a_restart()
    {
        using TestVault vault = await UnsealedAsync();
        RotationConfig off = RotationLimits.Upstream.Default with { Enabled = false };

        await vault.SetRotationAsync(off);

        Assert.Equal(off, vault.Engine.ReadRotation());
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares);
        Assert.Equal(off, restarted.Engine.ReadRotation());
    }

    [Fact]
    public async Task The_settings_stand_in_the_keyring_as_upstream_writes_them()
    {
        using TestVault vault = await UnsealedAsync();

        await vault.SetRotationAsync(new RotationConfig(false, 2_000_000, TimeSpan.FromHours(25)));

        Assert.Equal(
            """{"Disabled":true,"MaxOperations":2000000,"Interval":90000000000000}""",
            new PlainReader(vault.Store, vault.Shares.Open()).Keyring.GetProperty("RotationConfig").GetRawText());
    }

    [Fact]
    public async Task The_settings_outlive_a_rotation_and_a_rekey_and_are_not_changed_when_given_up()
    {
        using TestVault vault = await UnsealedAsync();
        var chosen = new RotationConfig(true, 2_000_000, TimeSpan.FromDays(30));
        await vault.SetRotationAsync(chosen);
        vault.Engine.PrepareRotationConfig(chosen with { Enabled = false }).Dispose();
        await vault.RotateAsync();
        await vault.DealAsync(2, 2, RekeyEffect.AtOnce);

        Assert.Equal(chosen, vault.Engine.ReadRotation());
        await vault.PutAsync("a", "works");
        Assert.Equal("works", vault.Get("a"));
    }

    [Fact]
    public async Task It_is_time_when_the_count_is_above_the_limit_not_at_it()
    {
        using TestVault vault = await UnsealedAsync(limits: Low);
        await vault.SetRotationAsync(new RotationConfig(true, 5, TimeSpan.Zero));
        await PutAsync(vault, 3);
        Assert.Equal(5, vault.Engine.ReadKeyStatus().Encryptions);
        Assert.Null(vault.Engine.ReadDueRotation());

        await PutAsync(vault, 1);

        Assert.Equal(RotationCause.Count, vault.Engine.ReadDueRotation());
        await vault.RotateAsync();
        Assert.Null(vault.Engine.ReadDueRotation());
    }

    [Fact]
    public async Task It_is_time_when_the_key_is_older_than_the_interval()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.SetRotationAsync(RotationLimits.Upstream.Default with { Interval = TimeSpan.FromDays(30) });
        vault.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Null(vault.Engine.ReadDueRotation());

        vault.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(RotationCause.Interval, vault.Engine.ReadDueRotation());
        await vault.SetRotationAsync(vault.Engine.ReadRotation() with { Enabled = false });
        Assert.Null(vault.Engine.ReadDueRotation());
    }

    [Fact]
    public async Task A_key_that_never_counted_rotates_after_a_year()
    {
        using TestVault vault = await InitialisedAsync();
        using (TestVault foreign = await UnsealedCountlessAsync(vault))
        {
            foreign.Clock.Advance(TimeSpan.FromDays(365));
            Assert.Null(foreign.Engine.ReadDueRotation());

            foreign.Clock.Advance(TimeSpan.FromTicks(1));

            Assert.Equal(RotationCause.Age, foreign.Engine.ReadDueRotation());
        }
    }

    [Fact]
    public async Task A_sealed_vault_tells_nothing()
    {
        using TestVault vault = await InitialisedAsync();
        Refused(EngineFault.Sealed, () => vault.Engine.ReadDueRotation());
        Refused(EngineFault.Sealed, () => vault.Engine.ReadRotation());
        Refused(EngineFault.Sealed, () => vault.Engine.PrepareRotationConfig(RotationLimits.Upstream.Default));
    }

    private static async Task PutAsync(TestVault vault, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await vault.PutAsync("a", "text");
        }
    }

    // As a Vault from before it counted leaves it.
    private static async Task<TestVault> UnsealedCountlessAsync(TestVault vault)
    {
        byte[] rootKey = new PlainReader(vault.Store, vault.Shares.Open()).RootKey;
        using (KeyCeremonyConsole.Engine.Secrets.SecretBytes key = Bytes.Secret(rootKey))
        using (Keyring keyring = KeyringRecord.Open(key, vault.Store["core/keyring"]))
        {
            vault.Store.Save([KeyringRecord.Seal(keyring, activeEncryptions: 0)]);
        }

        TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares);
        return restarted;
    }
}
