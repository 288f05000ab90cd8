using Clade.Experiments;
using Clade.Storage;

namespace Clade.Benchmarks.Parts;

/// <summary>Makes the store of an experiment.</summary>
internal static class Stores
{
    public static ExperimentStore Create(string root, ExperimentSettings settings) => ExperimentStore.Create(
        ExperimentFolder.Create(root, settings.Name),
        new ExperimentInfo
        {
            Name = settings.Name,
            Objective = settings.Objective,
            Space = [.. settings.Space.Describe()],
            Seed = settings.Seed,
            Scheduler = settings.Scheduler.Describe(),
            Created = Sample.Time,
        },
        TimeProvider.System);
}
