using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Clade.Workers;

/// <summary>Why a function cannot be named to another process, and what to write instead.</summary>
internal static class FunctionRefusal
{
    private const BindingFlags Instance =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private const string InProcess =
        "set Workers = WorkerKind.InProcess in the options, which runs the function in this process";

    /// <summary>The refusal, or null where the function can be named.</summary>
    public static string? Of(Delegate function)
    {
        if (function.GetInvocationList().Length > 1)
        {
            return $"The training function is a combination of {function.GetInvocationList().Length} delegates; a " +
                "worker is told the name of one method. Pass one method that calls the others.";
        }

        return OfState(function) ?? OfGenerics(function.Method) ?? OfAssembly(function.Method);
    }

    private static string? OfState(Delegate function)
    {
        var method = function.Method;
        if (method is DynamicMethod || method.DeclaringType is null)
        {
            return $"The training function '{method.Name}' was generated at run time (a compiled expression or a " +
                "dynamic method), so another process has no code for it. Pass a method or a lambda written in " +
                $"source, or {InProcess}.";
        }

        if (function.Target is not { } target) return null;
        if (method.IsStatic)
        {
            return $"The training function {Name(method)} comes with its first argument bound to a " +
                $"{target.GetType()} of this process, which another process does not have. Pass a static method or a " +
                $"lambda that makes the object itself (put what it needs into the configuration), or {InProcess}.";
        }

        // A lambda that uses members of its class, and no variable, is compiled into a method of that class.
        var isLambdaOfClass = method.Name.Contains('<', StringComparison.Ordinal);
        var isWrittenByUser = !IsWrittenByCompiler(target.GetType());
        if (isWrittenByUser && !isLambdaOfClass)
        {
            return $"The training function {Name(method)} is an instance method: it would need this very " +
                $"{target.GetType()}, which another process does not have. Make the method static and put the " +
                $"values it needs into the configuration, or {InProcess}.";
        }

        List<string> captured = isWrittenByUser ? ["this"] : ClosureReader.CapturedBy(method, target);
        return captured.Count == 0 ? null : OfCaptures(captured);
    }

    private static string OfCaptures(List<string> captured)
    {
        var (values, them) = captured.Count == 1 ? ("value", "it") : ("values", "them");
        return $"The training function captures {string.Join(", ", captured.Select(c => $"'{c}'"))}: " +
            $"{(captured.Count == 1 ? "a value" : "values")} of this process that another process does not have. " +
            $"Put the {values} into the configuration (a constant parameter, say) and read {them} from " +
            $"trial.Config, or {InProcess}. Writing 'static' before the lambda makes the compiler point at each " +
            "capture.";
    }

    private static string? OfGenerics(MethodInfo method) =>
        method.IsGenericMethod || method.DeclaringType!.IsGenericType
            ? $"The training function {Name(method)} is generic; its name alone does not say for which types. Wrap " +
                "it in a lambda outside generic code, which fixes them: trial => Train<MyModel>(trial)."
            : null;

    private static string? OfAssembly(MethodInfo method)
    {
        var assembly = method.Module.Assembly;
        var name = assembly.GetName().Name;
        if (assembly.IsDynamic)
        {
            return $"The training function {Name(method)} lives in the assembly '{name}', which was generated at run " +
                "time (by a script or a notebook, say), so another process cannot load it. Compile it into a " +
                $"project, or {InProcess}.";
        }

        var isOwn = AssemblyLoadContext.GetLoadContext(assembly) == AssemblyLoadContext.Default
            && RunningProgram.Knows(assembly);
        return isOwn ? null :
            $"The training function {Name(method)} lives in the assembly '{name}', which the program loaded at run " +
            "time (a plug-in, a script or a notebook); another process would not find it by name. Reference it " +
            $"from the program's project, or {InProcess}.";
    }

    // Compilers give the classes behind lambdas names that no source can have: "<>c" (C#), "main@12" (F#),
    // "_Closure$__" (Visual Basic).
    private static bool IsWrittenByCompiler(Type type) =>
        type.Name.AsSpan().ContainsAny('<', '@', '$') ||
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static string Name(MethodInfo method) => $"{method.DeclaringType}.{method.Name}";

    /// <summary>
    /// Reads which variables a lambda captured out of the object that the compiler made to hold them.
    /// </summary>
    private static class ClosureReader
    {
        private const byte LoadField = 0x7B;
        private const byte LoadFieldAddress = 0x7C;
        private const byte StoreField = 0x7D;

        public static List<string> CapturedBy(MethodInfo method, object closure)
        {
            var all = FieldsOf(closure).ToList();

            // Lambdas of one scope share one object. Naming what another of them captured would send the reader
            // looking for a variable that this one does not mention; where the body does not tell (a lambda within the
            // lambda uses it), all are named.
            var used = all.Where(f => BodiesOf(method).Any(body => Mentions(body, f.Field))).ToList();
            return [.. (used.Count > 0 ? used : all).Select(f => f.Name).Distinct()];
        }

        private static IEnumerable<(string Name, FieldInfo Field)> FieldsOf(object closure)
        {
            for (var type = closure.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            {
                foreach (var field in type.GetFields(Instance))
                {
                    if (field.Name.EndsWith("__this", StringComparison.Ordinal))
                    {
                        yield return ("this", field);
                    }
                    else if (field.Name.StartsWith("CS$<>8__locals", StringComparison.Ordinal) &&
                        field.GetValue(closure) is { } outer)
                    {
                        foreach (var captured in FieldsOf(outer)) yield return captured;
                    }
                    else if (!field.Name.StartsWith("<>9__", StringComparison.Ordinal))
                    {
                        // All but the delegates of inner lambdas, which the compiler keeps there once made.
                        yield return (field.Name.Replace("$VB$Local_", "", StringComparison.Ordinal), field);
                    }
                }
            }
        }

        // The code of an async method or an iterator is in the MoveNext of its state machine.
        private static IEnumerable<byte[]> BodiesOf(MethodInfo method)
        {
            var machine = method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType;
            MethodInfo?[] methods = [method, machine?.GetMethod("MoveNext", Instance)];
            return methods.Select(m => m?.GetMethodBody()?.GetILAsByteArray()).OfType<byte[]>();
        }

        // Looks for the instruction's bytes instead of decoding the stream: a chance match only adds a captured name.
        private static bool Mentions(byte[] body, FieldInfo field)
        {
            var token = BitConverter.GetBytes(field.MetadataToken);
            return new[] { LoadField, LoadFieldAddress, StoreField }
                .Any(opcode => body.AsSpan().IndexOf([opcode, .. token]) >= 0);
        }
    }
}
