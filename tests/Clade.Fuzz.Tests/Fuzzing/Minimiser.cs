using System.Diagnostics;

namespace Clade.Fuzz.Fuzzing;

/// <summary>Makes an input small that shows something.</summary>
internal static class Minimiser
{
    private const int RunsMax = 3_000;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);

    /// <summary>Leaves out pieces, large ones first, as long as the input goes on showing it.</summary>
    public static byte[] Minimise(byte[] input, Func<byte[], bool> shows)
    {
        var (runs, begun) = (0, Stopwatch.GetTimestamp());
        bool MayGoOn() => runs < RunsMax && Stopwatch.GetElapsedTime(begun) < TimeMax;
        for (var piece = Math.Max(1, input.Length / 2); piece > 0 && MayGoOn(); piece /= 2)
        {
            for (var start = 0; start < input.Length && MayGoOn(); runs++)
            {
                byte[] shorter = [.. input[..start], .. input[Math.Min(input.Length, start + piece)..]];
                if (shows(shorter)) input = shorter;
                else start += piece;
            }
        }

        return input;
    }
}
