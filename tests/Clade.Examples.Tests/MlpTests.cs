using Clade.Examples.Mnist;

namespace Clade.Examples.Tests;

public sealed class MlpTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clade-mlp-").FullName;

    private static TrainSettings Regularized => new() { Lr = 0.05, Momentum = 0.9, Dropout = 0.3, AugmentStrength = 1 };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, InlineData(0), InlineData(0.4)]
    public void Gradients_agree_with_finite_differences(double dropout)
    {
        // Without steps and momentum, an epoch of one batch leaves the gradient in the velocities.
        var settings = new TrainSettings { Lr = 0, Momentum = 0, Dropout = dropout, AugmentStrength = 1 };
        var digits = GeneratedDigits.Draw(first: 0, count: Mlp.BatchSize / 2);
        var model = new Mlp(hidden: 37, seed: 5);
        model.TrainEpoch(digits, settings, epoch: 1);

        foreach (var layer in new[] { model.InputLayer, model.OutputLayer })
        {
            var gradient = layer.Velocity.All.ToArray();
            var norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
            for (var direction = 0UL; direction < 8; direction++)
            {
                var along = new Matrix(layer.Weights.Rows, layer.Weights.Columns);
                along.FillGaussian(SplitMix64.For(9, direction), standardDeviation: 1);
                var expected = gradient.Zip(along.All.ToArray(), (g, d) => (double)g * d).Sum();
                var actual = Slope(layer.Weights, along, () => model.TrainEpoch(digits, settings, epoch: 1));

                Assert.Equal(expected, actual, tolerance: 0.01 * norm);
            }

            Assert.True(norm > 0.05, $"The gradient is too flat to test anything: its norm is {norm}.");
        }
    }

    [Fact]
    public void Training_after_a_restore_gives_the_same_bits_as_training_in_one_go()
    {
        var digits = GeneratedDigits.Draw(first: 0, count: 1_000);
        var straight = new Mlp(hidden: 50, seed: 3);
        for (var epoch = 1; epoch <= 8; epoch++) straight.TrainEpoch(digits, Regularized, epoch);

        var first = new Mlp(hidden: 50, seed: 3);
        for (var epoch = 1; epoch <= 4; epoch++) first.TrainEpoch(digits, Regularized, epoch);
        first.Save(_folder);
        var second = new Mlp(hidden: 50, seed: 3);
        second.Load(_folder);
        for (var epoch = 5; epoch <= 8; epoch++) second.TrainEpoch(digits, Regularized, epoch);

        Assert.Equal(Bytes(straight), Bytes(second));
        Assert.NotEqual(Bytes(first), Bytes(second));
    }

    // One digit for augmentation and dropout, so that no shuffle can make the difference; no regularisation for the
    // shuffle.
    [Theory, InlineData(1, 1, 0), InlineData(1, 0, 0.3), InlineData(1_000, 0, 0)]
    public void Seed_and_epoch_number_each_select_what_is_random(int digitCount, double augmentStrength, double dropout)
    {
        var digits = GeneratedDigits.Draw(first: 0, digitCount);
        var settings = Regularized with { AugmentStrength = augmentStrength, Dropout = dropout };
        var start = Path.Combine(_folder, "start");
        new Mlp(hidden: 20, seed: 1).Save(start);

        byte[] Train(ulong seed, int epoch)
        {
            var model = new Mlp(hidden: 20, seed);
            model.Load(start);
            model.TrainEpoch(digits, settings, epoch);
            return Bytes(model);
        }

        var reference = Train(seed: 1, epoch: 1);
        Assert.Equal(reference, Train(seed: 1, epoch: 1));
        Assert.NotEqual(reference, Train(seed: 2, epoch: 1));
        Assert.NotEqual(reference, Train(seed: 1, epoch: 2));
    }

    [Fact]
    public void A_checkpoint_of_another_width_is_refused_with_both_shapes_and_a_remedy()
    {
        new Mlp(hidden: 20, seed: 1).Save(_folder);

        var error = Assert.Throws<InvalidDataException>(() => new Mlp(hidden: 21, seed: 1).Load(_folder));

        Assert.Contains("784-20-10", error.Message, StringComparison.Ordinal);
        Assert.Contains("784-21-10", error.Message, StringComparison.Ordinal);
        Assert.Contains("structural", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_cut_off_or_foreign_is_refused()
    {
        var model = new Mlp(hidden: 20, seed: 1);
        model.Save(_folder);
        var path = Directory.GetFiles(_folder).Single();
        var bytes = File.ReadAllBytes(path);

        File.WriteAllBytes(path, bytes[..^1]);
        var cutOff = Assert.Throws<InvalidDataException>(() => model.Load(_folder));
        Assert.Contains("cut off", cutOff.Message, StringComparison.Ordinal);

        bytes[0] ^= 1;
        File.WriteAllBytes(path, bytes);
        var foreign = Assert.Throws<InvalidDataException>(() => model.Load(_folder));
        Assert.Contains("not a checkpoint", foreign.Message, StringComparison.Ordinal);

        File.WriteAllBytes(path, []);
        Assert.Throws<InvalidDataException>(() => model.Load(_folder));
    }

    [Fact]
    public void An_evaluation_counts_every_digit_once_whatever_the_batches()
    {
        var model = new Mlp(hidden: 20, seed: 1);
        var digits = GeneratedDigits.Draw(first: 0, count: 2 * Mlp.BatchSize + 7);
        var oneByOne = Enumerable.Range(0, digits.Count).Select(i => model.Evaluate(digits.Take(i..(i + 1)))).ToList();

        var together = model.Evaluate(digits);

        Assert.Equal(oneByOne.Average(e => e.Accuracy), together.Accuracy, precision: 12);
        Assert.Equal(oneByOne.Average(e => e.Loss), together.Loss, tolerance: 1e-6);
        Assert.InRange(together.Loss, 2, 4); // ln 10 and a little: the network knows nothing yet
    }

    private static double Slope(Matrix weights, Matrix along, Func<double> loss)
    {
        // Short: along thousands of weights at once, even this crosses some kinks of ReLU. In floats, the rounding of
        // the loss is still a thousandth of the difference.
        const double Step = 1e-5;
        var original = weights.All.ToArray();
        double At(double distance)
        {
            for (var i = 0; i < original.Length; i++) weights.All[i] = (float)(original[i] + distance * along.All[i]);
            return loss();
        }

        var slope = (At(Step) - At(-Step)) / (2 * Step);
        original.CopyTo(weights.All);
        return slope;
    }

    private byte[] Bytes(Mlp model)
    {
        var folder = Path.Combine(_folder, "bytes");
        model.Save(folder);
        return File.ReadAllBytes(Directory.GetFiles(folder).Single());
    }
}
