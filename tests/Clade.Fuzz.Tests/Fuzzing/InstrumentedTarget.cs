using System.Reflection;
using System.Runtime.Loader;

namespace Clade.Fuzz.Fuzzing;

/// <summary>
/// A target whose Clade counts its branches: copies of the assemblies are instrumented and loaded beside the plain
/// ones, together with a second copy of this one, all in one process.
/// </summary>
/// <remarks>Only types of the base library pass between the two: every other type exists twice.</remarks>
internal sealed class InstrumentedTarget : AssemblyLoadContext, IFuzzTarget, IDisposable
{
    private static readonly string[] Instrumented = ["Clade.Core", "Clade"];

    private readonly string _folder = Directory.CreateTempSubdirectory("clade-fuzz-").FullName;
    private readonly Func<byte[], string> _run;

    private InstrumentedTarget(string name)
        : base("instrumented")
    {
        // What the assemblies refer to is looked for beside them.
        foreach (var assembly in Instrumented.Append("SharpFuzz.Common"))
        {
            File.Copy(
                Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"), Path.Combine(_folder, $"{assembly}.dll"));
        }

        foreach (var assembly in Instrumented) Instrument(assembly);
        var entry = LoadFromAssemblyPath(typeof(InstrumentedTarget).Assembly.Location)
            .GetType(typeof(FuzzTargets).FullName!)!
            .GetMethod(nameof(FuzzTargets.Export), BindingFlags.Public | BindingFlags.Static)!;
        var exported = (object[])entry.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [name], null)!;
        (_run, Seeds, Words) = ((Func<byte[], string>)exported[0], (byte[][])exported[1], (byte[][])exported[2]);
    }

    public IReadOnlyList<byte[]> Seeds { get; }

    public IReadOnlyList<byte[]> Words { get; }

    /// <exception cref="ArgumentException">There is no target of that name.</exception>
    public static InstrumentedTarget Load(string name) => new(name);

    public string Run(byte[] input) => _run(input);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    protected override Assembly? Load(AssemblyName assemblyName) => Instrumented.Contains(assemblyName.Name)
        ? LoadFromAssemblyPath(Path.Combine(_folder, $"{assemblyName.Name}.dll"))
        : null;

    private void Instrument(string assembly)
    {
        var types = SharpFuzz.Fuzzer.Instrument(
            Path.Combine(_folder, $"{assembly}.dll"), static _ => true, SharpFuzz.Options.Value).ToList();
        if (types.Count == 0) throw new InvalidOperationException($"Nothing of {assembly} was instrumented.");
    }
}
