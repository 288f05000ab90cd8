namespace Clade.Faults;

/// <summary>What is trained: one number, known for every configuration and iteration.</summary>
internal static class Model
{
    /// <summary>The weight after one more iteration.</summary>
    public static double Next(double weight, double lr) => weight + lr * (1 - weight);
}
