using Clade.Spaces;

namespace Clade.Schedulers;

/// <summary>The words for what exploring does to a value. Journals and tables hold them.</summary>
internal static class Operation
{
    public const string Resample = "resample";
    public const string StepLeft = "step left";
    public const string StepRight = "step right";
    public const string Stay = "stay";
    public const string Flip = "flip";
    public const string Inherited = "inherited";
    public const string TurnedOn = "turned on";
    public const string TurnedOff = "turned off";
    public const string Learned = "learned";
    public const string Grafted = "grafted";
    public const string Function = "function";
    public const string Model = "model";
    public const string Bandit = "bandit";
    public const string Clipped = ", clipped";

    public static string Times(double factor) => $"×{Literal.Of(factor)}";

    /// <summary>A move by a share of the range: <c>+10% of range</c>.</summary>
    public static string Shift(double share) =>
        $"{(share < 0 ? "−" : "+")}{Literal.Of(Math.Round(Math.Abs(share) * 100, 2))}% of range";
}
