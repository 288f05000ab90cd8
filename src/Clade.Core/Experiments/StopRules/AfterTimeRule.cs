using System.Globalization;

namespace Clade.Experiments;

/// <summary>Holds once drivers have had the experiment open for a time.</summary>
internal sealed record AfterTimeRule(TimeSpan Limit) : StopRule
{
    internal override TimeSpan? TimeBudget => Limit;

    public static string ReasonOf(TimeSpan limit) =>
        string.Create(CultureInfo.InvariantCulture, $"the time limit of {limit:c} is over");

    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"AfterTime({Limit:c})");

    private protected override StopVerdict Judge(in StopInput input) =>
        input.Active >= Limit ? StopVerdict.Experiment(ReasonOf(Limit)) : StopVerdict.None;
}
