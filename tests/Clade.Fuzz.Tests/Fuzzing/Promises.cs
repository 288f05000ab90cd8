using System.Diagnostics;

namespace Clade.Fuzz.Fuzzing;

/// <summary>A promise that an input broke.</summary>
/// <param name="Kind">The same for inputs that break the same promise in the same place.</param>
/// <param name="Details">For people.</param>
internal sealed record Finding(string Kind, string Details);

/// <summary>Runs inputs, and checks what is promised about each, whatever it is.</summary>
internal sealed class Promises(IFuzzTarget target)
{
    /// <summary>An input may allocate so much, and so much more for each of its bytes.</summary>
    public const long BytesMax = 2 << 20;

    public const long BytesPerByteMax = 512;

    /// <summary>Far more than the slowest input should take, for a machine that does other things too.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromMilliseconds(250);

    private const int TimingsMax = 3;

    /// <summary>What became of the last input.</summary>
    public string Outcome { get; private set; } = "";

    /// <returns>What the input broke; none if all is well.</returns>
    public Finding? Check(byte[] input)
    {
        var bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        try
        {
            Outcome = target.Run(input);
        }
        catch (Exception e)
        {
            Outcome = "broken";
            return new Finding($"{e.GetType().Name} {PlaceOf(e)}", e.ToString());
        }

        var time = Stopwatch.GetElapsedTime(start);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        if (bytes > BytesMax + (BytesPerByteMax * input.Length))
        {
            return new Finding("memory", $"{bytes} bytes were allocated for an input of {input.Length}.");
        }

        return time > TimeMax && IsSlow(input) ? new Finding("time", $"It took {time.TotalMilliseconds} ms.") : null;
    }

    // The machine may have been busy, or a method compiled.
    private bool IsSlow(byte[] input)
    {
        for (var i = 0; i < TimingsMax; i++)
        {
            var start = Stopwatch.GetTimestamp();
            target.Run(input);
            if (Stopwatch.GetElapsedTime(start) <= TimeMax) return false;
        }

        return true;
    }

    private static string PlaceOf(Exception e) => new StackTrace(e).GetFrames()
        .Select(static frame => frame.GetMethod())
        .Where(static method => method?.DeclaringType?.Namespace?.StartsWith("Clade", StringComparison.Ordinal) == true)
        .Select(static method => $"{method!.DeclaringType!.Name}.{method.Name}").FirstOrDefault() ?? "somewhere";
}
