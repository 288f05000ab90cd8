using Clade.GaussianProcesses;

namespace Clade;

/// <summary>Models the scores by a Gaussian process and proposes the largest expected improvement.</summary>
public sealed record GaussianProcessSampler : BayesianSampler
{
    internal override Configuration? Propose(ProposalRequest request) =>
        request.Trial < StartingConfigurations.Count
            ? request.Space.Complete(
                StartingConfigurations[request.Trial], RandomOf(request.Trial, request.Seed), Configuration.Empty)
            : new GaussianProcessProposal(this, request, RandomOf(request.Trial, request.Seed)).Propose();
}
