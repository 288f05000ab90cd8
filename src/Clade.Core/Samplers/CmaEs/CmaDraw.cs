namespace Clade.CmaEs;

/// <summary>Draws the place of a trial from a distribution: the same for the same trial.</summary>
internal static class CmaDraw
{
    private const int AttemptsMax = 100;

    public static CmaPoint Of(CmaSpace space, CmaState state, ulong seed, int trial)
    {
        var random = KeyedRandom.For(seed, RandomPurpose.Sampler, trial);
        var categories = state.Categories.Draw(random);
        var normal = OrthogonalDirections.Of(space.Numbers.Length, seed, trial);
        for (var attempt = 1; ; attempt++)
        {
            var numbers = state.Stretch(normal);
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = state.Mean[i] + (state.Step * state.Scale[i] * numbers[i]);
            }

            if (IsInside(space, numbers)) return new CmaPoint(numbers, categories);
            if (attempt == AttemptsMax) return new CmaPoint(Mirrored(space, numbers), categories);

            for (var i = 0; i < normal.Length; i++) normal[i] = random.NextNormal();
        }
    }

    // Where values are apart, everything beyond an end stands for the value there.
    private static bool IsInside(CmaSpace space, double[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (space.Edges[i].IsEmpty && numbers[i] is < 0 or > 1) return false;
        }

        return true;
    }

    /// <summary>In many dimensions hardly any draw is inside: what is beyond an end is thrown back.</summary>
    private static double[] Mirrored(CmaSpace space, double[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!space.Edges[i].IsEmpty) continue;

            var turn = Math.Abs(numbers[i]) % 2;
            numbers[i] = turn > 1 ? 2 - turn : turn;
        }

        return numbers;
    }
}
