using System.Buffers.Binary;
using Clade.Examples.Mnist;

namespace Clade.Examples.Tests;

public sealed class IdxFileTests
{
    [Fact]
    public void Two_digits_are_read_as_written()
    {
        var images = Images(count: 2);
        images[16 + DigitSet.Pixels] = 200;

        var digits = IdxFile.Parse(images, Labels(7, 3));

        Assert.Equal(2, digits.Count);
        Assert.Equal([7, 3], [digits.Label(0), digits.Label(1)]);
        Assert.Equal([0, 200], [digits.Image(0)[0], digits.Image(1)[0]]);
    }

    [Fact]
    public void Exchanged_files_are_told_by_their_first_bytes() =>
        AssertRefused(Labels(1), Images(count: 1), "0x00000801", "exchanged");

    [Fact]
    public void A_file_cut_off_is_told_by_its_header() =>
        AssertRefused(Images(count: 2)[..^1], Labels(1, 2), "promises 1568 bytes, but 1567 follow");

    [Fact]
    public void A_file_shorter_than_a_header_is_refused() => AssertRefused([0, 0, 8], Labels(1), "3 bytes", "0x000008");

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        var images = Images(count: 1);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(8), 14);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(12), 56);

        AssertRefused(images, Labels(1), "56×14", "28×28");
    }

    [Fact]
    public void Labels_above_nine_are_refused() => AssertRefused(Images(count: 1), Labels(10), "above 9");

    [Fact]
    public void More_labels_than_images_are_refused() => AssertRefused(Images(count: 1), Labels(1, 2), "2 labels");

    private static void AssertRefused(byte[] images, byte[] labels, params string[] parts)
    {
        var error = Assert.Throws<MnistDataException>(() => IdxFile.Parse(images, labels));
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private static byte[] Images(int count) => File(0x803, [count, 28, 28], new byte[count * DigitSet.Pixels]);

    private static byte[] Labels(params byte[] labels) => File(0x801, [labels.Length], labels);

    private static byte[] File(int magic, int[] dimensions, byte[] content)
    {
        var header = new byte[(1 + dimensions.Length) * sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(header, magic);
        for (var d = 0; d < dimensions.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan((1 + d) * sizeof(int)), dimensions[d]);
        return [.. header, .. content];
    }
}
