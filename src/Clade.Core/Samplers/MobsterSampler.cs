using Clade.GaussianProcesses;

namespace Clade;

/// <summary>
/// Models the scores over configuration and level together, for schedulers that compare trials in their course:
/// what the many short trials reached says where a long one will do well (MOBSTER: Klein and others, 2020,
/// arXiv:2003.10865).
/// </summary>
/// <remarks>
/// <para>
/// As <see cref="GaussianProcessSampler"/>, with the logarithm of the level as one more dimension. Every trial counts
/// once for each level it was compared at, also while it goes on. What all trials gain from level to level is taken off
/// before. A configuration is proposed for its expected improvement at the highest level that more trials reached than
/// there are hyperparameters.
/// </para>
/// <para>Under a scheduler that compares nothing it proposes as <see cref="GaussianProcessSampler"/> would.</para>
/// </remarks>
public sealed record MobsterSampler : BayesianSampler
{
    internal override Configuration? Propose(ProposalRequest request) =>
        request.Trial < StartingConfigurations.Count
        || LevelEvidence.CountScored(request.History) < StartupTrials
            ? Startup(request)
            : Search(request, LevelEvidence.Of);
}
