using Clade.Fuzz.Fuzzing;

namespace Clade.Fuzz;

/// <summary>Every input that ever showed something: each promise holds for it.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory, MemberData(nameof(Targets))]
    public void Every_input_of_the_corpus_keeps_what_is_promised(string name)
    {
        var target = FuzzTargets.Find(name);
        var promises = new Promises(target);
        var files = Directory.GetFiles(CorpusFolder.BuiltIn(name));
        Assert.True(files.Length > 50, $"Only {files.Length} inputs are there.");

        var outcomes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var finding = promises.Check(File.ReadAllBytes(file));
            Assert.True(finding is null, $"{Path.GetFileName(file)}: {finding}");
            outcomes.Add(promises.Outcome);
        }

        Assert.True(outcomes.Count > 30, $"The corpus is too tame: {outcomes.Count} outcomes.");
    }

    [Theory, MemberData(nameof(Targets))]
    public void Every_seed_is_accepted(string name)
    {
        var target = FuzzTargets.Find(name);
        var promises = new Promises(target);

        foreach (var seed in target.Seeds)
        {
            Assert.Null(promises.Check(seed));
            Assert.DoesNotContain("Exception", promises.Outcome, StringComparison.Ordinal);
        }
    }
}
