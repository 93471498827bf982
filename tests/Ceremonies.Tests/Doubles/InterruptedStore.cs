using System.Reflection;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>The real store, and something that happens at just the wrong moment.</summary>
public class InterruptedStore : DispatchProxy
{
    private IConsoleStore _behind = null!;

    /// <summary>Right after a record was read; given its path.</summary>
    public Func<string, Task>? AfterRead { get; set; }

    /// <summary>Right before a step is saved.</summary>
    public Func<Commit, Task>? BeforeSave { get; set; }

    public static (IConsoleStore Store, InterruptedStore Moments) Of(IConsoleStore behind)
    {
        var store = Create<IConsoleStore, InterruptedStore>();
        var moments = (InterruptedStore)(object)store;
        moments._behind = behind;
        return (store, moments);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IConsoleStore.GetAsync) => new ValueTask<byte[]?>(ReadAsync((string)args![0]!)),
        nameof(IConsoleStore.CommitAsync) => SaveAsync((Commit)args![0]!),
        _ => targetMethod.Invoke(_behind, args),
    };

    private async Task<byte[]?> ReadAsync(string path)
    {
        byte[]? record = await _behind.GetAsync(path, CancellationToken.None);
        await (AfterRead?.Invoke(path) ?? Task.CompletedTask);
        return record;
    }

    private async Task SaveAsync(Commit commit)
    {
        await (BeforeSave?.Invoke(commit) ?? Task.CompletedTask);
        await _behind.CommitAsync(commit, CancellationToken.None);
    }
}
