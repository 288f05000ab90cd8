using System.Globalization;

namespace Clade.Experiments;

/// <summary>Holds where the user's function says so.</summary>
internal sealed record WhenRule(Func<StopContext, bool> Condition, string Description) : StopRule
{
    public override string Describe() => $"When({Description})";

    private protected override StopVerdict Judge(in StopInput input)
    {
        var context = new StopContext(input.Trial, input.Iteration, input.Metrics, input.TrialTime, input.Active);
        try
        {
            return Condition(context) ? StopVerdict.Trial($"stop condition: {Description}") : StopVerdict.None;
        }
        catch (Exception exception) when (exception is not CladeException)
        {
            throw new CladeException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Stop.When({Description}): at iteration {input.Iteration} of trial {input.Trial} the function ")
                + $"threw {exception.GetType().Name} ({exception.Message}), so nobody knows whether to stop. "
                + "Handle reports that lack a metric (Metrics.TryGetValue), and resume.",
                exception);
        }
    }
}
