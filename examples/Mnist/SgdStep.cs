using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clade.Examples.Mnist;

/// <summary>Stochastic gradient descent with momentum: v ← momentum·v + gradient, w ← w − lr·v.</summary>
internal readonly record struct SgdStep(float Lr, float Momentum)
{
    /// <summary>Updates some weights and their velocities, all three spans whole vectors long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<float> gradient, Span<float> weights, Span<float> velocity)
    {
        var momentum = new Vector<float>(Momentum);
        var lr = new Vector<float>(-Lr);
        var gradients = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var velocities = MemoryMarshal.Cast<float, Vector<float>>(velocity);
        var w = MemoryMarshal.Cast<float, Vector<float>>(weights);
        for (var i = 0; i < gradients.Length; i++)
        {
            velocities[i] = Vector.MultiplyAddEstimate(momentum, velocities[i], gradients[i]);
            w[i] = Vector.MultiplyAddEstimate(lr, velocities[i], w[i]);
        }
    }
}
