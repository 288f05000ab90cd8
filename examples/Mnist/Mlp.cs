namespace Clade.Examples.Mnist;

/// <summary>A multilayer perceptron with one hidden layer: 784 inputs, ReLU, dropout, 10 outputs, softmax.</summary>
/// <remarks>
/// Everything random is keyed by (seed, epoch): training epochs 5 to 8 after a restore gives bit for bit the weights
/// of training epochs 1 to 8 in one go. Not thread-safe.
/// </remarks>
internal sealed class Mlp
{
    public const int BatchSize = 64;
    private readonly ulong _seed;
    private readonly MiniBatch _batch;

    public Mlp(int hidden, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        (Hidden, _seed) = (hidden, seed);
        _batch = new MiniBatch(BatchSize, hidden);
        (InputLayer, OutputLayer) = (new Layer(DigitSet.Pixels, hidden), new Layer(hidden, DigitSet.Classes));
        InputLayer.Initialize(SplitMix64.For(seed, (ulong)Purpose.InputWeights));
        OutputLayer.Initialize(SplitMix64.For(seed, (ulong)Purpose.OutputWeights));
    }

    private enum Purpose : ulong
    {
        InputWeights,
        OutputWeights,
        Shuffle,
        Augmentation,
        Dropout,
    }

    public int Hidden { get; }

    public Layer InputLayer { get; }

    public Layer OutputLayer { get; }

    /// <summary>Trains on every image once. The epoch's number selects shuffle, distortions and dropout.</summary>
    /// <returns>The mean cross-entropy over the epoch, each batch's measured before its step.</returns>
    public double TrainEpoch(DigitSet digits, TrainSettings settings, int epoch)
    {
        var order = Shuffle(digits.Count, RandomFor(Purpose.Shuffle, epoch));
        var distortions = RandomFor(Purpose.Augmentation, epoch);
        var silences = RandomFor(Purpose.Dropout, epoch);
        var step = new SgdStep((float)settings.Lr, (float)settings.Momentum);
        var loss = 0.0;
        for (var first = 0; first < order.Length; first += BatchSize)
        {
            var indices = order.AsSpan(first, Math.Min(BatchSize, order.Length - first));
            _batch.Read(digits, indices, settings.AugmentStrength, ref distortions);
            _batch.Forward(InputLayer, OutputLayer, settings.Dropout, ref silences);
            loss += _batch.Loss().Loss * indices.Length;
            _batch.Backward(OutputLayer);
            _batch.Descend(InputLayer, OutputLayer, step);
        }

        return loss / order.Length;
    }

    /// <summary>The share of digits classified rightly, and the mean cross-entropy.</summary>
    public Evaluation Evaluate(DigitSet digits)
    {
        var (correct, loss) = (0, 0.0);
        var unused = SplitMix64.For(0);
        Span<int> indices = stackalloc int[BatchSize];
        for (var first = 0; first < digits.Count; first += BatchSize)
        {
            var count = Math.Min(BatchSize, digits.Count - first);
            for (var i = 0; i < count; i++) indices[i] = first + i;
            _batch.Read(digits, indices[..count], augmentStrength: 0, ref unused);
            _batch.Forward(InputLayer, OutputLayer, dropout: 0, ref unused);
            var batch = _batch.Loss();
            correct += batch.Correct;
            loss += batch.Loss * count;
        }

        return new Evaluation(Accuracy: (double)correct / digits.Count, Loss: loss / digits.Count);
    }

    /// <summary>Writes weights and velocities into a folder.</summary>
    public void Save(string folder) => MlpFile.Write(folder, this);

    /// <summary>Reads what <see cref="Save"/> wrote, with this model's hidden width.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or from a model of another width.</exception>
    public void Load(string folder) => MlpFile.Read(folder, this);

    private static int[] Shuffle(int count, SplitMix64 random)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            var j = random.NextIndex(i + 1);
            (order[i], order[j]) = (order[j], i);
        }

        return order;
    }

    private SplitMix64 RandomFor(Purpose purpose, int epoch) => SplitMix64.For(_seed, (ulong)purpose, (ulong)epoch);
}
