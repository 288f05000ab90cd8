using System.Reflection;

namespace Clade.Workers;

/// <summary>A function found in this process.</summary>
/// <param name="Method">The method itself.</param>
/// <param name="Target">
/// What to call it on; null for a static method, else the stateless object behind a lambda.
/// </param>
internal sealed record BoundFunction(MethodInfo Method, object? Target)
{
    private static readonly Type[] Actions =
        [typeof(Action), typeof(Action<>), typeof(Action<,>), typeof(Action<,,>), typeof(Action<,,,>)];

    private static readonly Type[] Functions =
        [typeof(Func<>), typeof(Func<,>), typeof(Func<,,>), typeof(Func<,,,>), typeof(Func<,,,,>)];

    public TDelegate As<TDelegate>()
        where TDelegate : Delegate => Method.CreateDelegate<TDelegate>(Target);

    /// <summary>The function as an <c>Action</c> or <c>Func</c> of its own parameters, at most four.</summary>
    public Delegate ToDelegate()
    {
        Type[] parameters = [.. Method.GetParameters().Select(p => p.ParameterType)];
        var type = Method.ReturnType == typeof(void)
            ? Close(Actions[parameters.Length], parameters)
            : Close(Functions[parameters.Length], [.. parameters, Method.ReturnType]);
        return Method.CreateDelegate(type, Target);
    }

    private static Type Close(Type open, Type[] arguments) =>
        arguments.Length == 0 ? open : open.MakeGenericType(arguments);
}
