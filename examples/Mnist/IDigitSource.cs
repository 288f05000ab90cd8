namespace Clade.Examples.Mnist;

/// <summary>Where digits come from: a folder of MNIST files, or a generator.</summary>
internal interface IDigitSource
{
    /// <summary>What to set <see cref="MnistLocator.Variable"/> to in order to get this source again.</summary>
    string Location { get; }

    /// <summary>A line that tells the reader of the results what they were measured on.</summary>
    string Description { get; }

    /// <summary>The training digits, the validation digits among them.</summary>
    DigitSet ReadTraining();

    /// <summary>The test digits, to be read once, after all decisions.</summary>
    DigitSet ReadTest();
}
