using System.Numerics;

namespace Clade.Examples.Mnist;

/// <summary>Drawn digits in the shape of MNIST, for machines that can't get the real ones.</summary>
/// <remarks>Deterministic: digit number n looks the same in every process.</remarks>
internal sealed record GeneratedDigits : IDigitSource
{
    public const int TrainingCount = 60_000;
    public const int TestCount = 10_000;
    private const ulong Seed = 0x4D4E4953;

    public string Location => MnistLocator.Generated;

    public string Description =>
        "GENERATED DIGITS, NOT MNIST: figures measured on them can't be compared with anyone's. To use MNIST, set " +
        $"{MnistLocator.Variable} to a folder with its four files";

    public DigitSet ReadTraining() => Draw(first: 0, TrainingCount);

    public DigitSet ReadTest() => Draw(first: TrainingCount, TestCount);

    /// <summary>Draws the digits numbered from <paramref name="first"/> on.</summary>
    public static DigitSet Draw(int first, int count)
    {
        var (images, labels) = (new byte[count * DigitSet.Pixels], new byte[count]);
        for (var i = 0; i < count; i++)
        {
            var random = SplitMix64.For(Seed, (ulong)(first + i));
            labels[i] = (byte)random.NextIndex(DigitSet.Classes);
            DrawOne(labels[i], images.AsSpan(i * DigitSet.Pixels, DigitSet.Pixels), ref random);
        }

        return new DigitSet(images, labels);
    }

    private static void DrawOne(int digit, Span<byte> image, ref SplitMix64 random)
    {
        var hand = Hand.Draw(ref random);
        var pen = new Pen((float)random.NextUniform(0.7, 1.7), (float)random.NextUniform(0.75, 1));
        foreach (var stroke in DigitStrokes.For(digit, ref random))
        {
            var from = hand.Place(stroke[0]);
            foreach (var point in stroke.AsSpan(1))
            {
                var to = hand.Place(point);
                pen.Draw(image, from, to);
                from = to;
            }
        }

        AddSpecks(image, ref random);
    }

    private static void AddSpecks(Span<byte> image, ref SplitMix64 random)
    {
        const int SpecksMax = 40;
        for (var specks = random.NextIndex(SpecksMax); specks > 0; specks--)
            image[random.NextIndex(image.Length)] = (byte)random.NextIndex(byte.MaxValue + 1);
    }

    /// <summary>What a writer does to the ideal strokes: slant, size, place, and a wobble.</summary>
    private readonly record struct Hand(Matrix3x2 Map, Vector2 Wobble, Vector2 Phase)
    {
        private const float Size = 20;

        public static Hand Draw(ref SplitMix64 random)
        {
            var size = Size * (float)random.NextUniform(0.7, 1.1);
            var map = Matrix3x2.CreateTranslation(-0.5f, -0.5f)
                * Matrix3x2.CreateScale(size * (float)random.NextUniform(0.75, 1.05), size)
                * Matrix3x2.CreateSkew((float)random.NextUniform(-0.45, 0.45), 0)
                * Matrix3x2.CreateRotation((float)random.NextUniform(-0.35, 0.35))
                * Matrix3x2.CreateTranslation(Pair(-2.5, 2.5, ref random) + new Vector2((DigitSet.Side - 1) / 2f));
            return new Hand(map, Pair(-0.12, 0.12, ref random), Pair(0, Math.Tau, ref random));
        }

        /// <summary>From the unit square to pixels.</summary>
        public Vector2 Place(Vector2 point)
        {
            const float Waves = 5;
            var wobble = new Vector2(
                Wobble.X * MathF.Sin(Waves * point.Y + Phase.X), Wobble.Y * MathF.Sin(Waves * point.X + Phase.Y));
            return Vector2.Transform(point + wobble, Map);
        }

        private static Vector2 Pair(double low, double high, ref SplitMix64 random) =>
            new((float)random.NextUniform(low, high), (float)random.NextUniform(low, high));
    }

    /// <summary>A round pen with a soft edge of one pixel.</summary>
    private readonly record struct Pen(float Radius, float Ink)
    {
        public void Draw(Span<byte> image, Vector2 from, Vector2 to)
        {
            var reach = new Vector2(Radius + 0.5f);
            var low = Vector2.Min(from, to) - reach;
            var high = Vector2.Max(from, to) + reach;
            for (var y = Clip(low.Y); y <= Clip(high.Y); y++)
            {
                for (var x = Clip(low.X); x <= Clip(high.X); x++)
                {
                    ref var pixel = ref image[y * DigitSet.Side + x];
                    var cover = Math.Clamp(Radius + 0.5f - Distance(new Vector2(x, y), from, to), 0, 1);
                    pixel = Math.Max(pixel, (byte)(byte.MaxValue * Ink * cover));
                }
            }
        }

        private static int Clip(float coordinate) => Math.Clamp((int)coordinate, 0, DigitSet.Side - 1);

        private static float Distance(Vector2 point, Vector2 from, Vector2 to)
        {
            var along = to - from;
            var t = Vector2.Dot(point - from, along) / Math.Max(along.LengthSquared(), float.Epsilon);
            return Vector2.Distance(point, from + Math.Clamp(t, 0, 1) * along);
        }
    }
}
