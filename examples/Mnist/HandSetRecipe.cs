namespace Clade.Examples.Mnist;

/// <summary>Hyperparameters chosen by hand from experience: what a search has to match.</summary>
internal static class HandSetRecipe
{
    public const int Epochs = 30;
    private const int Hidden = 512;
    private const double Lr = 0.1;

    /// <summary>Trains one network, its learning rate falling linearly towards 0.</summary>
    public static Mlp Train(DigitSet training, ulong seed, Action<int, double> onEpoch)
    {
        var model = new Mlp(Hidden, seed);
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            var left = (double)(Epochs + 1 - epoch) / Epochs;
            var settings = new TrainSettings { Lr = Lr * left, Momentum = 0.9, AugmentStrength = 1 };
            onEpoch(epoch, model.TrainEpoch(training, settings, epoch));
        }

        return model;
    }
}
