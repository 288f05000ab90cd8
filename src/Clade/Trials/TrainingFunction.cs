using System.Reflection;
using Clade.Spaces;
using Clade.Workers;

namespace Clade.Trials;

/// <summary>A user's training function, whatever its signature.</summary>
internal abstract class TrainingFunction
{
    /// <summary>
    /// Wraps a method that takes a <see cref="Trial"/> or a <see cref="Trial{TConfig}"/> and returns nothing or a task.
    /// </summary>
    public static TrainingFunction From(BoundFunction function)
    {
        var parameter = function.Method.GetParameters() is [var only] ? only.ParameterType : null;
        if (parameter == typeof(Trial)) return new Untyped(Blocking<Trial>(function));

        Invariant.Require(
            parameter is { IsGenericType: true } && parameter.GetGenericTypeDefinition() == typeof(Trial<>),
            $"{function.Method} is no training function");
        var typed = typeof(TrainingFunction).GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (TrainingFunction)typed.MakeGenericMethod(parameter.GetGenericArguments()).Invoke(null, [function])!;
    }

    /// <summary>Wraps a delegate of this process.</summary>
    public static TrainingFunction From(Delegate function) =>
        From(new BoundFunction(function.Method, function.Target));

    /// <summary>Makes the trial that the function takes, which may refuse the configuration.</summary>
    /// <param name="order">What the attempt is about.</param>
    /// <param name="reporter">Where the trial reports.</param>
    /// <param name="inForce">The configuration, read back from what the function will really get.</param>
    public abstract Action Prepare(AttemptOrder order, AttemptReporter reporter, out Configuration inForce);

    private static TypedFunction<TConfig> Typed<TConfig>(BoundFunction function)
        where TConfig : notnull => new(Blocking<Trial<TConfig>>(function));

    private static Action<TTrial> Blocking<TTrial>(BoundFunction function)
    {
        if (function.Method.ReturnType == typeof(void)) return function.As<Action<TTrial>>();

        var start = function.As<Func<TTrial, Task>>();
        return trial => start(trial).GetAwaiter().GetResult();
    }

    private sealed class Untyped(Action<Trial> train) : TrainingFunction
    {
        public override Action Prepare(AttemptOrder order, AttemptReporter reporter, out Configuration inForce)
        {
            // The driver's side reads the configuration in force as well, which must not count.
            inForce = order.Config;
            var watched = order.Config.Watched();
            reporter.Watch(watched);
            var trial = new Trial(order with { Config = watched }, reporter);
            return () => train(trial);
        }
    }

    private sealed class TypedFunction<TConfig>(Action<Trial<TConfig>> train) : TrainingFunction
        where TConfig : notnull
    {
        public override Action Prepare(AttemptOrder order, AttemptReporter reporter, out Configuration inForce)
        {
            var config = ConfigBinder<TConfig>.Instance.Bind(order.Config);
            inForce = ConfigBinder<TConfig>.Instance.Unbind(config);
            var trial = new Trial<TConfig>(order, reporter, config);
            return () => train(trial);
        }
    }
}
