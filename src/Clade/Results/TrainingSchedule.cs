using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clade.Storage;

namespace Clade;

/// <summary>Which configuration held from which iteration on: what a lineage trained with, step by step.</summary>
/// <remarks>
/// As a file it is a JSON array of <c>{"iteration": 0, "config": {…}}</c>, to be read by people and to train one trial
/// again along it.
/// </remarks>
public sealed class TrainingSchedule
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long FileBytesMax = 64 << 20;

    private static readonly JsonWriterOptions Readable =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Creates a schedule.</summary>
    /// <param name="steps">The steps, by rising iterations; the first at iteration 0.</param>
    /// <exception cref="ArgumentException">There is no step, or they don't begin at 0 and rise.</exception>
    public TrainingSchedule(IEnumerable<ScheduleStep> steps)
    {
        Steps = [.. steps];
        if (Problem(Steps) is { } problem) throw new ArgumentException(problem, nameof(steps));
    }

    /// <summary>The steps, by rising iterations; the first at iteration 0.</summary>
    public ImmutableArray<ScheduleStep> Steps { get; }

    /// <summary>The configuration that holds after so many iterations are done.</summary>
    /// <param name="iteration">Iterations done; 0 for the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">The iteration is negative.</exception>
    public Configuration At(long iteration)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        return Steps.Last(step => step.Iteration <= iteration).Config;
    }

    /// <summary>Writes the schedule as a JSON file.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <exception cref="StoreException">It can't be written.</exception>
    public void Write(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            using var writer = new Utf8JsonWriter(file, Readable);
            writer.WriteStartArray();
            foreach (var step in Steps)
            {
                writer.WriteStartObject();
                writer.WriteNumber("iteration", step.Iteration);
                writer.WritePropertyName("config");
                JsonSerializer.Serialize(writer, step.Config, StoreJsonContext.Default.Configuration);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(Path.GetFullPath(path), "write", e);
        }
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote, or a person.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StoreException">It can't be read.</exception>
    /// <exception cref="CladeException">It is no schedule; the message says where and why.</exception>
    public static TrainingSchedule Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            if (new FileInfo(path).Length > FileBytesMax)
            {
                throw new CladeException(
                    $"'{path}' is larger than {FileBytesMax >> 20} MiB, so it can be no schedule. Check the path.");
            }

            var steps = JsonSerializer.Deserialize(
                File.ReadAllBytes(path), StoreJsonContext.Default.ImmutableArrayScheduleStep);
            var problem = steps.IsDefault ? "It is null." : Problem(steps);
            return problem is null ? new TrainingSchedule(steps) : throw NoSchedule(path, problem, cause: null);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException)
        {
            throw NoSchedule(path, e.Message, e);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(Path.GetFullPath(path), "read", e);
        }
    }

    private static string? Problem(ImmutableArray<ScheduleStep> steps)
    {
        if (steps.Contains(null!)) return "A step is null.";
        if (steps.IsEmpty) return "A schedule needs at least one step.";
        if (steps[0].Iteration is not 0 and var first)
        {
            return $"The first step is at iteration {first}; training begins at 0.";
        }

        for (var i = 1; i < steps.Length; i++)
        {
            if (steps[i].Iteration <= steps[i - 1].Iteration)
            {
                return $"The step at iteration {steps[i].Iteration} follows the one at {steps[i - 1].Iteration}; " +
                    "iterations must rise.";
            }
        }

        return null;
    }

    private static CladeException NoSchedule(string path, string problem, Exception? cause)
    {
        var message = $"'{path}' is no schedule: {problem} It must be a JSON array like " +
            "[{\"iteration\": 0, \"config\": {\"lr\": 0.1}}, {\"iteration\": 10, \"config\": {\"lr\": 0.08}}].";
        return cause is null ? new CladeException(message) : new CladeException(message, cause);
    }
}
