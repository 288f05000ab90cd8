using Clade.Examples.Mnist;

namespace Clade.Examples.Tests;

public sealed class ExampleArgumentsTests
{
    [Fact]
    public void All_options_are_understood()
    {
        var parsed = ExampleArguments.Parse(
            ["--full", "--random", "--trials", "6", "--seed", "42", "--json", "out.json", "--resume", "e/m"]);

        Assert.Equal(
            new ExampleArguments
            {
                Full = true,
                Random = true,
                Trials = 6,
                Seed = 42,
                JsonPath = "out.json",
                ResumeFolder = "e/m",
            },
            parsed);
        Assert.Equal(new ExampleArguments { Seed = 1 }, ExampleArguments.Parse([]));
    }

    [Theory]
    [InlineData("--ful", "--full")]
    [InlineData("-seed", "--seed")]
    [InlineData("--recip", "--recipe")]
    [InlineData("json", "--json")]
    public void An_unknown_option_is_named_with_the_nearest(string unknown, string nearest)
    {
        var error = Assert.Throws<FormatException>(() => ExampleArguments.Parse([unknown]));

        Assert.Equal($"'{unknown}' is not an option. The nearest is {nearest}.", error.Message);
    }

    [Theory]
    [InlineData("--seed needs a value", "--seed")]
    [InlineData("not 'x'", "--seed", "x")]
    [InlineData("not '-1'", "--seed", "-1")]
    [InlineData("at least 2", "--trials", "1")]
    [InlineData("no meaning", "--recipe", "--random")]
    [InlineData("no meaning", "--recipe", "--resume", "e/m")]
    [InlineData("--resume needs a value", "--resume")]
    public void A_wrong_value_is_named(string part, params string[] arguments)
    {
        var error = Assert.Throws<FormatException>(() => ExampleArguments.Parse(arguments));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }
}
