using Clade.Storage;

namespace Clade.Driver;

/// <summary>Refuses to go on with an experiment under another search space or objective.</summary>
internal static class ResumeCheck
{
    /// <exception cref="CladeException">They differ; the message shows how.</exception>
    public static void RequireSameExperiment(ExperimentPlan plan, ExperimentInfo info)
    {
        var differences = new List<string>();
        if (!plan.Settings.Objective.Equals(info.Objective))
        {
            differences.Add($"- objective: {info.Objective}");
            differences.Add($"+ objective: {plan.Settings.Objective}");
        }

        var now = plan.Settings.Space.Describe();
        differences.AddRange(info.Space.Except(now).Select(static line => $"- {line}"));
        differences.AddRange(now.Except(info.Space).Select(static line => $"+ {line}"));
        if (differences.Count == 0) return;

        throw new CladeException(
            $"Experiment '{info.Name}' can't go on with another search space or objective, because its trials were " +
            "chosen and ranked by the stored one (-) and not by this one (+):" + Environment.NewLine +
            string.Join(Environment.NewLine, differences.Select(static line => $"    {line}")) + Environment.NewLine +
            "Restore what it began with, or begin a new experiment under another name.");
    }
}
