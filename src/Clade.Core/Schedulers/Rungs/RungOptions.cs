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

    /// <summary>Each decision looks through the rungs, so that more of them would make it slow.</summary>
    public const int RungsMax = 1_000;

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

    /// <summary>What is wrong with the rungs between two amounts of training; none if they fit.</summary>
    public static string? MistakeOf(double first, string firstName, double max, double factor)
    {
        var culture = CultureInfo.InvariantCulture;
        if (first > max)
        {
            return string.Create(
                culture, $"{firstName} is {first}, but MaxResource is {max}: no trial would come to a rung. ") +
                $"Raise MaxResource, or lower {firstName}.";
        }

        var rungs = Math.Floor((Math.Log(max) - Math.Log(first)) / Math.Log(factor)) + 1;
        return rungs <= RungsMax ? null : string.Create(
            culture, $"ReductionFactor is {factor}, so that there would be {rungs} rungs from {first} to {max}, and ") +
            string.Create(culture, $"more than {RungsMax} make decisions slow. Raise ReductionFactor.");
    }

    /// <summary>Why a trial is complete that has had the highest amount; none before.</summary>
    public static string? Complete(double time, double max) => time >= max
        ? $"it came to the maximum resource, {Ladder.Text(max)}"
        : null;

    public static string DescribeTime(string attribute) => attribute == Iterations ? "" : $", time {attribute}";
}
