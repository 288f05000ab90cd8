namespace Clade.Schedulers;

/// <summary>Where a change of a score was seen: when, from which score, with which hyperparameters.</summary>
/// <param name="Time">When it began, in perturbation intervals.</param>
/// <param name="Place">
/// The score that it began with, then the numbers among the hyperparameters: all in [0, 1]; NaN for what is turned off.
/// </param>
/// <param name="Categories">The options of the categories, by index; -1 for what is turned off.</param>
internal sealed record ChangePoint(double Time, double[] Place, int[] Categories);

/// <summary>How alike two points are, apart from the kernel's parameters.</summary>
/// <param name="SquaredDistance">Between their places.</param>
/// <param name="Overlap">The share of categories in which they agree; 1 if there are none.</param>
/// <param name="Elapsed">Between their times.</param>
internal readonly record struct Likeness(double SquaredDistance, double Overlap, double Elapsed)
{
    public static Likeness Of(ChangePoint a, ChangePoint b)
    {
        var squared = 0.0;
        for (var i = 0; i < a.Place.Length; i++)
        {
            var difference = a.Place[i] - b.Place[i];
            // What is turned off in one of both is as far as can be, what is turned off in both is the same.
            if (double.IsNaN(difference)) difference = double.IsNaN(a.Place[i]) == double.IsNaN(b.Place[i]) ? 0 : 1;
            squared += difference * difference;
        }

        var same = 0;
        for (var i = 0; i < a.Categories.Length; i++) same += a.Categories[i] == b.Categories[i] ? 1 : 0;
        var overlap = a.Categories.Length == 0 ? 1 : (double)same / a.Categories.Length;
        return new Likeness(squared, overlap, Math.Abs(a.Time - b.Time));
    }
}

/// <summary>The covariance of two changes of scores, as a share of a change's variance.</summary>
/// <remarks>
/// exp(−‖x−x′‖²/l)·(1−ε)^(|t−t′|/2): Bogunovic, Scarlett, Cevher, 2016, and Parker-Holder et al., 2020. With categories
/// the first factor is mixed with their overlap, as a sum and as a product in equal parts: Ru et al., 2020
/// (arXiv:1906.08878), and Parker-Holder et al., 2021.
/// </remarks>
/// <param name="LengthScale">l, above 0.</param>
/// <param name="Forgetting">ε, in [0, 1).</param>
/// <param name="Noise">The variance of what is observed beyond the model, as a share of the model's.</param>
/// <param name="HasCategories">Whether points have categories.</param>
internal readonly record struct TimeVaryingKernel(
    double LengthScale, double Forgetting, double Noise, bool HasCategories)
{
    private readonly double _perDistance = -1 / LengthScale;
    private readonly double _perElapsed = Math.Log(1 - Forgetting) / 2;

    public TimeVaryingKernel WithMoreNoise() => new(LengthScale, Forgetting, Noise * 10, HasCategories);

    public double Of(Likeness likeness)
    {
        if (!HasCategories)
        {
            return Math.Exp((_perDistance * likeness.SquaredDistance) + (_perElapsed * likeness.Elapsed));
        }

        var near = Math.Exp(_perDistance * likeness.SquaredDistance);
        var mixed = (((near + likeness.Overlap) / 2) + (near * likeness.Overlap)) / 2;
        return mixed * Math.Exp(_perElapsed * likeness.Elapsed);
    }
}
