using System.Globalization;

namespace Clade.Schedulers;

/// <summary>Proposes numbers by a model of what the population's changes of scores were.</summary>
internal sealed class ChangeModel
{
    /// <summary>With fewer changes than this there is nothing to fit.</summary>
    public const int ChangesMin = 2;

    // Random places to look at, of which the best so many are climbed from.
    private const int CandidateCount = 100;
    private const int ClimbCount = 4;
    private const int ClimbEvaluationsMax = 120;
    private const int ClimbHalvings = 6;

    private readonly ModelSpace _space;
    private readonly Evidence _evidence;
    private readonly TimeVaryingProcess _process;
    private readonly double _kappa;
    private readonly (double Low, double High) _scores;

    /// <param name="space">What is chosen.</param>
    /// <param name="evidence">At least <see cref="ChangesMin"/> changes.</param>
    /// <param name="exploration">The factor on the exploration bonus.</param>
    public ChangeModel(ModelSpace space, Evidence evidence, double exploration)
    {
        (_space, _evidence) = (space, evidence);
        var changes = evidence.Changes;
        // Unlike the paper's √(0.2·ln(0.4·n)) it is a number for one and two changes too, and hardly differs for many.
        _kappa = exploration * Math.Sqrt(0.2 * Math.Log(1 + (0.4 * changes.Count)));
        var scores = changes.Select(static change => change.Before)
            .Concat(evidence.Pending.Select(static pending => pending.From.Score)).Append(evidence.Start.Score);
        _scores = (scores.Min(), scores.Max());
        _process = TimeVaryingProcess.Fit(
            [.. changes.Select(change => PointOf(change.Since, change.Before, change.Config))],
            Standardise([.. changes.Select(static change => change.Rate)]),
            [.. evidence.Pending.Select(pending => PointOf(pending.From.Time, pending.From.Score, pending.Config))]);
    }

    /// <summary>One line for people.</summary>
    public string Note => string.Create(
        CultureInfo.InvariantCulture,
        $"model of {_evidence.Changes.Count} changes: length scale {_process.Kernel.LengthScale:0.###}, forgetting " +
        $"{_process.Kernel.Forgetting:0.###}, noise {_process.Kernel.Noise:0.###}, kappa {_kappa:0.###}");

    /// <summary>The numbers with the best prospect: what is expected, and a bonus for what is not known.</summary>
    /// <param name="config">
    /// The configuration with everything else chosen; its numbers that are turned off stay so.
    /// </param>
    /// <param name="random">Where the search begins.</param>
    /// <returns>The places of the numbers; NaN for those that are turned off.</returns>
    public double[] Propose(Configuration config, KeyedRandom random)
    {
        var start = PointOf(_evidence.Start.Time, _evidence.Start.Score, config);
        int[] free = [.. Enumerable.Range(1, _space.Numbers.Length).Where(i => !double.IsNaN(start.Place[i]))];
        var best = free.Select(i => start.Place[i]).ToArray();
        var highest = Prospect(start, free, best);
        var candidates = Enumerable.Range(0, CandidateCount)
            .Select(_ => free.Select(_ => random.NextDouble()).ToArray())
            .Select(place => (Place: place, Value: Prospect(start, free, place)))
            .OrderByDescending(static candidate => candidate.Value).Take(ClimbCount - 1)
            .Select(static candidate => candidate.Place).Prepend([.. best]).ToList();
        var bounds = free.Select(static _ => new Axis(0, 1, 0.2)).ToArray();
        foreach (var place in candidates)
        {
            var reached = PatternSearch.Climb(
                at => Prospect(start, free, at), place, bounds, ClimbHalvings, ClimbEvaluationsMax);
            if (reached > highest) (highest, best) = (reached, place);
        }

        var proposed = start.Place[1..];
        for (var i = 0; i < free.Length; i++) proposed[free[i] - 1] = best[i];
        return proposed;
    }

    private double Prospect(ChangePoint start, int[] free, double[] place)
    {
        var point = start with { Place = [.. start.Place] };
        for (var i = 0; i < free.Length; i++)
        {
            var dimension = _space.Numbers[free[i] - 1];
            // Between two of a few values there is nothing to be known: the nearest one will be trained with.
            point.Place[free[i]] = dimension.Count > 0
                ? dimension.Encode(dimension.Decode(place[i]))
                : place[i];
        }

        var (mean, deviation) = _process.At(point);
        return mean + (_kappa * deviation);
    }

    private ChangePoint PointOf(double time, double score, Configuration config)
    {
        var place = _space.PlaceOf(config, offset: 1);
        // Halved first, because the difference may overflow.
        var range = (_scores.High / 2) - (_scores.Low / 2);
        place[0] = range > 0 ? ((score / 2) - (_scores.Low / 2)) / range : 0;
        return new ChangePoint(time / _evidence.Interval, place, _space.OptionsOf(config));
    }

    /// <summary>Changes of mean 0 and variance 1, at most two deviations off; a diverged trial's is that low.</summary>
    private static double[] Standardise(double[] rates)
    {
        const double Most = 2;
        var finite = rates.Where(double.IsFinite).ToList();
        var largest = finite.Select(Math.Abs).DefaultIfEmpty(0).Max();
        var unit = largest > 0 ? largest : 1;
        var mean = finite.Select(rate => rate / unit).DefaultIfEmpty(0).Average();
        var deviation = Math.Sqrt(finite.Select(rate => ((rate / unit) - mean) * ((rate / unit) - mean))
            .DefaultIfEmpty(0).Average());
        return
        [
            .. rates.Select(rate => double.IsFinite(rate)
                ? Math.Clamp(((rate / unit) - mean) / (deviation + 1e-8), -Most, Most)
                : -Most),
        ];
    }
}
