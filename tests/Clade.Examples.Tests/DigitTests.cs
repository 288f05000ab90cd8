using Clade.Examples.Mnist;

namespace Clade.Examples.Tests;

public sealed class DigitTests
{
    [Fact]
    public void Generated_digits_can_be_learned()
    {
        var (training, heldOut) = (GeneratedDigits.Draw(first: 0, 12_000), GeneratedDigits.Draw(first: 60_000, 1_000));
        var model = new Mlp(hidden: 128, seed: 1);
        Assert.True(model.Evaluate(heldOut).Accuracy < 0.4, "The digits are known before training: the test is void.");

        for (var epoch = 1; epoch <= 5; epoch++)
            model.TrainEpoch(training, new TrainSettings { Lr = 0.02 * (6 - epoch), Momentum = 0.9 }, epoch);

        var accuracy = model.Evaluate(heldOut).Accuracy;
        Assert.True(accuracy > 0.95, $"Only {accuracy:P1} of the held-out digits are recognised.");
    }

    [Fact]
    public void A_generated_digit_depends_on_its_number_alone()
    {
        var (some, one) = (GeneratedDigits.Draw(first: 0, 10), GeneratedDigits.Draw(first: 7, 1));

        Assert.Equal(some.Image(7), one.Image(0));
        Assert.Equal(some.Label(7), one.Label(0));
        Assert.NotEqual(some.Image(6).ToArray(), one.Image(0).ToArray());
    }

    [Fact]
    public void Generated_digits_show_every_class_with_plausible_ink()
    {
        var digits = GeneratedDigits.Draw(first: 0, 1_000);
        var inkedPixels = Enumerable.Range(0, digits.Count)
            .Select(i => DigitSet.Pixels - digits.Image(i).Count<byte>(0))
            .ToList();

        Assert.Equal(DigitSet.Classes, Enumerable.Range(0, digits.Count).Select(digits.Label).Distinct().Count());
        Assert.All(inkedPixels, count => Assert.InRange(count, 20, 400));
    }

    [Fact]
    public void Augmentation_of_strength_zero_is_the_identity()
    {
        var (augmentation, random) = (new Augmentation(), SplitMix64.For(1));
        var digits = GeneratedDigits.Draw(first: 0, 50);
        var result = new byte[DigitSet.Pixels];
        for (var i = 0; i < digits.Count; i++)
        {
            augmentation.Apply(digits.Image(i), result, strength: 0, ref random);
            Assert.Equal(digits.Image(i), result);
        }
    }

    [Theory, InlineData(0.5), InlineData(1), InlineData(Augmentation.StrengthMax)]
    public void Augmentation_changes_images_but_keeps_most_of_their_ink(double strength)
    {
        var (augmentation, random) = (new Augmentation(), SplitMix64.For(2));
        var digits = GeneratedDigits.Draw(first: 0, 20);
        var result = new byte[DigitSet.Pixels];
        for (var draw = 0; draw < 2_000; draw++)
        {
            var image = digits.Image(draw % digits.Count);
            augmentation.Apply(image, result, strength, ref random);
            Assert.NotEqual(image.ToArray(), result);
            Assert.InRange(Ink(result) / Ink(image), 0.5, 1.8);
        }
    }

    [Fact]
    public void Augmentation_by_a_shift_moves_the_centre_of_the_ink()
    {
        // A dot in the middle: rotation, scale and shear leave it there, so that all its movement is shift.
        var (augmentation, random) = (new Augmentation(), SplitMix64.For(3));
        var (dot, result) = (new byte[DigitSet.Pixels], new byte[DigitSet.Pixels]);
        foreach (var p in (int[])[13 * 28 + 13, 13 * 28 + 14, 14 * 28 + 13, 14 * 28 + 14]) dot[p] = 255;
        var shifts = new List<double>();
        for (var draw = 0; draw < 500; draw++)
        {
            augmentation.Apply(dot, result, strength: 1, ref random);
            shifts.Add(Enumerable.Range(0, result.Length).Sum(p => result[p] * (p % 28 - 13.5)) / Ink(result));
        }

        Assert.InRange(shifts.Min(), -2.1, -1.7);
        Assert.InRange(shifts.Max(), 1.7, 2.1);
    }

    [Theory, InlineData(-0.1), InlineData(2.1), InlineData(double.NaN)]
    public void Augmentation_refuses_a_strength_out_of_range(double strength)
    {
        var random = SplitMix64.For(1);
        var image = new byte[DigitSet.Pixels];

        Assert.Throws<ArgumentOutOfRangeException>(() => new Augmentation().Apply(image, image, strength, ref random));
    }

    private static double Ink(byte[] image) => image.Sum(b => (double)b);

    private static double Ink(ReadOnlySpan<byte> image) => Ink(image.ToArray());
}
