namespace Clade.Benchmarks.Quality;

/// <summary>The usual test functions, as Surjanovic and Bingham (2013) collect them.</summary>
internal static class Formulas
{
    private static readonly double[] HartmannWeights = [1.0, 1.2, 3.0, 3.2];

    private static readonly double[][] HartmannScales =
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ];

    private static readonly double[][] HartmannCentres =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    public static double Branin(double[] x)
    {
        var bow = x[1] - (5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0]) + (5 / Math.PI * x[0]) - 6;
        return (bow * bow) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x[0])) + 10;
    }

    public static double Hartmann6(double[] x)
    {
        var sum = 0.0;
        for (var i = 0; i < HartmannWeights.Length; i++)
        {
            var distance = 0.0;
            for (var j = 0; j < x.Length; j++)
            {
                distance += HartmannScales[i][j] * Square(x[j] - HartmannCentres[i][j]);
            }

            sum += HartmannWeights[i] * Math.Exp(-distance);
        }

        return -sum;
    }

    public static double Ackley(double[] x)
    {
        var squares = x.Sum(Square) / x.Length;
        var waves = x.Sum(static value => Math.Cos(2 * Math.PI * value)) / x.Length;
        return (-20 * Math.Exp(-0.2 * Math.Sqrt(squares))) - Math.Exp(waves) + 20 + Math.E;
    }

    public static double Rosenbrock(double[] x)
    {
        var sum = 0.0;
        for (var i = 0; i + 1 < x.Length; i++) sum += (100 * Square(x[i + 1] - (x[i] * x[i]))) + Square(1 - x[i]);
        return sum;
    }

    public static double Rastrigin(double[] x) =>
        (10 * x.Length) + x.Sum(static value => (value * value) - (10 * Math.Cos(2 * Math.PI * value)));

    public static double Levy(double[] x)
    {
        double[] w = [.. x.Select(static value => 1 + ((value - 1) / 4))];
        var sum = Square(Math.Sin(Math.PI * w[0]));
        for (var i = 0; i + 1 < w.Length; i++)
        {
            sum += Square(w[i] - 1) * (1 + (10 * Square(Math.Sin((Math.PI * w[i]) + 1))));
        }

        return sum + (Square(w[^1] - 1) * (1 + Square(Math.Sin(2 * Math.PI * w[^1]))));
    }

    private static double Square(double value) => value * value;
}
