// Measures programs in other languages. "overhead": what an attempt and an exploit cost in each protocol. "orphans":
// what is left when the driver is killed at ten random moments; --times N for more or fewer. Both without arguments.

using System.Globalization;
using Clade;
using Clade.Benchmarks.Programs;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["drive", var protocol, var folder]:
        await Orphans.DriveAsync(Enum.Parse<ProgramProtocol>(protocol), folder);
        return 0;
    case [] or ["overhead"] or ["orphans"] or ["orphans", "--times", _]:
        break;
    default:
        Console.Error.WriteLine($"'{string.Join(' ', args)}' is unknown: overhead, orphans, orphans --times N.");
        return 2;
}

if (args is not ["orphans", ..])
{
    Console.WriteLine($"python3 alone     {await Overhead.OfPythonAsync(),8:F0} ms");
    foreach (var protocol in Bench.Protocols)
    {
        Console.WriteLine($"attempt, {protocol,-8} {await Overhead.OfAttemptAsync(protocol),8:F0} ms");
    }

    foreach (var protocol in Bench.Protocols.Remove(ProgramProtocol.Output))
    {
        Console.WriteLine($"exploit, {protocol,-8} {await Overhead.OfExploitAsync(protocol),8:F0} ms");
    }

    Console.WriteLine($"exploit, function {await Overhead.OfFunctionsExploitAsync(),8:F0} ms");
}

if (args is ["overhead"]) return 0;

var times = args is [_, _, var n] ? int.Parse(n) : 10;
var random = new Random(1);
var leftInAll = 0;
foreach (var protocol in Bench.Protocols)
{
    var (startedInAll, left, slowest) = (0, 0, TimeSpan.Zero);
    for (var i = 0; i < times; i++)
    {
        var outcome = await Orphans.KillOneAsync(protocol, random);
        startedInAll += outcome.Started;
        left += outcome.Left;
        if (outcome.Waited > slowest) slowest = outcome.Waited;
    }

    leftInAll += left;
    Console.WriteLine(
        $"orphans, {protocol,-8} {times} kills, {startedInAll} processes, {left} left, the slowest gone after " +
        $"{slowest.TotalMilliseconds:F0} ms");
}

return leftInAll == 0 ? 0 : 1;
