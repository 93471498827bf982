using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

/// <content>Who proved their share, who cannot take part, and what was chosen.</content>
public abstract partial class StoreContract
{
    private static readonly ShareProof FirstProof = new("set-1", 2, new PersonId("ada"), Samples.Noon, ProofKind.Proved);

    [Fact]
    public async Task Of_each_share_the_newest_proof_is_kept()
    {
        ShareProof newer = FirstProof with { At = Samples.Noon.AddTicks(1), How = ProofKind.Checked };
        ShareProof[] others = [FirstProof with { Number = 1, How = ProofKind.Submitted }, FirstProof with { Set = "set-2" }];
        await Store.CommitAsync(new Commit(Samples.Draft()) { Proofs = [FirstProof, .. others] }, Ct);
        await Store.CommitAsync(new Commit(Samples.Draft()) { Proofs = [newer] }, Ct);
        await Store.CommitAsync(new Commit(Samples.Draft()) { Proofs = [FirstProof] }, Ct);

        Assert.Equal([others[0], newer], await Store.ListProofsAsync("set-1", Ct));
        Assert.Equal([others[1]], await Store.ListProofsAsync("set-2", Ct));
        Assert.Empty(await Store.ListProofsAsync("set-3", Ct));
    }

    [Fact]
    public async Task Absences_are_noted_changed_and_taken_back()
    {
        var left = new HolderAbsence("set-1", 2, AbsenceKind.Left, Samples.Noon, "Ada");
        await NoteAsync(left);
        await NoteAsync(left with { Number = 1 });
        await NoteAsync(left with { Set = "set-2" });
        await NoteAsync(left with { Kind = AbsenceKind.Lost, ByName = "Bob" });
        Assert.Equal([left with { Number = 1 }, left with { Kind = AbsenceKind.Lost, ByName = "Bob" }], await Store.ListAbsencesAsync("set-1", Ct));

        await Store.CommitAsync(new Commit(Samples.Draft()) { Absences = [new AbsenceChange("set-1", 2, null), new AbsenceChange("set-1", 3, null)] }, Ct);

        Assert.Equal([left with { Number = 1 }], await Store.ListAbsencesAsync("set-1", Ct));

        Task NoteAsync(HolderAbsence absence) => Store.CommitAsync(
            new Commit(Samples.Draft()) { Absences = [new AbsenceChange(absence.Set, absence.Number, absence)] }, Ct);
    }

    [Fact]
    public async Task What_was_chosen_is_kept_until_it_is_chosen_anew()
    {
        Assert.Null(await Store.FindSettingAsync("shares.proof-days", Ct));
        await Store.CommitAsync(new Commit(Samples.Draft()) { Settings = [new ConsoleSetting("shares.proof-days", "30"), new ConsoleSetting("other", "")] }, Ct);
        await Store.CommitAsync(new Commit(Samples.Draft()) { Settings = [new ConsoleSetting("shares.proof-days", "90")] }, Ct);

        Assert.Equal("90", await Store.FindSettingAsync("shares.proof-days", Ct));
        Assert.Equal("", await Store.FindSettingAsync("other", Ct));
    }
}
