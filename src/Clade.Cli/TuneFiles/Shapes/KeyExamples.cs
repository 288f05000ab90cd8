using System.Reflection;

namespace Clade.Cli.TuneFiles;

/// <summary>Values that make sense for an option, for messages.</summary>
internal static class KeyExamples
{
    private static readonly Dictionary<string, string> ByName = new(StringComparer.Ordinal)
    {
        [nameof(TuneOptions.Name)] = "mnist",
        [nameof(TrainingProgram.Command)] = "[python3, train.py, --lr, \"${lr}\"]",
        [nameof(Asha.MaxResource)] = "81",
        [nameof(PopulationBasedTraining.PerturbationInterval)] = "4",
        [nameof(PopulationBasedTraining.TimeAttribute)] = "iteration",
        [nameof(NsgaIISampler.Objectives)] = "[{maximize: accuracy}, {minimize: latency}]",
        [nameof(PopulationBasedTrainingReplay.Schedule)] = "[{iteration: 0, config: {lr: 0.1}}]",
        [nameof(RepeatSampler.Inner)] = "tpe",
    };

    public static string? Of(PropertyInfo property) => ByName.GetValueOrDefault(property.Name);
}
