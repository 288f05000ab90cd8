using Clade.Experiments;
using Clade.Storage;

namespace Clade.Benchmarks.Parts;

/// <summary>Makes the store of an experiment.</summary>
internal static class Stores
{
    public static ExperimentStore Create(string root, ExperimentSettings settings) => ExperimentStore.Create(
        ExperimentFolder.Create(root, settings.Name),
        ExperimentInfo.Of(settings, Sample.Time),
        TimeProvider.System);
}
