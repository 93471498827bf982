using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>What someone who edits the database does.</summary>
internal static class Tampering
{
    internal static Task TamperAsync(this TestConsole c, Commit commit) => c.Store.CommitAsync(commit, TestConsole.Ct);

    /// <summary>Flips one bit of a stored record.</summary>
    internal static async Task SpoilAsync(this TestConsole c, string path, int fromEnd)
    {
        byte[] record = (await c.Store.GetAsync(path, TestConsole.Ct))!;
        record[^fromEnd] ^= 1;
        var note = new AuditDraft(TestConsole.Morning, "system", "the test", "test.tamper", path, AuditDraft.DoneOutcome, "");
        await c.TamperAsync(new Commit(note) { Records = [new RecordChange(path, record)] });
    }
}
