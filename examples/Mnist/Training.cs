namespace Clade.Examples.Mnist;

/// <summary>The training functions. Each runs in a worker process, on the digits that the process has read.</summary>
internal static class Training
{
    public static void Default(Trial<DefaultConfig> trial) => Train(trial, trial.Config.Hidden, trial.Config.At);

    public static void Full(Trial<FullConfig> trial) => Train(trial, trial.Config.Hidden, trial.Config.At);

    private static void Train(Trial trial, int hidden, Func<double, TrainSettings> settingsAt)
    {
        var model = new Mlp(hidden, (ulong)trial.Seed);
        trial.Restore(model.Load);
        while (true)
        {
            var epoch = (int)trial.Iteration + 1;
            var loss = model.TrainEpoch(MnistData.Training, settingsAt(trial.LearningRateFactor), epoch);
            var validation = model.Evaluate(MnistData.Validation);
            trial.Report(
                new { val_accuracy = validation.Accuracy, val_loss = validation.Loss, train_loss = loss }, model.Save);
        }
    }
}
