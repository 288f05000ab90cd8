using System.Globalization;
using System.Runtime.CompilerServices;

namespace Clade.Schedulers;

/// <summary>The checks of what the schedulers with rungs have in common.</summary>
internal static class RungOptions
{
    /// <summary>A trial's time is its number of reports.</summary>
    public const string Iterations = "iteration";

    /// <summary>With more brackets the last ones would be drawn once in a thousand trials or less.</summary>
    public const int BracketsMax = 10;

    public static double Resource(double value, string remedy, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(
            name, value, $"{name} is an amount of training and must be above 0 and finite. {remedy}");

    public static double Factor(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 1 ? value : throw new ArgumentOutOfRangeException(
            name, value,
            "A reduction factor must be above 1 and finite, because one trial of so many goes on at each rung: 3 or " +
            "4 is usual.");

    public static string TimeAttribute(string value, [CallerMemberName] string name = "") =>
        !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException(
            "The time attribute needs a name: 'iteration', or a metric that is reported.", name);

    /// <summary>What the highest amount of training makes impossible; none if it fits.</summary>
    public static string? MistakeOf(double first, string firstName, double max) => first <= max
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{firstName} is {first}, but MaxResource is {max}: no trial would come to a rung. ") +
            $"Raise MaxResource, or lower {firstName}.";

    /// <summary>Why a trial is complete that has had the highest amount; none before.</summary>
    public static string? Complete(double time, double max) => time >= max
        ? $"it came to the maximum resource, {Ladder.Text(max)}"
        : null;

    public static string DescribeTime(string attribute) => attribute == Iterations ? "" : $", time {attribute}";
}
