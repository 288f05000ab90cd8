// Measures how schedulers fare on a task that punishes greed, and prints one table: --seeds N (200 without), --only
// TEXT for the lines whose name holds it. "lowest" is the median of what the best trial ever had: what Best returns.

using System.Globalization;
using Clade.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
var (seeds, only) = (200, "");
for (var i = 0; i < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--seeds" when i + 1 < args.Length && int.TryParse(args[i + 1], out var count) && count > 0:
            seeds = count;
            break;
        case "--only" when i + 1 < args.Length:
            only = args[i + 1];
            break;
        default:
            Console.Error.WriteLine($"'{string.Join(' ', args.Skip(i))}' is no option: --seeds N, --only TEXT.");
            return 2;
    }
}

Console.WriteLine($"{"scheduler",-40} {"trials",6} {"median",9} {"25 %",9} {"75 %",9} {"lowest",9}");
foreach (var contestant in Contestant.All.Where(c => c.Name.Contains(only, StringComparison.Ordinal)))
{
    var (losses, lowest) = (new double[seeds], new double[seeds]);
    Parallel.For(0, seeds, seed =>
    {
        var run = GreedyTrap.Run(contestant.Scheduler, contestant.StepsPerReport, contestant.Trials, (ulong)seed);
        (losses[seed], lowest[seed]) = (GreedyTrap.FinalLoss(run), GreedyTrap.LowestLoss(run));
    });
    Array.Sort(losses);
    Array.Sort(lowest);
    Console.WriteLine(
        $"{contestant.Name,-40} {contestant.Trials,6} {At(0.5),9:0.0e+0} {At(0.25),9:0.0e+0} {At(0.75),9:0.0e+0} " +
        $"{lowest[seeds / 2],9:0.0e+0}");

    double At(double share) => losses[Math.Min(seeds - 1, (int)(share * seeds))];
}

return 0;
