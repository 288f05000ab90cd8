using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Clade.Numerics;

/// <summary>Scalar products, where a Gaussian process spends its time.</summary>
/// <remarks>Vectors have one width on every machine, so that sums are rounded alike.</remarks>
internal static class Dot
{
    private const int Lanes = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Invariant.Require(a.Length == b.Length);
        ref var first = ref MemoryMarshal.GetReference(a);
        ref var second = ref MemoryMarshal.GetReference(b);
        var (even, odd) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= a.Length - (2 * Lanes); i += 2 * Lanes)
        {
            even = Sum(ref first, ref second, i, even);
            odd = Sum(ref first, ref second, i + Lanes, odd);
        }

        for (; i <= a.Length - Lanes; i += Lanes) even = Sum(ref first, ref second, i, even);
        var sum = Vector256.Sum(even + odd);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>The products of four rows with one: that one is loaded once for all four.</summary>
    /// <param name="rows">The rows, one after another.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="other">What each of them is multiplied with, over its length.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector256<double> OfFour(ReadOnlySpan<double> rows, int stride, ReadOnlySpan<double> other)
    {
        Invariant.Require(stride >= 0 && rows.Length >= (3 * stride) + other.Length);
        ref var a = ref MemoryMarshal.GetReference(rows);
        ref var b = ref Unsafe.Add(ref a, stride);
        ref var c = ref Unsafe.Add(ref b, stride);
        ref var d = ref Unsafe.Add(ref c, stride);
        ref var factor = ref MemoryMarshal.GetReference(other);
        var (first, second) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var (third, fourth) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= other.Length - Lanes; i += Lanes)
        {
            var shared = Vector256.LoadUnsafe(ref factor, (nuint)i);
            first = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref a, (nuint)i), shared, first);
            second = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref b, (nuint)i), shared, second);
            third = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref c, (nuint)i), shared, third);
            fourth = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref d, (nuint)i), shared, fourth);
        }

        var sums = Vector256.Create(
            Vector256.Sum(first), Vector256.Sum(second), Vector256.Sum(third), Vector256.Sum(fourth));
        for (; i < other.Length; i++)
        {
            sums += other[i] * Vector256.Create(
                rows[i], rows[stride + i], rows[(2 * stride) + i], rows[(3 * stride) + i]);
        }

        return sums;
    }

    private static Vector256<double> Sum(ref double a, ref double b, int at, Vector256<double> sum) =>
        Vector256.MultiplyAddEstimate(
            Vector256.LoadUnsafe(ref a, (nuint)at), Vector256.LoadUnsafe(ref b, (nuint)at), sum);
}
