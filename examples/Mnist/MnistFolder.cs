namespace Clade.Examples.Mnist;

/// <summary>A folder with the four files of MNIST, compressed or not; each is verified when read.</summary>
internal sealed record MnistFolder(string Path) : IDigitSource
{
    public string Location => Path;

    public string Description => $"MNIST from {Path}";

    public bool IsComplete => MnistFile.All.All(file => file.FindIn(Path) is not null);

    public DigitSet ReadTraining() => Read(MnistFile.TrainingImages, MnistFile.TrainingLabels);

    public DigitSet ReadTest() => Read(MnistFile.TestImages, MnistFile.TestLabels);

    private DigitSet Read(MnistFile images, MnistFile labels) =>
        IdxFile.Parse(images.ReadFrom(Path), labels.ReadFrom(Path));
}
