namespace Clade;

/// <summary>What exploring did to one hyperparameter.</summary>
/// <param name="Name">The hyperparameter.</param>
/// <param name="Old">The donor's value; none when the hyperparameter was turned off there.</param>
/// <param name="New">The new value; none when it is turned off now.</param>
/// <param name="Operation">
/// What was done: <c>×1.2</c>, <c>resample</c>, <c>step right</c>, <c>inherited</c>, with <c>clipped</c> behind it
/// where the value would have left its range.
/// </param>
public sealed record HyperparameterChange(
    string Name, HyperparameterValue? Old, HyperparameterValue? New, string Operation);
