using System.Collections.Immutable;
using Clade.Results;
using Clade.Spaces;
using Clade.Storage;

namespace Clade;

/// <summary>What an experiment found, of a finished or of a running one: a view of one moment.</summary>
/// <remarks>
/// Everything but the reports is read once; the reports are streamed from the file whenever they are asked for, as far
/// as they had arrived at that moment. To see how an experiment goes on, open it again. Thread-safe.
/// </remarks>
public class TuneResult
{
    private readonly ExperimentFolder _folder;
    private readonly StoreSnapshot _snapshot;
    private readonly LineageBuilder _lineages;

    // The store has no more of it than a description, without the code of functions.
    private readonly SearchSpace? _space;

    /// <summary>Everything that was read, for those who show more of it than this type does.</summary>
    internal StoreSnapshot Snapshot => _snapshot;

    private protected TuneResult(TuneResult other)
    {
        (_folder, _snapshot, _lineages) = (other._folder, other._snapshot, other._lineages);
        (Status, StatusReason, BestOrDefault) = (other.Status, other.StatusReason, other.BestOrDefault);
        _space = other._space;
    }

    private TuneResult(ExperimentFolder folder, StoreSnapshot snapshot, DriverState driver, SearchSpace? space)
    {
        _space = space;
        (_folder, _snapshot, _lineages) = (folder, snapshot, new LineageBuilder(snapshot, folder.DatabasePath));
        (Status, StatusReason) = StatusOf(snapshot, driver);
        BestOrDefault = snapshot.Best is { } best ? BestOf(best) : null;
    }

    /// <summary>The experiment's name.</summary>
    public string Name => _snapshot.Info.Name;

    /// <summary>The experiment's folder, as a full path.</summary>
    public string Folder => _folder.Path;

    /// <summary>Which metric was optimised, and in which direction.</summary>
    public Objective Objective => _snapshot.Info.Objective;

    /// <summary>The seed that all random choices were drawn from.</summary>
    public ulong Seed => _snapshot.Info.Seed;

    /// <summary>The search space, one line for each hyperparameter.</summary>
    public ImmutableArray<string> SpaceDescription => _snapshot.Info.Space;

    /// <summary>The scheduler with its options, one line.</summary>
    public string SchedulerDescription => _snapshot.Info.Scheduler;

    /// <summary>The sampler with its options, one line.</summary>
    public string SamplerDescription => _snapshot.Info.Sampler;

    /// <summary>The stop rule, one line.</summary>
    public string StopDescription => _snapshot.Info.Stop;

    /// <summary>When the experiment was created.</summary>
    public DateTimeOffset Created => _snapshot.Info.Created;

    /// <summary>The version of Clade that created it.</summary>
    public string CladeVersion => _snapshot.Info.CladeVersion;

    /// <summary>Where the experiment stands.</summary>
    /// <value>
    /// <see cref="ExperimentStatus.Running"/> only while a driver has it open: one whose driver was killed is
    /// interrupted.
    /// </value>
    public ExperimentStatus Status { get; }

    /// <summary>Why it stands there, for people; none while it runs.</summary>
    public string? StatusReason { get; }

    /// <summary>The best unit of configuration, score and checkpoint.</summary>
    /// <exception cref="CladeException">
    /// There is none; the message says why. Ask <see cref="HasBest"/> first.
    /// </exception>
    public BestResult Best => BestOrDefault ?? throw new CladeException(NoBestReason!);

    /// <summary>The best unit, or none.</summary>
    public BestResult? BestOrDefault { get; }

    /// <summary>Whether any trial reported a usable score.</summary>
    public bool HasBest => BestOrDefault is not null;

    /// <summary>Why there is no best unit; none when there is one.</summary>
    public string? NoBestReason => HasBest ? null : ReasonForNoBest();

    /// <summary>All trials, by id.</summary>
    public ImmutableArray<TrialResult> Trials => _snapshot.Trials;

    /// <summary>All exploits, in their order.</summary>
    public ImmutableArray<ExploitResult> Exploits => _snapshot.Exploits;

    /// <summary>Every attempt that did not end well, in the order of trials and attempts.</summary>
    public ImmutableArray<AttemptError> Errors =>
    [
        .. _snapshot.Attempts.Where(static attempt => attempt.Error is not null).Select(static attempt =>
            new AttemptError(attempt.Trial, attempt.Attempt, attempt.Ended!.Value, attempt.Error!)),
    ];

    /// <summary>The warnings that were given, in their order.</summary>
    public ImmutableArray<ExperimentWarning> Warnings => _snapshot.Warnings;

    /// <summary>How many reports were accepted.</summary>
    public long ReportCount => _snapshot.ReportCount;

    /// <summary>Opens the results of an experiment, whether it has ended or runs in this or another process.</summary>
    /// <param name="path">Its folder, such as <c>experiments/mnist</c>, or the <c>experiment.db</c> in it.</param>
    /// <exception cref="StoreException">There is no experiment, it is damaged, or of a newer Clade.</exception>
    public static TuneResult Open(string path) => Open(path, space: null);

    /// <summary>Opens the results of an experiment whose search space is at hand.</summary>
    internal static TuneResult Open(string path, SearchSpace? space)
    {
        var folder = ExperimentFolder.Open(path);

        // The driver first: one that ends in between has then written its last status already.
        var driver = DriverLock.Holder(folder) is null ? DriverState.Gone : DriverState.Alive;

        // Before the file is opened: SQLite would mend its index, and with it the trace of what is missing.
        if (driver == DriverState.Gone) LogIndex.RequireWholeLog(folder.DatabasePath);
        using var reader = StoreReader.Open(folder);
        return new TuneResult(folder, reader.ReadSnapshot(), driver, space);
    }

    /// <summary>The same results with the best configuration as the user's own type.</summary>
    /// <param name="convert">Makes that type of a configuration.</param>
    /// <typeparam name="TConfig">The user's configuration.</typeparam>
    public TuneResult<TConfig> As<TConfig>(Func<Configuration, TConfig> convert) => new(this, convert);

    /// <summary>Streams reports in the order of their arrival.</summary>
    /// <param name="trial">One trial; none for all.</param>
    /// <param name="after">Only those whose <see cref="Report.Order"/> is higher; 0 (the default) for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    /// <exception cref="StoreException">The store can't be read any more.</exception>
    public IEnumerable<Report> Reports(TrialId? trial = null, long after = 0)
    {
        if (trial is { } one) RequireTrial(one);
        return Stream();

        IEnumerable<Report> Stream()
        {
            using var reader = StoreReader.Open(_folder);
            foreach (var report in reader.ReadReports(trial, after, _snapshot.Sequence)) yield return report;
        }
    }

    /// <summary>The segments that led to where a trial stands, from the founder's first to its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    public ImmutableArray<LineageSegment> Lineage(TrialId trial) => _lineages.Join(StretchesOf(trial));

    /// <summary>The configurations that led to where a trial stands.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    public TrainingSchedule Schedule(TrialId trial) => ScheduleOf(Lineage(trial));

    /// <summary>
    /// The learning curve of a trial's lineage: one report for each iteration, from the founder's first.
    /// </summary>
    /// <remarks>
    /// Before an exploit these are the donor's reports. Where an attempt was repeated, the one whose weights were
    /// carried on counts.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    /// <exception cref="StoreException">The store can't be read any more.</exception>
    public IEnumerable<Report> Curve(TrialId trial) => CurveOf(StretchesOf(trial));

    /// <summary>The learning curve that led to <see cref="Best"/>. See <see cref="Curve(TrialId)"/>.</summary>
    /// <exception cref="CladeException">There is no best unit.</exception>
    public IEnumerable<Report> BestCurve() =>
        CurveOf(_lineages.Of(_snapshot.Best ?? throw new CladeException(NoBestReason!)));

    /// <summary>Every trial's configuration with its score, by id: for <see cref="Clade.Importance"/>, say.</summary>
    /// <value>
    /// The score is the best value of the objective's metric, oriented so that higher is better. It is NaN for a trial
    /// that failed, has not ended, never reported a finite value, or changed its configuration on the way (Population
    /// Based Training): such a score is not of one configuration.
    /// </value>
    /// <remarks>A trial that a scheduler stopped early counts with what it had reached by then.</remarks>
    public ImmutableArray<ScoredConfiguration> ScoredConfigurations =>
        [.. Trials.Select(trial => new ScoredConfiguration(trial.Config, ScoreOf(trial)))];

    /// <summary>Which hyperparameters the scores depend on, by functional ANOVA.</summary>
    /// <param name="options">Settings; the defaults when left out.</param>
    /// <returns>The shares, or why there are none: too few trials, say.</returns>
    /// <remarks>
    /// See <see cref="Clade.Importance"/> for what the shares mean, and for another method. A result that was opened
    /// from its folder has no code of functions: hyperparameters that depend on one are left out there. To have those
    /// too, give the space.
    /// </remarks>
    /// <exception cref="CladeException">The recorded search space can't be read; the message says why.</exception>
    public ImportanceResult Importance(FanovaOptions? options = null)
    {
        if (_space is not null) return Importance(_space, options);
        var read = SpaceReader.Read(SpaceDescription);
        return Clade.Importance.Fanova(
            read.WithoutFunctions,
            ScoredConfigurations.Select(trial => trial with { Config = read.Reduce(trial.Config) }), options);
    }

    /// <inheritdoc cref="Importance(FanovaOptions?)"/>
    /// <param name="space">The search space that the experiment began with.</param>
    /// <param name="options">Settings; the defaults when left out.</param>
    /// <exception cref="CladeException">It is another search space; the message says where they differ.</exception>
    public ImportanceResult Importance(SearchSpace space, FanovaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        var described = space.Describe();
        if (!described.SequenceEqual(SpaceDescription))
        {
            throw new CladeException(
                $"This is not the search space of experiment '{Name}': given is " +
                $"'{string.Join("; ", described.Except(SpaceDescription))}', recorded is " +
                $"'{string.Join("; ", SpaceDescription.Except(described))}'. Give the space that it began with.");
        }

        return Clade.Importance.Fanova(space, ScoredConfigurations, options);
    }

    /// <summary>Writes the schedule that led to <see cref="Best"/> as a JSON file.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <exception cref="CladeException">There is no best unit.</exception>
    /// <exception cref="StoreException">The file can't be written.</exception>
    public void WriteSchedule(string path) => Best.Schedule.Write(path);

    /// <summary>
    /// Writes <c>trials.csv</c>, <c>reports.csv</c>, <c>segments.csv</c> and <c>exploits.csv</c> into a folder.
    /// </summary>
    /// <param name="folder">Created when missing; the four files are replaced.</param>
    /// <exception cref="StoreException">They can't be written.</exception>
    public void ExportCsv(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        new CsvExport(_snapshot, () => Reports()).Write(Path.GetFullPath(folder));
    }

    private static TrainingSchedule ScheduleOf(ImmutableArray<LineageSegment> lineage) => new(lineage
        .Select(static segment => new ScheduleStep(segment.FirstIteration - 1, segment.Config))

        // A segment that gave its place to another before its first iteration was never trained with.
        .Where((step, i) => i == lineage.Length - 1 || lineage[i + 1].FirstIteration - 1 > step.Iteration));

    private static (ExperimentStatus, string?) StatusOf(StoreSnapshot snapshot, DriverState driver) =>
        (snapshot.Status, driver) switch
        {
            (ExperimentStatus.Running, DriverState.Alive) => (ExperimentStatus.Running, null),
            (ExperimentStatus.Running, _) => (ExperimentStatus.Interrupted,
                "Its driver ended without saying so (killed, or the machine went down). Resume it to go on."),
            var (status, _) => (status, snapshot.EndReason),
        };

    private BestResult BestOf(BestRow best)
    {
        var lineage = _lineages.Join(_lineages.Of(best));
        return new BestResult(best.Config)
        {
            Metric = best.Metric,
            Metrics = _snapshot.BestMetrics ?? new Metrics([new(Objective.Metric, best.Metric)]),
            Trial = best.Trial,
            Iteration = best.Iteration,
            Checkpoint = best.Checkpoint,
            CheckpointFolder = best.Checkpoint is { } id ? _folder.CheckpointFilesPath(id) : null,
            Lineage = lineage,
            Schedule = ScheduleOf(lineage),
        };
    }

    private double ScoreOf(TrialResult trial)
    {
        var isOfOneConfiguration = trial.Status is TrialStatus.Completed or TrialStatus.Stopped
            && _lineages.Join(_lineages.Of(trial.Id)).Length <= 1;
        return isOfOneConfiguration && trial.BestMetric is { } best ? Objective.Score(best).Value : double.NaN;
    }

    private string ReasonForNoBest()
    {
        var reports = _snapshot.ReportCount;
        var failed = Trials.Count(static trial => trial.Status == TrialStatus.Failed);
        var why = (reports, failed, Trials.Length) switch
        {
            (_, _, 0) => "no trial was created yet",
            (0, var all, var count) when all == count =>
                $"all {count} trials failed before their first report; see Errors",
            (0, _, _) => "no trial has reported yet",
            _ => $"none of the {reports} reports has a finite '{Objective.Metric}'",
        };
        return $"Experiment '{Name}' has no best configuration: {why}.";
    }

    private ImmutableArray<LineageStretch> StretchesOf(TrialId trial)
    {
        RequireTrial(trial);
        return _lineages.Of(trial);
    }

    private IEnumerable<Report> CurveOf(ImmutableArray<LineageStretch> stretches)
    {
        using var reader = StoreReader.Open(_folder);
        foreach (var stretch in stretches)
        {
            foreach (var report in reader.ReadAttempt(stretch.Trial, stretch.Attempt, stretch.LastIteration))
            {
                yield return report;
            }
        }
    }

    private void RequireTrial(TrialId trial)
    {
        if (Trials.Any(t => t.Id == trial)) return;
        throw new ArgumentOutOfRangeException(
            nameof(trial), trial, $"There is no trial {trial}; experiment '{Name}' has {Trials.Length}, from 0 on.");
    }

    private enum DriverState
    {
        Gone,
        Alive,
    }
}
