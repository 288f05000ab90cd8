using System.Globalization;

namespace Clade.Programs;

/// <summary>Checks what a program says it trains with against what it was given.</summary>
internal static class ConfigurationInForce
{
    // A program may compute in single precision, and print what came of it.
    private const double RelativeTolerance = 1e-6;

    /// <exception cref="ProgramException">They differ; the message names both.</exception>
    public static void Require(Configuration wanted, Configuration said)
    {
        var differences = wanted.Where(item => !said.ContainsKey(item.Key))
            .Select(static item => $"it does not say '{item.Key}', which is {item.Value}")
            .Concat(wanted.Where(item => said.Find(item.Key) is { } value && !AreSame(item.Value, value))
                .Select(item => $"'{item.Key}' is {said[item.Key]} in the program and {item.Value} in the trial"))
            .Concat(said.Keys.Except(wanted.Keys).Select(static name => $"it says '{name}', which the trial has not"))
            .ToList();
        if (differences.Count == 0) return;

        throw new ProgramException(
            $"the program trains with another configuration: {string.Join("; ", differences)}. Its scores would be " +
            "credited to the wrong configuration. Set each hyperparameter after restoring a checkpoint (an " +
            "optimiser's state may bring back those of the trial it was copied from), and confirm what is in force.",
            kind: "configuration not in force");
    }

    /// <summary>Reads a value as the one that is expected, where it can be; as text otherwise.</summary>
    public static HyperparameterValue Parse(string text, HyperparameterKind? kind) => kind switch
    {
        HyperparameterKind.Integer when long.TryParse(
            text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
        HyperparameterKind.Float or HyperparameterKind.Integer when double.TryParse(
            text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) =>
            number,
        HyperparameterKind.Boolean when bool.TryParse(text, out var flag) => flag,
        _ => text,
    };

    private static bool AreSame(HyperparameterValue wanted, HyperparameterValue said)
    {
        if (wanted.IsSameNumberOrEqual(said)) return true;
        if (!wanted.IsNumber || !said.IsNumber) return false;

        var (a, b) = (wanted.ToDouble(), said.ToDouble());
        return Math.Abs(a - b) <= RelativeTolerance * Math.Abs(a);
    }
}
