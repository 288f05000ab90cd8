using System.Numerics;

namespace Clade.Examples.Mnist;

/// <summary>How each digit is written: strokes in a unit square, x to the right and y down.</summary>
internal static class DigitStrokes
{
    private const int ArcStepDegrees = 20;

    // By digit, then by style: some digits are written in two ways.
    private static readonly Vector2[][][][] Styles =
    [
        [[Arc(0.5f, 0.5f, 0.30f, 0.42f, 0, 360)]],
        [
            [Line((0.5f, 0.08f), (0.5f, 0.92f))],
            [Line((0.34f, 0.27f), (0.54f, 0.08f), (0.54f, 0.92f))],
        ],
        [[[.. Arc(0.5f, 0.31f, 0.28f, 0.23f, 190, 390), .. Line((0.2f, 0.92f), (0.82f, 0.92f))]]],
        [[[.. Arc(0.46f, 0.29f, 0.27f, 0.21f, 200, 450), .. Arc(0.46f, 0.71f, 0.31f, 0.21f, 270, 520)]]],
        [
            [Line((0.6f, 0.08f), (0.18f, 0.62f), (0.84f, 0.62f)), Line((0.62f, 0.36f), (0.62f, 0.94f))],
            [Line((0.27f, 0.1f), (0.22f, 0.55f), (0.76f, 0.55f)), Line((0.72f, 0.1f), (0.68f, 0.92f))],
        ],
        [[[.. Line((0.76f, 0.1f), (0.32f, 0.1f), (0.28f, 0.47f)), .. Arc(0.46f, 0.66f, 0.31f, 0.26f, 235, 510)]]],
        [[[.. Arc(0.7f, 0.68f, 0.46f, 0.6f, 265, 180), .. Arc(0.5f, 0.69f, 0.27f, 0.23f, 180, 540)]]],
        [
            [Line((0.2f, 0.1f), (0.8f, 0.1f), (0.42f, 0.92f))],
            [Line((0.2f, 0.1f), (0.8f, 0.1f), (0.42f, 0.92f)), Line((0.36f, 0.5f), (0.72f, 0.5f))],
        ],
        [[Arc(0.5f, 0.28f, 0.22f, 0.2f, 90, 450), Arc(0.5f, 0.7f, 0.28f, 0.22f, 270, 630)]],
        [[[.. Arc(0.5f, 0.32f, 0.26f, 0.23f, 360, 0), .. Line((0.76f, 0.32f), (0.7f, 0.92f))]]],
    ];

    /// <summary>The strokes of a digit in one of its styles; each is a line through points.</summary>
    public static ReadOnlySpan<Vector2[]> For(int digit, ref SplitMix64 random)
    {
        var styles = Styles[digit];
        return styles[random.NextIndex(styles.Length)];
    }

    private static Vector2[] Line(params ReadOnlySpan<(float X, float Y)> points)
    {
        var line = new Vector2[points.Length];
        for (var i = 0; i < points.Length; i++) line[i] = new Vector2(points[i].X, points[i].Y);
        return line;
    }

    /// <summary>Part of an ellipse. 0° is its right end, 90° its lowest point.</summary>
    private static Vector2[] Arc(float centreX, float centreY, float radiusX, float radiusY, int from, int to)
    {
        var steps = Math.Abs(to - from) / ArcStepDegrees;
        var arc = new Vector2[steps + 1];
        for (var i = 0; i <= steps; i++)
        {
            var (sin, cos) = MathF.SinCos(float.DegreesToRadians(float.Lerp(from, to, (float)i / steps)));
            arc[i] = new Vector2(centreX + radiusX * cos, centreY + radiusY * sin);
        }

        return arc;
    }
}
