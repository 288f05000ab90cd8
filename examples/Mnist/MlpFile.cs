using System.Runtime.InteropServices;

namespace Clade.Examples.Mnist;

/// <summary>The checkpoint file of an <see cref="Mlp"/>: magic, version, shape, then weights and velocities.</summary>
internal static class MlpFile
{
    private const string Name = "mlp.bin";
    private const uint Magic = 0x504C4D43; // "CMLP", little-endian
    private const int Version = 1;

    public static void Write(string folder, Mlp model)
    {
        Directory.CreateDirectory(folder);
        using var file = new BinaryWriter(File.Create(Path.Combine(folder, Name)));
        file.Write(Magic);
        file.Write(Version);
        file.Write(DigitSet.Pixels);
        file.Write(model.Hidden);
        file.Write(DigitSet.Classes);
        foreach (var matrix in Matrices(model))
        {
            for (var r = 0; r < matrix.Rows; r++) file.Write(MemoryMarshal.AsBytes(matrix.Row(r)));
        }
    }

    public static void Read(string folder, Mlp model)
    {
        var path = Path.Combine(folder, Name);
        using var file = new BinaryReader(File.OpenRead(path));
        var expected = (2 + 3) * sizeof(int) + Matrices(model).Sum(m => (long)m.Rows * m.Columns * sizeof(float));
        if (file.BaseStream.Length < 5 * sizeof(int) || file.ReadUInt32() != Magic)
        {
            throw new InvalidDataException(
                $"'{path}' is not a checkpoint of this example. Give the folder that Save wrote.");
        }

        if (file.ReadInt32() is var version and not Version)
        {
            throw new InvalidDataException(
                $"'{path}' has format version {version}, this program reads {Version}. Train again, or use the " +
                "program that wrote it.");
        }

        var (inputs, hidden, outputs) = (file.ReadInt32(), file.ReadInt32(), file.ReadInt32());
        if ((inputs, hidden, outputs) != (DigitSet.Pixels, model.Hidden, DigitSet.Classes))
        {
            throw new InvalidDataException(
                $"'{path}' holds a {inputs}-{hidden}-{outputs} network, but the configured one is " +
                $"{DigitSet.Pixels}-{model.Hidden}-{DigitSet.Classes}. Weights fit one shape only: mark the hidden " +
                "width as structural, so that it is inherited with them.");
        }

        if (file.BaseStream.Length != expected)
        {
            throw new InvalidDataException(
                $"'{path}' has {file.BaseStream.Length} bytes instead of {expected}: it was cut off while being " +
                "written or copied. Restore an older checkpoint.");
        }

        foreach (var matrix in Matrices(model))
        {
            for (var r = 0; r < matrix.Rows; r++) file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(matrix.Row(r)));
        }
    }

    private static Matrix[] Matrices(Mlp model) =>
    [
        model.InputLayer.Weights, model.InputLayer.Velocity, model.OutputLayer.Weights, model.OutputLayer.Velocity,
    ];
}
