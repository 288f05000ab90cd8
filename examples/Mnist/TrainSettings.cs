namespace Clade.Examples.Mnist;

/// <summary>The hyperparameters of one epoch that may change from epoch to epoch.</summary>
internal readonly record struct TrainSettings
{
    /// <summary>Learning rate.</summary>
    public required double Lr { get; init; }

    /// <summary>Share of the velocity kept from step to step, in [0, 1).</summary>
    public required double Momentum { get; init; }

    /// <summary>Probability that a hidden unit is silenced for one image, in [0, 1).</summary>
    public double Dropout { get; init; }

    /// <summary>Factor on the ranges of <see cref="Augmentation"/>; 0 trains on the images as they are.</summary>
    public double AugmentStrength { get; init; }
}
