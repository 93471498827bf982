namespace KeyCeremonyConsole.Access.Policies;

/// <summary>A value of a policy's text, read from HCL or from JSON.</summary>
/// <param name="Line">Where it begins, from 1.</param>
internal abstract record HclValue(int Line);

internal sealed record HclText(string Text, int Line) : HclValue(Line);

/// <summary>A number or a truth value, as it was written. Policies use neither.</summary>
internal sealed record HclScalar(string Text, int Line) : HclValue(Line);

internal sealed record HclList(IReadOnlyList<HclValue> Items, int Line) : HclValue(Line);

internal sealed record HclBlock(IReadOnlyList<HclItem> Items, int Line) : HclValue(Line);

/// <summary><c>path "secret/*" { … }</c> has two keys, <c>capabilities = […]</c> one.</summary>
internal sealed record HclItem(IReadOnlyList<string> Keys, HclValue Value, int Line);
