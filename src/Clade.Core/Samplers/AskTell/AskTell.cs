using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Clade.Spaces;

namespace Clade;

/// <summary>A sampler for those who have a loop of their own: ask for a configuration, tell what came out.</summary>
/// <remarks>
/// <code>
/// var search = new AskTell(new RandomSampler(), space, Objective.Minimize("loss"), seed: 1);
/// for (var i = 0; i &lt; 100; i++)
/// {
///     var trial = search.Ask();
///     search.Tell(trial, Evaluate(trial.Config));
/// }
///
/// Console.WriteLine(search.Best);
/// </code>
/// <para>
/// Trials that were asked for and not told yet are pending; any number may be, and they may be told in any order.
/// Samplers take them into account, so that trials that are evaluated at the same time differ. The same seed and the
/// same outcomes, told between the same questions, give the same configurations.
/// </para>
/// <para>Nothing is stored or started. May be used by several threads at once.</para>
/// </remarks>
public sealed class AskTell
{
    private readonly Lock _lock = new();
    private readonly Sampler _sampler;
    private readonly SearchSpace _space;
    private readonly Objective _objective;
    private readonly ulong _seed;
    private readonly ImmutableArray<Observation> _earlier;
    private readonly SamplerMemory _memory = new();
    private readonly SortedList<int, AskedTrial> _pending = [];
    private readonly SortedList<int, ToldTrial> _told = [];
    private readonly SortedList<int, Observation> _observations = [];
    private int _asked;

    /// <summary>Begins a search.</summary>
    /// <param name="sampler">Proposes the configurations.</param>
    /// <param name="space">What may be chosen.</param>
    /// <param name="objective">Which metric is optimised, and in which direction.</param>
    /// <param name="seed">Decides every random number; any value, 0 by default.</param>
    /// <exception cref="SearchSpaceException">
    /// The space has mistakes, a starting configuration lies outside, or the sampler can't work with the space.
    /// </exception>
    public AskTell(Sampler sampler, SearchSpace space, Objective objective, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(objective);
        var mistakes = sampler.Mistakes(space).Concat(sampler.Mistakes(objective)).ToImmutableArray();
        if (!mistakes.IsEmpty) throw new SearchSpaceException("The search", mistakes);
        _earlier = sampler.EarlierObservations(space, objective);
        (_sampler, _space, _objective, _seed) = (sampler, space, objective, seed);
    }

    /// <summary>The trials that were asked for and not told, by number.</summary>
    public IReadOnlyList<AskedTrial> Pending
    {
        get
        {
            lock (_lock) return [.. _pending.Values];
        }
    }

    /// <summary>The trials that were told, by number.</summary>
    public IReadOnlyList<ToldTrial> Told
    {
        get
        {
            lock (_lock) return [.. _told.Values];
        }
    }

    /// <summary>
    /// The best trial so far, the earliest of several equal ones; none while no trial has a finite value.
    /// </summary>
    public ToldTrial? Best
    {
        get
        {
            lock (_lock)
            {
                Observation? best = null;
                foreach (var observation in _observations.Values)
                {
                    if (observation.Score.IsBetterThan(best?.Score ?? Score.Worst)) best = observation;
                }

                return best is null ? null : _told[best.Trial];
            }
        }
    }

    /// <summary>The next trial to evaluate.</summary>
    /// <exception cref="InvalidOperationException">
    /// There is none left: a <see cref="GridSampler"/> has proposed every combination. Use <see cref="TryAsk"/> there.
    /// </exception>
    /// <exception cref="SearchSpaceException">A function of the space threw.</exception>
    public AskedTrial Ask() => TryAsk(out var trial)
        ? trial
        : throw new InvalidOperationException(
            $"There is no trial {Literal.Of(_asked)}, because {_sampler.GetType().Name} has proposed all its " +
            "configurations. Ask with TryAsk, which says so, or use a sampler without an end.");

    /// <summary>The next trial to evaluate, if there is one.</summary>
    /// <param name="trial">The trial; none if the sampler has proposed all its configurations.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="SearchSpaceException">A function of the space threw.</exception>
    public bool TryAsk([NotNullWhen(true)] out AskedTrial? trial)
    {
        lock (_lock)
        {
            var request = new ProposalRequest(_space, _asked, _seed, History()) { Memory = _memory };
            var config = _sampler.Propose(request);
            trial = config is null ? null : new AskedTrial(new TrialId(_asked), config);
            if (trial is null) return false;

            _pending.Add(_asked++, trial);
            return true;
        }
    }

    /// <summary>Tells what a trial reached.</summary>
    /// <param name="trial">A pending trial.</param>
    /// <param name="value">
    /// The objective's metric, in its own direction. NaN and the infinities are taken for a trial that broke down: they
    /// rank last.
    /// </param>
    /// <exception cref="ArgumentException">The trial was told before, or is none of this search.</exception>
    public void Tell(AskedTrial trial, double value) =>
        Tell(trial, new Metrics([KeyValuePair.Create(_objective.Metric, value)]));

    /// <summary>Tells what a trial reached.</summary>
    /// <param name="trial">A pending trial.</param>
    /// <param name="metrics">The objective's metric, those of the sampler's own objectives, and any others.</param>
    /// <exception cref="ArgumentException">
    /// The trial was told before, or is none of this search; or a metric is missing.
    /// </exception>
    public void Tell(AskedTrial trial, Metrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        metrics = _objective.Complete(metrics);
        if (!metrics.TryGetValue(_objective.Metric, out var value))
        {
            var missing = _objective.ReportedMetrics.Where(name => !metrics.ContainsKey(name));
            throw new ArgumentException(
                $"The metrics ({Literal.List(metrics.Keys)}) have no " +
                $"'{string.Join("' and no '", missing)}', which the " +
                $"search is to {_objective}. Add it, or tell that the trial failed.", nameof(metrics));
        }

        if (_sampler.RequiredMetrics.FirstOrDefault(name => !metrics.ContainsKey(name)) is { } needed)
        {
            throw new ArgumentException(
                $"The metrics ({Literal.List(metrics.Keys)}) have no '{needed}', which {_sampler.GetType().Name} " +
                "learns from. Add it, or tell that the trial failed.", nameof(metrics));
        }

        Keep(trial, metrics, value, hasFailed: false);
    }

    /// <summary>Tells that a trial could not be evaluated: it ranks last.</summary>
    /// <param name="trial">A pending trial.</param>
    /// <exception cref="ArgumentException">The trial was told before, or is none of this search.</exception>
    public void TellFailed(AskedTrial trial) => Keep(trial, Metrics.Empty, double.NaN, hasFailed: true);

    private void Keep(AskedTrial trial, Metrics metrics, double value, bool hasFailed)
    {
        ArgumentNullException.ThrowIfNull(trial);
        lock (_lock)
        {
            RequirePending(trial);
            var id = trial.Id.Value;
            _pending.Remove(id);
            _told.Add(id, new ToldTrial(trial.Id, trial.Config, metrics, value, hasFailed));
            var score = hasFailed ? Score.Worst : _objective.Score(value);
            _observations.Add(id, new Observation(id, trial.Config, score, Iteration: hasFailed ? 0 : 1)
            {
                Metrics = hasFailed ? null : metrics,
            });
        }
    }

    private void RequirePending(AskedTrial trial)
    {
        // Another search's trial 3 must not pass for this one's.
        if (_pending.TryGetValue(trial.Id.Value, out var asked) && ReferenceEquals(asked, trial)) return;

        var subject = $"Trial {trial.Id} ({trial.Config}) can't be told";
        throw new ArgumentException(
            _told.TryGetValue(trial.Id.Value, out var told) && ReferenceEquals(told.Config, trial.Config)
                ? $"{subject}, because it was told before " +
                    (told.HasFailed ? "that it failed" : $"that it reached {told.Metrics}") +
                    ". Tell each trial once; to evaluate a configuration again, ask for another trial."
                : $"{subject}, because this search has not asked for it. Tell the search that did.",
            nameof(trial));
    }

    private TrialHistory History() => _asked == 0 && _earlier.IsEmpty
        ? TrialHistory.Empty
        : new TrialHistory(
            [.. _earlier, .. _observations.Values],
            [.. _pending.Values.Select(static trial =>
                new Observation(trial.Id.Value, trial.Config, Score.Worst, Iteration: 0))]);
}
