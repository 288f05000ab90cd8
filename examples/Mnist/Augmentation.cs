using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clade.Examples.Mnist;

/// <summary>Random small rotations, scalings, shears and shifts of digits, which leave the digit what it was.</summary>
/// <remarks>Not thread-safe: it reuses one scratch image.</remarks>
internal sealed class Augmentation
{
    public const double StrengthMax = 2;
    private const double RotationDegrees = 12;
    private const double ScaleFraction = 0.10;
    private const double Shear = 0.10;
    private const double ShiftPixels = 2;

    // Wide enough for the corners of the strongest distortion, so that no pixel needs a range check.
    private const int Border = 26;
    private const int PaddedSide = DigitSet.Side + 2 * Border;
    private const int FractionBits = 16;
    private const int One = 1 << FractionBits;
    private readonly byte[] _padded = new byte[PaddedSide * PaddedSide];

    /// <summary>Draws a distortion and writes the distorted image.</summary>
    /// <remarks>
    /// The strength is a factor on all ranges, from 0, which copies the image, to <see cref="StrengthMax"/>.
    /// </remarks>
    public void Apply(ReadOnlySpan<byte> image, Span<byte> result, double strength, ref SplitMix64 random)
    {
        if (strength is not (>= 0 and <= StrengthMax))
        {
            throw new ArgumentOutOfRangeException(
                nameof(strength), strength, $"The strength of an augmentation must be in [0, {StrengthMax}].");
        }

        for (var y = 0; y < DigitSet.Side; y++)
        {
            var row = _padded.AsSpan((y + Border) * PaddedSide + Border, DigitSet.Side);
            image.Slice(y * DigitSet.Side, DigitSet.Side).CopyTo(row);
        }

        var map = SourceMap.Draw(strength, ref random);
        map.RequireInside(PaddedSide);
        Resample(map, result);
    }

    /// <summary>Bilinear interpolation in fixed point: about 2 ns a pixel, a third of the cost in floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Resample(SourceMap map, Span<byte> result)
    {
        ref var source = ref MemoryMarshal.GetArrayDataReference(_padded);
        unchecked
        {
            for (var y = 0; y < DigitSet.Side; y++)
            {
                var row = result.Slice(y * DigitSet.Side, DigitSet.Side);
                var sourceX = map.X0 + y * map.XPerY;
                var sourceY = map.Y0 + y * map.YPerY;
                for (var x = 0; x < row.Length; x++)
                {
                    var corner = (sourceY >> FractionBits) * PaddedSide + (sourceX >> FractionBits);
                    var (fractionX, fractionY) = ((byte)(sourceX >> 8), (byte)(sourceY >> 8));
                    row[x] = Interpolate(ref Unsafe.Add(ref source, corner), fractionX, fractionY);
                    sourceX += map.XPerX;
                    sourceY += map.YPerX;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Interpolate(ref byte corner, int fractionX, int fractionY)
    {
        unchecked
        {
            ref var below = ref Unsafe.Add(ref corner, PaddedSide);

            // Most of an image is blank; this is its fast path.
            if ((Unsafe.ReadUnaligned<ushort>(ref corner) | Unsafe.ReadUnaligned<ushort>(ref below)) == 0) return 0;

            var top = (corner << 8) + (Unsafe.Add(ref corner, 1) - corner) * fractionX;
            var bottom = (below << 8) + (Unsafe.Add(ref below, 1) - below) * fractionX;
            return (byte)(((top << 8) + (bottom - top) * fractionY + One / 2) >> FractionBits);
        }
    }

    /// <summary>Where in the padded source each pixel of the result comes from: an affine map in fixed point.</summary>
    private readonly record struct SourceMap(int X0, int Y0, int XPerX, int XPerY, int YPerX, int YPerY)
    {
        private const double Centre = (DigitSet.Side - 1) / 2.0;

        public static SourceMap Draw(double strength, ref SplitMix64 random)
        {
            var angle = strength * RotationDegrees * Math.PI / 180 * random.NextUniform(-1, 1);
            var zoom = 1 / (1 + strength * ScaleFraction * random.NextUniform(-1, 1));
            var shear = strength * Shear * random.NextUniform(-1, 1);
            var shiftX = strength * ShiftPixels * random.NextUniform(-1, 1);
            var shiftY = strength * ShiftPixels * random.NextUniform(-1, 1);

            var (sin, cos) = Math.SinCos(angle);
            var (xPerX, xPerY) = (zoom * cos, zoom * (shear * cos - sin));
            var (yPerX, yPerY) = (zoom * sin, zoom * (shear * sin + cos));

            var x0 = Centre + Border - xPerX * (Centre + shiftX) - xPerY * (Centre + shiftY);
            var y0 = Centre + Border - yPerX * (Centre + shiftX) - yPerY * (Centre + shiftY);
            return new SourceMap(Fixed(x0), Fixed(y0), Fixed(xPerX), Fixed(xPerY), Fixed(yPerX), Fixed(yPerY));
        }

        /// <summary>Checks the four corners: the map is affine, so everything else lies between them.</summary>
        public void RequireInside(int side)
        {
            const int Last = DigitSet.Side - 1;
            foreach (var (x, y) in (ReadOnlySpan<(int, int)>)[(0, 0), (Last, 0), (0, Last), (Last, Last)])
            {
                var sourceX = (X0 + x * XPerX + y * XPerY) >> FractionBits;
                var sourceY = (Y0 + x * YPerX + y * YPerY) >> FractionBits;
                if (sourceX < 0 || sourceY < 0 || sourceX >= side - 1 || sourceY >= side - 1)
                    throw new InvalidOperationException($"The distortion reaches past the border: {this}.");
            }
        }

        private static int Fixed(double value) => (int)Math.Round(value * One);
    }
}
