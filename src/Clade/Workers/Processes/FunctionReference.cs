using System.Globalization;
using System.Reflection;

namespace Clade.Workers;

/// <summary>Names a function so that another process of the same program can find it. Nothing is serialised.</summary>
/// <param name="AssemblyName">The simple name of its assembly.</param>
/// <param name="Mvid">The identity of that assembly's build; a rebuild that changes anything changes it.</param>
/// <param name="MetadataToken">The method within the build. Exact, but meaningless in another build.</param>
/// <param name="TypeName">The full name of the type that declares it; for people, and as a check of the token.</param>
/// <param name="MethodName">The name of the method; for people, and as a check of the token.</param>
internal sealed record FunctionReference(
    string AssemblyName, Guid Mvid, int MetadataToken, string TypeName, string MethodName)
{
    /// <summary>Names a static method, or a lambda or local function that captures nothing.</summary>
    /// <exception cref="CladeException">
    /// Another process could not run it; the message says why and the ways out.
    /// </exception>
    public static FunctionReference From(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        StartupHookSupport.Require();
        if (FunctionRefusal.Of(function) is { } refusal) throw new CladeException(refusal);

        var method = function.Method;
        return new FunctionReference(
            method.Module.Assembly.GetName().Name!,
            method.Module.ModuleVersionId,
            method.MetadataToken,
            method.DeclaringType!.FullName!,
            method.Name);
    }

    /// <summary>Finds the function in this process, which loads its assembly if need be.</summary>
    /// <exception cref="CladeException">The assembly is not there, or is another build.</exception>
    public BoundFunction Resolve()
    {
        var assembly = LoadAssembly();
        var module = assembly.ManifestModule;
        if (module.ModuleVersionId != Mvid)
        {
            throw new CladeException(
                $"The function {this} belongs to build {Mvid} of {AssemblyName}, but this worker has build " +
                $"{module.ModuleVersionId} ({RunningProgram.FileOf(assembly) ?? "in the program file"}). The " +
                "program was rebuilt after the experiment took " +
                "its snapshot, or another copy comes first on the worker's search path. Start the program again; an " +
                "experiment under way resumes where it stopped.");
        }

        var method = (MethodInfo)module.ResolveMethod(MetadataToken)!;
        Require(method.Name == MethodName && method.DeclaringType!.FullName == TypeName, method);
        return new BoundFunction(method, method.IsStatic ? null : InstanceOf(method.DeclaringType!));
    }

    /// <summary>One line that fits an environment variable; <see cref="Parse"/> reads it.</summary>
    public string ToText() => string.Join(
        '\t', AssemblyName, Mvid.ToString("N"), MetadataToken.ToString("x8", CultureInfo.InvariantCulture), TypeName,
        MethodName);

    public static FunctionReference Parse(string text) =>
        text.Split('\t') is [var assembly, var mvid, var token, var type, var method]
        ? new FunctionReference(
            assembly, Guid.ParseExact(mvid, "N"),
            int.Parse(token, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), type, method)
        : throw new FormatException($"'{text}' does not name a function: five fields between tabs are expected.");

    public override string ToString() => $"{TypeName}.{MethodName}";

    private Assembly LoadAssembly()
    {
        try
        {
            return Assembly.Load(new AssemblyName(AssemblyName));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw new CladeException(
                $"The worker cannot load the assembly {AssemblyName}, which holds the function {this}: {e.Message} " +
                "A worker is the program started again, and finds what the program's own .deps.json names. Reference " +
                "the assembly from the program's project, or use the in-process host.",
                e);
        }
    }

    // A lambda that captures nothing is an instance method of a class with no state, which keeps its one instance in a
    // static field. Another instance would do as well; this one keeps the compiler's promise that there is only one.
    private static object InstanceOf(Type closure)
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        return closure.GetFields(Static).FirstOrDefault(f => f.FieldType == closure)?.GetValue(null)
            ?? Activator.CreateInstance(closure, nonPublic: true)!;
    }

    private void Require(bool condition, MethodInfo found)
    {
        if (!condition)
        {
            throw new CladeException(
                $"Token {MetadataToken:x8} of {AssemblyName} is {found.DeclaringType}.{found.Name}, not {this}, " +
                "although the build is the same. The assembly was changed after it was compiled (by an obfuscator " +
                "or a weaver, say). Take that step out of the build, or use the in-process host.");
        }
    }
}
