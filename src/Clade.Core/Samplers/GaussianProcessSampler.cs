using Clade.GaussianProcesses;

namespace Clade;

/// <summary>
/// Models the scores by a Gaussian process and proposes the configuration with the largest expected improvement: few
/// trials, each of them expensive.
/// </summary>
/// <remarks>
/// <para>
/// A Matérn 5/2 kernel with a length scale for each hyperparameter; options without an order are equal or different.
/// The kernel's parameters and the noise are fitted to likelihood and prior for every proposal. Scores are brought
/// nearer to a normal distribution by the Yeo–Johnson transform. The expected improvement is searched on a log scale
/// (Ament and others, 2023, arXiv:2310.20708), by gradients over ranges and value by value over what is discrete.
/// </para>
/// <para>
/// A pending trial counts as if it had reached what the model expects of it (the kriging believer, Ginsbourger and
/// others, 2010), so that trials running at the same time differ. A trial without a usable score counts as the worst of
/// the others. Choose another sampler for thousands of trials, or above some twenty hyperparameters.
/// </para>
/// </remarks>
public sealed record GaussianProcessSampler : BayesianSampler
{
    internal override Configuration? Propose(ProposalRequest request) =>
        request.Trial < StartingConfigurations.Count
        || request.History.Observations.Count(static trial => trial.Score.IsUsable) < StartupTrials
            ? Startup(request)
            : Search(request, Evidence.OfTrials);
}
