using Clade.Cli.TuneFiles;

namespace Clade.Cli.Tests.TuneFiles;

public sealed class OverrideTests
{
    private const string Text = "a: 1\nlist: [x, y]\nscheduler: asha\ninner: {b: 2}\nnothing:\n";

    [Theory]
    [InlineData("a=5", "a: 5\n")]
    [InlineData("inner.b=5", "inner: {b: 5}\n")]
    [InlineData("inner.c=[1, 2]", "inner: {b: 2, c: [1, 2]}\n")]
    [InlineData("new.deep.key=v", "new:\n  deep: {key: v}\n")]
    [InlineData("nothing.key=v", "nothing: {key: v}\n")]
    [InlineData("list.1=z", "list: [x, z]\n")]
    [InlineData("list.2=z", "list: [x, y, z]\n")]
    [InlineData("scheduler.asha.max_resource=9", "scheduler:\n  asha: {max_resource: 9}\n")]
    [InlineData("inner={c: \"q=r\"}", "inner: {c: \"q=r\"}\n")]
    public void A_value_is_put_where_its_path_leads(string option, string expected)
    {
        var changed = Override.Parse(option).ApplyTo(YamlReader.Read(Text, "tune.yaml"));

        Assert.Contains(expected, YamlWriter.Write(changed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "stand keys")]
    [InlineData("=5", "stand keys")]
    [InlineData("a..b=5", "stand keys")]
    [InlineData("a.b=5", "'a' is '1' at tune.yaml:1:4")]
    [InlineData("list.7=z", "from 0 on")]
    [InlineData("list.x=z", "from 0 on")]
    [InlineData("scheduler.pbt.x=1", "Set the whole")]
    [InlineData("a=[1", "This is no YAML")]
    public void What_leads_nowhere_names_the_option(string option, string words)
    {
        var mistake = Assert.Single(Assert.Throws<TuneFileException>(
            () => Override.Parse(option).ApplyTo(YamlReader.Read(Text, "tune.yaml"))).Mistakes);

        Assert.StartsWith($"--set {option}", mistake.Place.ToString(), StringComparison.Ordinal);
        Assert.Contains(words, mistake.Message, StringComparison.Ordinal);
    }
}
