namespace Clade.Programs.Tests;

/// <summary>What is wrong with a program is said before anything starts: the value, why, and what to do.</summary>
public sealed class MistakeTests : IDisposable
{
    private static readonly SearchSpace Space = new()
    {
        ["learning_rate"] = Search.Uniform(0.1, 1),
        ["seed"] = Search.RandInt(1, 9),
    };

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private static string Only(TrainingProgram program, Scheduler? scheduler = null) =>
        Assert.Single(program.Mistakes(Space, scheduler ?? new FirstInFirstOut()));

    private static TrainingProgram Shell(params string[] arguments) => new() { Command = ["/bin/sh", .. arguments] };

    [Fact]
    public void A_sound_program_has_none() =>
        Assert.Empty(Shell("${learning_rate}", "--trial=${trial}", "$${HOME} $x")
            .Mistakes(Space, new FirstInFirstOut()));

    [Fact]
    public void A_macro_that_does_not_exist_comes_with_the_nearest_name()
    {
        var mistake = Only(Shell("${learning_rat}"));
        Assert.Contains("'${learning_rat}'", mistake, StringComparison.Ordinal);
        Assert.Contains("'${learning_rate}' is near", mistake, StringComparison.Ordinal);
        Assert.Contains("'${checkpoint_out}' is near", Only(Shell("${checkpoint-out}")), StringComparison.Ordinal);
        Assert.DoesNotContain("is near", Only(Shell("${momentum}")), StringComparison.Ordinal);
        Assert.Contains("without a '}'", Only(Shell("${learning_rate")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hyperparameter_that_has_the_name_of_a_macro_is_refused_where_it_is_used()
    {
        Assert.Contains("both a hyperparameter and a macro", Only(Shell("${seed}")), StringComparison.Ordinal);
        Assert.Contains(
            "Environment's SEED", Only(Shell() with { Environment = Shell().Environment.Add("SEED", "${seed}") }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_is_not_there_is_named_with_the_way_out()
    {
        var script = _place.Write("train.sh", "");
        Assert.Contains(
            "on none of the folders of PATH",
            Only(new TrainingProgram { Command = ["no-such-program"] }), StringComparison.Ordinal);
        Assert.Contains(
            "write './train.sh'",
            Only(new TrainingProgram { Command = ["train.sh"], WorkingDirectory = _place.Path }),
            StringComparison.Ordinal);
        Assert.Contains(
            $"chmod +x {script}", Only(new TrainingProgram { Command = [script] }), StringComparison.Ordinal);
        Assert.Contains(
            "is a folder", Only(new TrainingProgram { Command = [_place.Path] }), StringComparison.Ordinal);
        Assert.Contains(
            $"begins at WorkingDirectory, which is {_place.Path}",
            Only(new TrainingProgram { Command = ["./x"], WorkingDirectory = _place.Path }), StringComparison.Ordinal);
        Assert.Contains(
            "does not exist", Only(Shell() with { WorkingDirectory = _place["nowhere"] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "sh", "train.sh")]
    [InlineData(false, "sh", "here.sh")]
    [InlineData(false, "sh", "-c")]
    [InlineData(false, "sh", "${learning_rate}")]
    [InlineData(false, "true", "train.sh")]
    public void A_script_that_is_not_there_is_named_before_anything_starts(bool isMissing, params string[] command)
    {
        _place.Write("here.sh", "");
        var program = new TrainingProgram { Command = [.. command], WorkingDirectory = _place.Path };
        if (!isMissing) Assert.Empty(program.Mistakes(Space, new FirstInFirstOut()));
        else Assert.Contains("The script 'train.sh' does not exist", Only(program), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_nobody_saves_is_not_waited_for() =>
        Assert.Contains("never '${checkpoint_out}'", Only(Shell("${checkpoint_in}")), StringComparison.Ordinal);

    [Fact]
    public void A_pattern_must_be_one_and_name_a_metric()
    {
        var (broken, nameless) = (Shell() with { MetricPatterns = ["("] }, Shell() with { MetricPatterns = ["(a)"] });
        Assert.Contains("is no regular expression", Only(broken), StringComparison.Ordinal);
        Assert.Contains("no named group", Only(nameless), StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_Clade_are_not_to_be_set() => Assert.Contains(
        "'CLADE_TREE'", Only(Shell() with { Environment = Shell().Environment.Add("CLADE_TREE", "") }),
        StringComparison.Ordinal);

    [Fact]
    public void Population_based_training_needs_a_program_that_can_be_told_to_save() => Assert.Contains(
        "Protocol is Output", Only(Shell(), new PopulationBasedTraining { PerturbationInterval = 1 }),
        StringComparison.Ordinal);

    [Fact]
    public async Task Every_mistake_is_said_at_once_and_nothing_starts()
    {
        var program = new TrainingProgram
        {
            Command = ["no-such-program", "${lr", "${momentum}"],
            MetricPatterns = ["("],
            TerminationGrace = TimeSpan.FromMinutes(1),
        };
        var message = await Programs.FailureOfAsync(
            program, _place.Options with { Workers = WorkerKind.InProcess, Name = "../small" });
        Assert.Contains("because of 7 mistakes", message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_place.Path));
    }

    [Fact]
    public async Task A_space_is_needed() => Assert.Contains(
        "Space is not set", await Programs.FailureOfAsync(Shell(), _place.Options with { Space = null }),
        StringComparison.Ordinal);
}
