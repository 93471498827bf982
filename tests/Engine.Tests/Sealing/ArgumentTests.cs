using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

/// <summary>What is left out is named, before anything is read or made.</summary>
public sealed class ArgumentTests
{
    private static readonly ShareScheme Scheme = ShareScheme.Of(3, 2);

    public static TheoryData<string, string> All => new([.. Calls.Select(call => (call.Key, call.Key.Split(' ')[1]))]);

    private static Dictionary<string, Func<SealEngine, IRecordTerms, Task>> Calls { get; } = new()
    {
        ["judge share"] = (engine, _) => engine.JudgeAsync(null!, Ct),
        ["find shares"] = (engine, _) => engine.FindRightSharesAsync(null!, Ct),
        ["initialise scheme"] = (engine, _) => engine.PrepareInitialiseAsync(null!, Ct),
        ["initialise contents"] = (engine, _) => engine.PrepareInitialiseAsync(Scheme, null!, Ct),
        ["auto contents"] = (engine, _) => engine.PrepareAutoInitialiseAsync(null!, Ct),
        ["autoWithShares scheme"] = (engine, _) => engine.PrepareAutoInitialiseAsync(null!, RekeyEffect.AtOnce, [], Ct),
        ["autoWithShares contents"] = (engine, _) => engine.PrepareAutoInitialiseAsync(Scheme, RekeyEffect.AtOnce, null!, Ct),
        ["unseal shares"] = (engine, _) => engine.PrepareUnsealAsync(null!, Ct),
        ["rekey currentShares"] = (engine, _) => engine.PrepareRekeyAsync(null!, Scheme, RekeyEffect.AtOnce, Ct),
        ["rekey scheme"] = (engine, _) => engine.PrepareRekeyAsync([], null!, RekeyEffect.AtOnce, Ct),
        ["migrate shares"] = (engine, _) => engine.PrepareMigrateAsync(null!, ShareTarget.Recovery, Ct),
        ["authorise shares"] = (engine, _) => engine.AuthoriseAsync(null!, Ct),
        ["reencrypt stored"] = (engine, _) => Task.FromResult(engine.PrepareReencrypt(null!)),
        ["retire records"] = (engine, _) => engine.PrepareRetireAsync(1, null!, Ct),
        ["destroy records"] = (engine, _) => engine.PrepareDestroyAsync(1, null!, Ct),
        ["encrypt path"] = (engine, _) => Task.FromResult(engine.TryEncrypt(null!, [1], out RecordChange? _)),
        ["decrypt path"] = (engine, _) => Task.FromResult(engine.Decrypt(null!, [1])),
        ["rotation config"] = (engine, _) => Task.FromResult(engine.PrepareRotationConfig(null!)),
    };

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nothing_is_no_argument(string call, string parameter)
    {
        using TestVault vault = await UnsealedAsync();

        ArgumentNullException refusal = await Assert.ThrowsAsync<ArgumentNullException>(() => Calls[call](vault.Engine, vault.Store));

        Assert.Equal(parameter, refusal.ParamName);
        Assert.False(vault.Engine.IsSealed);
    }
}
