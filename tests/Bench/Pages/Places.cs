namespace KeyCeremonyConsole.Bench.Pages;

/// <summary>What bench.sh has made ready.</summary>
/// <param name="Console">Our program, published.</param>
/// <param name="Template">The untouched Blazor Server template, published.</param>
/// <param name="Chromium">The browser.</param>
/// <param name="Work">A folder for data, removed afterwards.</param>
internal sealed record Places(string Console, string Template, string Chromium, string Work)
{
    public static Places Of(string[] args) => args is [string console, string template, string chromium, string work]
        ? new Places(console, template, chromium, work)
        : throw new ArgumentException("Run bench.sh: it makes ready what is measured.");

    public string NewData() => Directory.CreateDirectory(Path.Combine(Work, Path.GetRandomFileName())).FullName;
}
