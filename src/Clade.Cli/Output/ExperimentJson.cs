using System.Collections.Immutable;
using System.Text.Json;
using Clade.Display;

namespace Clade.Cli.Output;

/// <summary>The parts of an experiment as JSON; docs/cli.md says what each name means.</summary>
internal static class ExperimentJson
{
    /// <summary>What the experiment is and where it stands.</summary>
    public static void WriteHead(Utf8JsonWriter json, TuneResult result)
    {
        json.WriteString("name", result.Name);
        json.WriteString("folder", result.Folder);
        json.WriteString("status", StatusText.Of(result.Status));
        json.WriteString("status_reason", result.StatusReason);
        json.WriteString("metric", result.Objective.Metric);
        json.WriteString("direction", result.Objective.Maximizes ? "maximize" : "minimize");
        json.WriteMetric("best_metric", result.BestOrDefault?.Metric);
        json.WriteNumber("trials", result.Trials.Length);
        json.WriteNumber("reports", result.ReportCount);
        json.WriteNumber("exploits", result.Exploits.Length);
        json.WriteTime("created", result.Created);
        json.WriteString("clade_version", result.CladeVersion);
    }

    /// <summary>How the experiment searches.</summary>
    public static void WriteSetUp(Utf8JsonWriter json, TuneResult result)
    {
        json.WriteNumber("seed", result.Seed);
        json.WriteString("scheduler", result.SchedulerDescription);
        json.WriteString("sampler", result.SamplerDescription);
        json.WriteString("stop", result.StopDescription);
        json.WriteStartArray("space");
        foreach (var line in result.SpaceDescription) json.WriteStringValue(line);
        json.WriteEndArray();
    }

    public static void WriteBest(Utf8JsonWriter json, BestResult? best)
    {
        if (best is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteMetric("metric", best.Metric);
        json.WriteNumber("trial", best.Trial.Value);
        json.WriteNumber("iteration", best.Iteration);
        json.WriteConfig("config", best.Config);
        json.WriteMetrics("metrics", best.Metrics);
        json.WriteString("checkpoint", best.Checkpoint?.ToString());
        json.WriteString("checkpoint_folder", best.CheckpointFolder);
        json.WriteEndObject();
    }

    public static void WriteTrial(Utf8JsonWriter json, TrialResult trial)
    {
        json.WriteStartObject();
        WriteTrialFields(json, trial);
        json.WriteEndObject();
    }

    /// <summary>A trial's fields, into an object that is begun.</summary>
    public static void WriteTrialFields(Utf8JsonWriter json, TrialResult trial)
    {
        json.WriteNumber("trial", trial.Id.Value);
        json.WriteString("status", ProgressText.Status(trial.Status));
        json.WriteString("end_reason", trial.EndReason);
        json.WriteNumber("iteration", trial.Iteration);
        json.WriteMetric("trial_time", trial.TrialTime);
        json.WriteMetric("best_metric", trial.BestMetric);
        json.WriteMetric("last_metric", trial.LastMetric);
        json.WriteMetrics("last_metrics", trial.LastMetrics);
        json.WriteConfig("config", trial.Config);
        json.WriteNumber("seed", trial.Seed);
        json.WriteNumber("attempts", trial.Attempts);
        json.WriteNumber("failures", trial.Failures);
        json.WriteNumber("lost_workers", trial.LostWorkers);
        json.WriteNumber("exploits", trial.Exploits);
        json.WritePropertyName("error");
        WriteError(json, trial.Error);
    }

    public static void WriteAttemptError(Utf8JsonWriter json, AttemptError error)
    {
        json.WriteStartObject();
        json.WriteNumber("trial", error.Trial.Value);
        json.WriteNumber("attempt", error.Attempt);
        json.WriteTime("time", error.Time);
        json.WritePropertyName("error");
        WriteError(json, error.Error);
        json.WriteEndObject();
    }

    public static void WriteLineage(Utf8JsonWriter json, ImmutableArray<LineageSegment> lineage)
    {
        json.WriteStartArray();
        foreach (var segment in lineage)
        {
            json.WriteStartObject();
            json.WriteNumber("segment", segment.Segment);
            json.WriteNumber("trial", segment.Trial.Value);
            json.WriteNumberOrNull("donor", segment.Donor?.Value);
            json.WriteString("checkpoint", segment.Checkpoint?.ToString());
            json.WriteNumber("first_iteration", segment.FirstIteration);
            json.WriteNumber("last_iteration", segment.LastIteration);
            json.WriteConfig("config", segment.Config);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>As <see cref="TrainingSchedule.Write"/> does.</summary>
    public static void WriteSchedule(Utf8JsonWriter json, TrainingSchedule? schedule)
    {
        json.WriteStartArray();
        foreach (var step in schedule?.Steps ?? [])
        {
            json.WriteStartObject();
            json.WriteNumber("iteration", step.Iteration);
            json.WriteConfig("config", step.Config);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteExploit(Utf8JsonWriter json, ExploitResult exploit)
    {
        var record = exploit.Record;
        json.WriteStartObject();
        json.WriteNumber("segment", exploit.Segment);
        json.WriteTime("time", record.Time);
        json.WriteNumber("victim", record.Victim.Value);
        json.WriteMetric("victim_metric", record.VictimScore);
        json.WriteNumber("victim_rank", record.VictimRank);
        json.WriteNumber("victim_iteration", record.VictimIteration);
        json.WriteNumber("donor", record.Donor.Value);
        json.WriteMetric("donor_metric", record.DonorScore);
        json.WriteNumber("donor_rank", record.DonorRank);
        json.WriteString("checkpoint", record.Checkpoint.ToString());
        json.WriteNumber("iteration", record.Iteration);
        json.WriteNumber("population_size", record.PopulationSize);
        if (exploit.Confirmed is { } confirmed) json.WriteBoolean("confirmed", confirmed);
        else json.WriteNull("confirmed");
        json.WriteConfig("config", record.Config);
        json.WriteString("note", record.Note);
        json.WriteStartArray("changes");
        foreach (var change in record.Changes) WriteChange(json, change);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteWarning(Utf8JsonWriter json, ExperimentWarning warning)
    {
        json.WriteStartObject();
        json.WriteTime("time", warning.Time);
        json.WriteString("code", warning.Code);
        json.WriteString("message", warning.Message);
        json.WriteNumberOrNull("trial", warning.Trial?.Value);
        json.WriteEndObject();
    }

    private static void WriteChange(Utf8JsonWriter json, HyperparameterChange change)
    {
        json.WriteStartObject();
        json.WriteString("name", change.Name);
        json.WritePropertyName("old");
        json.WriteHyperparameter(change.Old);
        json.WritePropertyName("new");
        json.WriteHyperparameter(change.New);
        json.WriteString("operation", change.Operation);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, TrialError? error)
    {
        if (error is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("kind", error.Kind);
        json.WriteString("message", error.Message);
        json.WriteString("details", error.Details);
        json.WriteEndObject();
    }
}
