#:project ../../src/Clade/Clade.csproj
#:property PublishAot=false

// Figure 2 of Jaderberg et al., "Population Based Training of Neural Networks", 2017. The objective
// Q = 1.2 - (theta0² + theta1²) is hidden: each of two workers climbs a surrogate 1.2 - (h0·theta0² + h1·theta1²) whose
// weights h are its hyperparameters, and starts with one of them at 0, so that alone it never sees half of the problem.
//
//     dotnet run quickstart.cs
//
// draws the workers' paths into quickstart.svg.

using System.Globalization;
using System.Text;
using Clade;

var results = new List<(string Title, TuneResult<Surrogate> Result)>
{
    ("Each on its own", await Tune.RunAsync<Surrogate>(Climb, Options(copies: false, Explore.PerturbOrResample))),
    ("Copy the better one's weights", await Tune.RunAsync<Surrogate>(Climb, Options(true, Explore.Replace(KeepOwn)))),
    ("Copy, then explore: PBT", await Tune.RunAsync<Surrogate>(Climb, Options(true, Explore.Replace(AddNoise)))),
};

foreach (var (title, result) in results)
{
    Console.WriteLine(FormattableString.Invariant(
        $"{title,-30} best Q {result.Best.Metric:F4} of 1.2, {result.Exploits.Length} exploits"));
}

File.WriteAllText("quickstart.svg", Picture.Draw(results));
Console.WriteLine($"The paths of both workers: {Path.GetFullPath("quickstart.svg")}");

static void Climb(Trial<Surrogate> trial)
{
    double[] theta = [0.9, 0.9];
    trial.Restore(folder => theta = Array.ConvertAll(
        File.ReadAllLines(Path.Combine(folder, "theta")), line => double.Parse(line, CultureInfo.InvariantCulture)));

    const double Rate = 0.01;
    while (true)
    {
        theta[0] -= 2 * Rate * trial.Config.H0 * theta[0];
        theta[1] -= 2 * Rate * trial.Config.H1 * theta[1];
        var q = 1.2 - (theta[0] * theta[0]) - (theta[1] * theta[1]);
        trial.Report(
            new { q, theta0 = theta[0], theta1 = theta[1] },
            save: folder => File.WriteAllLines(
                Path.Combine(folder, "theta"), theta.Select(x => x.ToString("R", CultureInfo.InvariantCulture))));
    }
}

static TuneOptions Options(bool copies, Explore explore) => new()
{
    Name = "quickstart",
    Objective = Objective.Maximize("q"),
    Trials = 2,
    Sampler = new RandomSampler
    {
        StartingConfigurations =
        [
            new Configuration([new("H0", 1.0), new("H1", 0.0)]),
            new Configuration([new("H0", 0.0), new("H1", 1.0)]),
        ],
    },
    Scheduler = new PopulationBasedTraining
    {
        PerturbationInterval = 5,
        QuantileFraction = copies ? 0.5 : 0,
        Explore = explore,
        Synchronous = true,
    },
    Stop = Stop.AtIteration(200),
    Seed = 2017,

    // An iteration takes microseconds; a model would run in worker processes, the default.
    Workers = WorkerKind.InProcess,
    Progress = Progress.Quiet,
};

static Configuration KeepOwn(ExploreInput input) => input.Own;

// Factors could never move a hyperparameter that is 0, so the figure explores by adding noise.
static Configuration AddNoise(ExploreInput input) => new(input.Own.Select(item => KeyValuePair.Create(
    item.Key, input.Space.Clip(item.Key, item.Value.ToDouble() + (0.1 * input.Random.NextNormal())))));

internal sealed record Surrogate([Uniform(0, 10)] double H0, [Uniform(0, 10)] double H1);

/// <summary>Draws each worker's path over the contours of the objective.</summary>
internal static class Picture
{
    private const int Side = 260;
    private const int Gap = 20;
    private const int Header = 40;
    private const int Footer = 36;
    private static readonly string[] Colours = ["#d1495b", "#00798c"];

    public static string Draw(IReadOnlyList<(string Title, TuneResult<Surrogate> Result)> panels)
    {
        var width = (panels.Count * (Side + Gap)) + Gap;
        var svg = new StringBuilder(FormattableString.Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {Side + Header + Footer}\" ") +
            "font-family=\"sans-serif\" font-size=\"13\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (var i = 0; i < panels.Count; i++)
        {
            DrawPanel(svg, panels[i].Title, panels[i].Result, left: Gap + (i * (Side + Gap)));
        }

        return svg.Append("</svg>").ToString();
    }

    private static void DrawPanel(StringBuilder svg, string title, TuneResult<Surrogate> result, int left)
    {
        svg.Append(FormattableString.Invariant($"<g transform=\"translate({left} {Header})\">"));
        svg.Append(FormattableString.Invariant(
            $"<text x=\"{Side / 2}\" y=\"-14\" text-anchor=\"middle\" font-weight=\"bold\">{title}</text>"));
        svg.Append(FormattableString.Invariant(
            $"<clipPath id=\"c{left}\"><rect width=\"{Side}\" height=\"{Side}\"/></clipPath>"));
        svg.Append(FormattableString.Invariant($"<g clip-path=\"url(#c{left})\" fill=\"none\" stroke=\"#ccc\">"));
        for (var radius = 0.2; radius < 1.5; radius += 0.2)
        {
            svg.Append(FormattableString.Invariant($"<circle cx=\"0\" cy=\"{Side}\" r=\"{radius * Side:F1}\"/>"));
        }

        svg.Append("</g>");
        foreach (var trial in result.Trials) DrawPath(svg, result, trial.Id);
        svg.Append(FormattableString.Invariant(
            $"<rect width=\"{Side}\" height=\"{Side}\" fill=\"none\" stroke=\"#333\"/>"));
        svg.Append(FormattableString.Invariant($"<text x=\"{Side / 2}\" y=\"{Side + 26}\" text-anchor=\"middle\">"));
        svg.Append(FormattableString.Invariant($"theta0 → theta1 ↑   best Q {result.Best.Metric:F3}</text></g>"));
    }

    private static void DrawPath(StringBuilder svg, TuneResult<Surrogate> result, TrialId trial)
    {
        var colour = Colours[trial.Value];
        foreach (var report in result.Reports(trial))
        {
            var (x, y) = (report.Metrics["theta0"] * Side, Side - (report.Metrics["theta1"] * Side));
            svg.Append(FormattableString.Invariant(
                $"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"2\" fill=\"{colour}\" fill-opacity=\"0.7\"/>"));
        }
    }
}
