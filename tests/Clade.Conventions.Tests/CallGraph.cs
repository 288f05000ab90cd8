using System.Reflection;
using System.Reflection.Emit;

namespace Clade.Conventions.Tests;

/// <summary>Which methods can be reached from which, read from the compiled code of the house's assemblies.</summary>
/// <remarks>A call of a virtual method reaches all of its overrides; making a delegate counts as calling it.</remarks>
internal sealed class CallGraph
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
        | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static code => code.Value);

    private readonly HashSet<Assembly> _own;
    private readonly ILookup<MethodBase, MethodBase> _overrides;

    public CallGraph(params IEnumerable<Assembly> own)
    {
        _own = [.. own];
        var types = _own.SelectMany(static assembly => assembly.GetTypes()).ToArray();
        _overrides = types.SelectMany(OverridesIn).ToLookup(static pair => pair.Base, static pair => pair.Override);
    }

    /// <summary>Everything that is called on the way from the roots, the house's own methods and others.</summary>
    /// <returns>Each method, with the one that calls it.</returns>
    public Dictionary<MethodBase, MethodBase> ReachableFrom(IEnumerable<MethodBase> roots)
    {
        var reached = new Dictionary<MethodBase, MethodBase>();
        var open = new Queue<MethodBase>();
        foreach (var root in roots)
        {
            if (reached.TryAdd(Definition(root), root)) open.Enqueue(Definition(root));
        }

        while (open.TryDequeue(out var caller))
        {
            foreach (var callee in CalledBy(caller).SelectMany(m => _overrides[Definition(m)].Prepend(m)))
            {
                var definition = Definition(callee);
                if (reached.TryAdd(definition, caller) && _own.Contains(definition.Module.Assembly))
                {
                    open.Enqueue(definition);
                }
            }
        }

        return reached;
    }

    // A type's static fields are set when it is first used, and an async method's body is in a type of its own.
    private static IEnumerable<MethodBase> CalledBy(MethodBase method)
    {
        var initializer = method.DeclaringType?.TypeInitializer;
        if (initializer is not null && initializer != method) yield return initializer;

        var stateMachine = method.GetCustomAttribute<System.Runtime.CompilerServices.StateMachineAttribute>()
            ?.StateMachineType.GetMethod("MoveNext", All);
        if (stateMachine is not null) yield return stateMachine;

        foreach (var called in InstructionsOf(method)) yield return called;
    }

    private static IEnumerable<MethodBase> InstructionsOf(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var isLong = code[at] == 0xFE;
            var instruction = OpCodesByValue[isLong ? unchecked((short)(0xFE00 | code[at + 1])) : code[at]];
            at += isLong ? 2 : 1;
            if (instruction.OperandType is OperandType.InlineMethod or OperandType.InlineTok
                && Resolve(method, BitConverter.ToInt32(code, at)) is { } called)
            {
                yield return called;
            }

            at += SizeOf(instruction.OperandType, code, at);
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var arguments = method is MethodInfo { IsGenericMethod: true } ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, typeArguments, arguments) as MethodBase;
    }

    private static int SizeOf(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static IEnumerable<(MethodBase Base, MethodBase Override)> OverridesIn(Type type)
    {
        foreach (var method in type.GetMethods(All).Where(static m => m.IsVirtual))
        {
            var declared = method.GetBaseDefinition();
            if (declared != method) yield return (Definition(declared), method);
        }

        if (type.IsInterface || type.IsGenericTypeDefinition) yield break;
        foreach (var map in type.GetInterfaces().Select(type.GetInterfaceMap))
        {
            for (var i = 0; i < map.TargetMethods.Length; i++)
            {
                if (map.TargetMethods[i] is { } target) yield return (Definition(map.InterfaceMethods[i]), target);
            }
        }
    }

    private static MethodBase Definition(MethodBase method)
    {
        if (method is MethodInfo { IsGenericMethod: true } generic) method = generic.GetGenericMethodDefinition();
        return method.DeclaringType is { IsGenericType: true, IsGenericTypeDefinition: false } type
            ? MethodBase.GetMethodFromHandle(method.MethodHandle, type.GetGenericTypeDefinition().TypeHandle)!
            : method;
    }
}
