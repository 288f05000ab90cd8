using System.Diagnostics;
using System.Globalization;
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
    Console.WriteLine(MnistData.Source.Description);
    TrainRecipe(arguments);
    return 0;
}
catch (MnistDataException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static void TrainRecipe(ExampleArguments arguments)
{
    var clock = Stopwatch.StartNew();
    var model = HandSetRecipe.Train(MnistData.Training, arguments.Seed, static (epoch, loss) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch,2}: training loss {loss:F4}")));
    var result = new ExampleResult
    {
        Data = MnistData.Source.Description,
        Search = "hand-set recipe",
        Seed = arguments.Seed,
        ValidationAccuracy = model.Evaluate(MnistData.Validation).Accuracy,
        TestAccuracy = model.Evaluate(MnistData.ReadTest()).Accuracy,
        Seconds = clock.Elapsed.TotalSeconds,
    };
    Console.WriteLine(result);
    if (arguments.JsonPath is not null) result.WriteTo(arguments.JsonPath);
}
