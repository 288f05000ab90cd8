using Clade.Fuzz.Targets;

namespace Clade.Fuzz.Fuzzing;

/// <summary>The targets by name.</summary>
internal static class FuzzTargets
{
    public static readonly string[] Names = ["channel", "store"];

    /// <exception cref="ArgumentException">There is no target of that name.</exception>
    public static IFuzzTarget Find(string name) => name switch
    {
        "channel" => new ChannelTarget(),
        "store" => new StoreTarget(),
        _ => throw new ArgumentException($"'{name}' is no target; there are {string.Join(" and ", Names)}."),
    };

    /// <summary>A target in types that all copies of this assembly share.</summary>
    public static object[] Export(string name)
    {
        var target = Find(name);
        return [new Func<byte[], string>(target.Run), target.Seeds.ToArray(), target.Words.ToArray()];
    }
}
