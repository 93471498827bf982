namespace KeyCeremonyConsole.Web.Look;

/// <summary>Where a step of a trail lies.</summary>
public enum TrailState
{
    Next,
    Now,
    Done,
}

/// <summary>One step of a <see cref="StepTrail"/>.</summary>
/// <param name="Title">What happens: "Current holders submit".</param>
/// <param name="State">Whether it has happened.</param>
/// <param name="Detail">How far, how long: "2 of 3, about 5 minutes".</param>
public sealed record TrailStep(string Title, TrailState State, string? Detail = null);
