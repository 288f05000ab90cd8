using System.Diagnostics;
using System.Globalization;
using Clade;
using Clade.Examples.Mnist;

ExampleArguments arguments;
try
{
    arguments = ExampleArguments.Parse(args);
}
catch (FormatException error)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine(ExampleArguments.Usage);
    return 2;
}

if (arguments.Help)
{
    Console.WriteLine(ExampleArguments.Usage);
    return 0;
}

try
{
    // Opened before the work begins: a path that can't be written must not cost minutes.
    if (arguments.JsonPath is { } path) File.AppendAllText(path, "");
    Console.WriteLine(MnistData.Source.Description);
    var result = arguments.Recipe ? TrainRecipe(arguments) : await MnistSearch.RunAsync(arguments);
    Console.WriteLine(result);
    if (arguments.JsonPath is not null) result.WriteTo(arguments.JsonPath);
    return 0;
}
catch (Exception error)
    when (error is MnistDataException or CladeException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static ExampleResult TrainRecipe(ExampleArguments arguments)
{
    var clock = Stopwatch.StartNew();
    var model = HandSetRecipe.Train(MnistData.Training, arguments.Seed, static (epoch, loss) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch,2}: training loss {loss:F4}")));
    return new ExampleResult
    {
        Data = MnistData.Source.Description,
        Search = "hand-set recipe",
        Seed = arguments.Seed,
        ValidationAccuracy = model.Evaluate(MnistData.Validation).Accuracy,
        TestAccuracy = model.Evaluate(MnistData.ReadTest()).Accuracy,
        Epochs = HandSetRecipe.Epochs,
        Seconds = clock.Elapsed.TotalSeconds,
    };
}
