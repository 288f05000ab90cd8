using System.Collections.Immutable;

namespace Clade.Testing;

/// <summary>What every sampler must do, as rules that can be checked one by one.</summary>
/// <remarks>
/// <code>
/// foreach (var rule in SamplerContract.Rules) SamplerContract.Check(rule, new TpeSampler());
/// </code>
/// A rule passes over a space that the sampler refuses, as <see cref="GridSampler"/> refuses ranges.
/// </remarks>
public static class SamplerContract
{
    private static readonly ImmutableSortedDictionary<string, Action<Sampler>> Checks =
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, Action<Sampler>>
        {
            ["The same request gets the same proposal"] = SamplerRules.SameRequest,
            ["Another seed gets another proposal"] = SamplerRules.AnotherSeed,
            ["Proposals lie in the space"] = SamplerRules.InSpace,
            ["The memory never changes a proposal"] = SamplerRules.Memory,
            ["A memory may come from another history"] = SamplerRules.ForeignMemory,
            ["The order in which outcomes become known is irrelevant"] = SamplerRules.Order,
            ["Given configurations come first"] = SamplerRules.StartingConfigurations,
            ["Trials may fail"] = SamplerRules.Failures,
            ["All trials may fail"] = SamplerRules.OnlyFailures,
            ["Scores may be all the same"] = SamplerRules.ConstantScores,
            ["Scores may be huge or tiny"] = SamplerRules.ExtremeScores,
            ["Trials may all be pending"] = SamplerRules.PendingOnly,
            ["Trials may all have one configuration"] = SamplerRules.Duplicates,
            ["Observations may be many"] = SamplerRules.ManyObservations,
            ["Earlier trials are learned from"] = SamplerRules.EarlierTrials,
            ["Trials may have been compared in their course"] = SamplerRules.Levels,
            ["Grids are refused by samplers that learn"] = SamplerRules.Grids,
            ["The description is one line that stays"] = SamplerRules.Description,
        });

    /// <summary>The names of the rules.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. Checks.Keys];

    /// <summary>Checks one rule.</summary>
    /// <param name="rule">The rule's name: one of <see cref="Rules"/>.</param>
    /// <param name="sampler">The sampler, without starting configurations and earlier trials.</param>
    /// <exception cref="ArgumentException">There is no such rule.</exception>
    /// <exception cref="InvariantViolationException">The sampler breaks the rule; the message says where.</exception>
    public static void Check(string rule, Sampler sampler)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        if (!Checks.TryGetValue(rule, out var check))
        {
            throw new ArgumentException(
                $"There is no rule '{rule}'. Use one of SamplerContract.Rules: {string.Join("; ", Rules)}.",
                nameof(rule));
        }

        check(sampler);
    }
}
