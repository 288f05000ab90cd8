using System.Buffers.Binary;

namespace Clade.Examples.Mnist;

/// <summary>The idx format: a magic number that gives type and rank, the dimensions, then the bytes.</summary>
internal static class IdxFile
{
    private const int ImagesMagic = 0x00000803;
    private const int LabelsMagic = 0x00000801;

    public static DigitSet Parse(byte[] images, byte[] labels)
    {
        var pixels = Content(images, ImagesMagic, dimensions: 3, "images");
        var (height, width) = (Dimension(images, 1), Dimension(images, 2));
        if ((height, width) != (DigitSet.Side, DigitSet.Side))
        {
            throw new MnistDataException(
                $"The idx file of images holds {width}×{height} pixels each, but the network reads " +
                $"{DigitSet.Side}×{DigitSet.Side}. Use the original files of MNIST.");
        }

        var digits = Content(labels, LabelsMagic, dimensions: 1, "labels");
        if (digits.Span.ContainsAnyExceptInRange<byte>(0, DigitSet.Classes - 1))
        {
            throw new MnistDataException(
                "The idx file of labels holds a value above 9. Use the original files of MNIST.");
        }

        return new DigitSet(pixels, digits);
    }

    private static ReadOnlyMemory<byte> Content(byte[] file, int magic, int dimensions, string what)
    {
        var headerLength = (1 + dimensions) * sizeof(int);
        if (file.Length < headerLength || BinaryPrimitives.ReadInt32BigEndian(file) != magic)
        {
            var start = Convert.ToHexString(file.AsSpan(0, Math.Min(sizeof(int), file.Length)));
            throw new MnistDataException(
                $"A file of {file.Length} bytes that starts with 0x{start} is no idx file of {what}, which starts " +
                $"with 0x{magic:X8}. Images and labels may be exchanged, or the file may be compressed twice.");
        }

        var expected = 1L;
        for (var d = 0; d < dimensions; d++) expected *= Dimension(file, d);
        return file.Length - headerLength == expected
            ? file.AsMemory(headerLength)
            : throw new MnistDataException(
                $"The header of the idx file of {what} promises {expected} bytes, but {file.Length - headerLength} " +
                "follow. The file was cut off, or something was appended: get it again.");
    }

    private static int Dimension(byte[] file, int index) =>
        BinaryPrimitives.ReadInt32BigEndian(file.AsSpan((1 + index) * sizeof(int)));
}
