using System.Numerics;
using System.Runtime.InteropServices;

namespace Clade.Examples.Mnist;

/// <summary>A mini-batch on its way through the network and back.</summary>
internal sealed class MiniBatch
{
    private const int DropoutBits = 16;
    private readonly Augmentation _augmentation = new();
    private readonly byte[] _distorted = new byte[DigitSet.Pixels];
    private readonly int[] _labels;
    private readonly SparseRows _inputs;
    private readonly SparseRows _inputsTransposed;
    private readonly Matrix _hidden;
    private readonly SparseRows _active;
    private readonly SparseRows _activeTransposed;
    private readonly Matrix _logits;
    private readonly SparseRows _outputErrors;
    private readonly Matrix _outputWeightsTransposed;
    private readonly Matrix _hiddenErrors;
    private float _dropoutScale = 1;

    public MiniBatch(int size, int hidden)
    {
        _labels = new int[size];
        _inputs = new SparseRows(size, DigitSet.Pixels + 1);
        _inputsTransposed = new SparseRows(DigitSet.Pixels + 1, size);
        _hidden = new Matrix(size, hidden);
        _active = new SparseRows(size, hidden + 1);
        _activeTransposed = new SparseRows(hidden + 1, size);
        _logits = new Matrix(size, DigitSet.Classes);
        _outputErrors = new SparseRows(size, DigitSet.Classes);
        _outputWeightsTransposed = new Matrix(DigitSet.Classes, hidden);
        _hiddenErrors = new Matrix(size, hidden);
    }

    private int Count => _inputs.RowCount;

    public void Read(DigitSet digits, ReadOnlySpan<int> indices, double augmentStrength, ref SplitMix64 random)
    {
        _inputs.Clear();
        for (var i = 0; i < indices.Length; i++)
        {
            var image = digits.Image(indices[i]);
            if (augmentStrength > 0)
            {
                _augmentation.Apply(image, _distorted, augmentStrength, ref random);
                image = _distorted;
            }

            _inputs.AppendImage(image);
            _inputs.Append(DigitSet.Pixels, 1);
            _inputs.EndRow();
            _labels[i] = digits.Label(indices[i]);
        }
    }

    public void Forward(Layer inputLayer, Layer outputLayer, double dropout, ref SplitMix64 random)
    {
        SparseProduct.Multiply(_inputs, inputLayer.Weights, _hidden);

        _dropoutScale = 1;
        if (dropout > 0) Silence(dropout, ref random);

        _active.Clear();
        for (var i = 0; i < Count; i++)
        {
            _active.AppendPositives(_hidden.Row(i));
            _active.Append(outputLayer.Inputs, 1);
            _active.EndRow();
        }

        SparseProduct.Multiply(_active, outputLayer.Weights, _logits);
    }

    /// <summary>The batch's loss; the logits become their gradient.</summary>
    public (double Loss, int Correct) Loss()
    {
        var (loss, correct) = (0.0, 0);
        for (var i = 0; i < Count; i++)
        {
            var (itemLoss, isCorrect) = SoftmaxCrossEntropy(_logits.Row(i), _labels[i], 1f / Count);
            loss += itemLoss / Count;
            correct += isCorrect ? 1 : 0;
        }

        return (loss, correct);
    }

    /// <summary>Propagates the gradient at the logits to the hidden layer.</summary>
    public void Backward(Layer outputLayer)
    {
        _outputErrors.Clear();
        for (var i = 0; i < Count; i++)
        {
            var errors = _logits.Row(i);
            for (var c = 0; c < errors.Length; c++) _outputErrors.Append(c, errors[c]);
            _outputErrors.EndRow();
        }

        for (var h = 0; h < outputLayer.Inputs; h++)
        {
            var weights = outputLayer.Weights.Row(h);
            for (var c = 0; c < weights.Length; c++) _outputWeightsTransposed.Row(c)[h] = weights[c];
        }

        SparseProduct.Multiply(_outputErrors, _outputWeightsTransposed, _hiddenErrors);
        KeepActive(_hidden.All, _hiddenErrors.All);
    }

    public void Descend(Layer inputLayer, Layer outputLayer, SgdStep step)
    {
        _active.TransposeInto(_activeTransposed);
        SparseProduct.Descend(_activeTransposed, _logits, outputLayer.Weights, outputLayer.Velocity, step);
        _inputs.TransposeInto(_inputsTransposed);
        SparseProduct.Descend(_inputsTransposed, _hiddenErrors, inputLayer.Weights, inputLayer.Velocity, step);
    }

    /// <summary>Softmax and cross-entropy of one image; the logits become their gradient.</summary>
    private static (double Loss, bool IsCorrect) SoftmaxCrossEntropy(Span<float> logits, int label, float weight)
    {
        var max = float.NegativeInfinity;
        foreach (var logit in logits) max = Math.Max(max, logit);
        var isCorrect = logits[label] >= max;
        double labelLogit = logits[label] - max;

        var sum = 0f;
        foreach (ref var logit in logits)
        {
            logit = MathF.Exp(logit - max);
            sum += logit;
        }

        foreach (ref var logit in logits) logit *= weight / sum;
        logits[label] -= weight;
        return (Math.Log(sum) - labelLogit, isCorrect);
    }

    private void Silence(double dropout, ref SplitMix64 random)
    {
        var threshold = (ushort)(dropout * (1 << DropoutBits));
        _dropoutScale = (float)(1 / (1 - dropout));
        for (var i = 0; i < Count; i++)
        {
            var row = _hidden.Row(i);
            for (var h = 0; h < row.Length; h += sizeof(ulong) * 8 / DropoutBits)
            {
                var bits = random.NextUInt64();
                for (var k = h; k < Math.Min(h + sizeof(ulong) * 8 / DropoutBits, row.Length); k++)
                {
                    row[k] *= (ushort)(bits & ushort.MaxValue) < threshold ? 0 : _dropoutScale;
                    bits >>= DropoutBits;
                }
            }
        }
    }

    /// <summary>The derivative of ReLU and dropout: errors of silent units are 0, the rest are scaled.</summary>
    private void KeepActive(ReadOnlySpan<float> hidden, Span<float> errors)
    {
        var scale = new Vector<float>(_dropoutScale);
        var h = MemoryMarshal.Cast<float, Vector<float>>(hidden);
        var e = MemoryMarshal.Cast<float, Vector<float>>(errors);
        for (var i = 0; i < e.Length; i++)
        {
            var isActive = Vector.GreaterThan(h[i], Vector<float>.Zero);
            e[i] = Vector.ConditionalSelect(isActive, e[i] * scale, Vector<float>.Zero);
        }
    }
}
