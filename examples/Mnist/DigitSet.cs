namespace Clade.Examples.Mnist;

/// <summary>Grey images of 28 by 28 bytes, one after another, and the digit that each shows.</summary>
internal sealed record DigitSet
{
    public const int Side = 28;
    public const int Pixels = Side * Side;
    public const int Classes = 10;

    public DigitSet(ReadOnlyMemory<byte> images, ReadOnlyMemory<byte> labels)
    {
        if (images.Length != (long)labels.Length * Pixels)
        {
            throw new MnistDataException(
                $"{labels.Length} labels do not fit {images.Length} bytes of images: each label needs {Pixels} bytes.");
        }

        (Images, Labels) = (images, labels);
    }

    public ReadOnlyMemory<byte> Images { get; }

    public ReadOnlyMemory<byte> Labels { get; }

    public int Count => Labels.Length;

    public ReadOnlySpan<byte> Image(int index) => Images.Span.Slice(index * Pixels, Pixels);

    public int Label(int index) => Labels.Span[index];

    public DigitSet Take(Range range)
    {
        var (first, count) = range.GetOffsetAndLength(Count);
        return new DigitSet(Images.Slice(first * Pixels, count * Pixels), Labels.Slice(first, count));
    }
}
