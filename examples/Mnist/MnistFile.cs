using System.IO.Compression;
using System.Security.Cryptography;

namespace Clade.Examples.Mnist;

/// <summary>One of the four files of MNIST.</summary>
/// <param name="Name">Its name, without <c>.gz</c>.</param>
/// <param name="Length">Its length in bytes, decompressed.</param>
/// <param name="Sha256">The hash of its decompressed content: mirrors compress the same content differently.</param>
internal sealed record MnistFile(string Name, int Length, string Sha256)
{
    public static readonly MnistFile TrainingImages = new(
        "train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");

    public static readonly MnistFile TrainingLabels = new(
        "train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5");

    public static readonly MnistFile TestImages = new(
        "t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7");

    public static readonly MnistFile TestLabels = new(
        "t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    public static readonly IReadOnlyList<MnistFile> All = [TrainingImages, TrainingLabels, TestImages, TestLabels];

    public string CompressedName => Name + ".gz";

    /// <summary>The file's path in a folder, compressed or not, or null if neither is there.</summary>
    public string? FindIn(string folder) =>
        new[] { Name, CompressedName }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);

    /// <summary>Reads the file from a folder and verifies it.</summary>
    public byte[] ReadFrom(string folder)
    {
        var path = FindIn(folder) ?? throw new MnistDataException(
            $"'{folder}' holds neither {Name} nor {CompressedName}. Put the four files of MNIST there, or unset " +
            $"{MnistLocator.Variable} to have them downloaded.");
        try
        {
            using var file = File.OpenRead(path);
            return Verify(path.EndsWith(".gz", StringComparison.Ordinal) ? Decompress(file) : ReadAll(file));
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new MnistDataException(
                $"'{path}' is not the {Name} of MNIST: {error.Message} Replace the file, or delete it and unset " +
                $"{MnistLocator.Variable} to have it downloaded.",
                error);
        }
    }

    /// <summary>Checks what a mirror sent.</summary>
    /// <exception cref="InvalidDataException">The content is another one.</exception>
    public void VerifyCompressed(byte[] compressed) => Verify(Decompress(new MemoryStream(compressed)));

    private byte[] Decompress(Stream compressed)
    {
        using var content = new GZipStream(compressed, CompressionMode.Decompress);
        return ReadAll(content);
    }

    private byte[] ReadAll(Stream content)
    {
        var bytes = new byte[Length];
        var count = content.ReadAtLeast(bytes, Length, throwOnEndOfStream: false);
        if (count < Length) throw new InvalidDataException($"It has {count} bytes instead of {Length}.");

        // One byte more shows a longer file without reading all of it, however long it is.
        return content.ReadByte() < 0
            ? bytes
            : throw new InvalidDataException($"It has more bytes than {Length}.");
    }

    private byte[] Verify(byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        return hash == Sha256
            ? content
            : throw new InvalidDataException($"The SHA-256 of its content is {hash} instead of {Sha256}.");
    }
}
