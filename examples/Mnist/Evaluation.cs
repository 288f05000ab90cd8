namespace Clade.Examples.Mnist;

/// <summary>How well a model does on a set of digits.</summary>
/// <param name="Accuracy">Share of the digits classified rightly, in [0, 1].</param>
/// <param name="Loss">Mean cross-entropy, in nats.</param>
internal readonly record struct Evaluation(double Accuracy, double Loss);
