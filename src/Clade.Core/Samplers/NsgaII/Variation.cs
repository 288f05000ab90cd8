using System.Collections.Immutable;

namespace Clade.NsgaII;

/// <summary>Makes a child of two places (Deb and Agrawal, 1995; Deb et al., 2002).</summary>
internal static class Variation
{
    /// <summary>Both parents' coordinates, mixed: simulated binary crossover for numbers.</summary>
    /// <param name="dimensions">The space.</param>
    /// <param name="first">The parent that the child is nearer to.</param>
    /// <param name="second">The other one.</param>
    /// <param name="options">The sampler.</param>
    /// <param name="random">Decides.</param>
    public static double[] Cross(
        ImmutableArray<Dimension> dimensions, double[] first, double[] second, NsgaIISampler options,
        KeyedRandom random)
    {
        var child = (double[])first.Clone();
        for (var i = 0; i < child.Length; i++)
        {
            if (double.IsNaN(child[i]))
            {
                // Turned off in one parent: the other has a value to offer, should the child turn it on.
                child[i] = second[i];
            }
            else if (!double.IsNaN(second[i]) && random.NextBoolean(options.SwapProbability))
            {
                child[i] = dimensions[i].IsCategorical
                    ? second[i]
                    : Blend(first[i], second[i], options.CrossoverIndex, random);
            }
        }

        return child;
    }

    /// <summary>
    /// Changes a coordinate in d on average: polynomial mutation for numbers, another value otherwise.
    /// </summary>
    public static void Mutate(
        ImmutableArray<Dimension> dimensions, double[] child, NsgaIISampler options, KeyedRandom random)
    {
        var probability = options.MutationProbability ?? 1.0 / child.Length;
        for (var i = 0; i < child.Length; i++)
        {
            if (double.IsNaN(child[i]) || !random.NextBoolean(probability)) continue;

            var count = dimensions[i].Count;
            if (dimensions[i].IsCategorical) child[i] = ((int)child[i] + 1 + random.NextIndex(count - 1)) % count;
            else child[i] = Polynomial(child[i], options.MutationIndex, count, random);
        }
    }

    private static double Blend(double first, double second, double index, KeyedRandom random)
    {
        var (low, high) = first < second ? (first, second) : (second, first);
        var distance = high - low;
        if (distance < 1e-14) return first;

        var draw = random.NextDouble();
        var isLower = random.NextBoolean();
        // The spread is bounded so that the child stays inside on its parent's side.
        var room = isLower ? low : 1 - high;
        var alpha = 2 - Math.Pow(1 + (2 * room / distance), -(index + 1));
        var spread = draw <= 1 / alpha
            ? Math.Pow(draw * alpha, 1 / (index + 1))
            : Math.Pow(1 / (2 - (draw * alpha)), 1 / (index + 1));
        var half = spread * distance / 2;
        var middle = (low + high) / 2;
        return Math.Clamp(isLower ? middle - half : middle + half, 0, 1);
    }

    private static double Polynomial(double place, double index, int count, KeyedRandom random)
    {
        var draw = random.NextDouble();
        var power = index + 1;
        var step = draw < 0.5
            ? Math.Pow((2 * draw) + ((1 - (2 * draw)) * Math.Pow(1 - place, power)), 1 / power) - 1
            : 1 - Math.Pow((2 * (1 - draw)) + (((2 * draw) - 1) * Math.Pow(place, power)), 1 / power);
        // Where values are apart, a mutation leaves its cell.
        if (count > 0 && Math.Abs(step) < 1.0 / count) step = Math.CopySign(1.0 / count, step);
        var moved = place + step;
        return moved is < 0 or > 1 ? Math.Clamp(place - step, 0, 1) : moved;
    }
}
