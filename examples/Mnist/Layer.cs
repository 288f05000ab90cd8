namespace Clade.Examples.Mnist;

/// <summary>The parameters of a fully connected layer.</summary>
/// <remarks>The last row holds the biases: the weights of an input that is always 1.</remarks>
internal sealed class Layer(int inputs, int outputs)
{
    public int Inputs { get; } = inputs;

    public Matrix Weights { get; } = new(inputs + 1, outputs);

    public Matrix Velocity { get; } = new(inputs + 1, outputs);

    /// <summary>He initialisation: keeps the variance through a ReLU layer. Biases start at 0.</summary>
    public void Initialize(SplitMix64 random)
    {
        Weights.FillGaussian(random, Math.Sqrt(2.0 / Inputs));
        Weights.Row(Inputs).Clear();
    }
}
