namespace Clade.Cli.TuneFiles;

/// <summary>The samplers, schedulers and so on that the library has, with their names in a file.</summary>
internal static class Kinds
{
    private static readonly Dictionary<Type, (string Word, string Suffix)> Bases = new()
    {
        [typeof(Sampler)] = ("sampler", "Sampler"),
        [typeof(Scheduler)] = ("scheduler", ""),
        [typeof(ExploitStrategy)] = ("exploit strategy", ""),
        [typeof(Explore)] = ("explore rule", ""),
    };

    private static readonly Dictionary<Type, string> OwnNames = new()
    {
        [typeof(HyperBand)] = "hyperband",
    };

    private static readonly Dictionary<Type, string> Abbreviations = new()
    {
        [typeof(PopulationBasedTraining)] = "pbt",
        [typeof(PopulationBasedTrainingReplay)] = "pbt_replay",
        [typeof(PopulationBasedBandits)] = "pb2",
        [typeof(FirstInFirstOut)] = "fifo",
    };

    private static readonly Dictionary<Type, KindShape> Shapes = Bases.ToDictionary(
        static item => item.Key, static item => new KindShape(item.Value.Word, () => Of(item.Key)));

    /// <summary>All that can be chosen among.</summary>
    public static IEnumerable<KindShape> All => Shapes.Values;

    /// <summary>The shape of a base type; none for any other type.</summary>
    public static KindShape? ShapeOf(Type type) => Shapes.GetValueOrDefault(type);

    /// <summary>The records with their names.</summary>
    public static IEnumerable<(Type Type, string Name)> Names => Bases.Keys.SelectMany(NamesOf);

    private static IEnumerable<(Type Type, string Name)> NamesOf(Type kind) => kind.Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(kind) && type.IsSealed)
        .Select(type => (type, NameOf(type, Bases[kind].Suffix)));

    private static IEnumerable<NamedKind> Of(Type kind)
    {
        var sealedOnes = NamesOf(kind).Select(static item => new NamedKind(
            item.Name, item.Type, new RecordShape(item.Type))
        {
            Abbreviation = Abbreviations.GetValueOrDefault(item.Type),
            Summary = XmlDocs.Of(item.Type).Summary,
        });
        return kind != typeof(Explore) ? sealedOnes : sealedOnes.Append(
            new NamedKind(
                SnakeCase.Of(nameof(Explore.PerturbOrResample)), Explore.PerturbOrResample.GetType(), Options: null)
            {
                Fixed = Explore.PerturbOrResample,
                Summary = XmlDocs.Of(typeof(Explore).GetProperty(nameof(Explore.PerturbOrResample))!).Summary,
            });
    }

    private static string NameOf(Type type, string suffix) => OwnNames.TryGetValue(type, out var name)
        ? name
        : SnakeCase.Of(suffix.Length > 0 && type.Name.EndsWith(suffix, StringComparison.Ordinal)
            ? type.Name[..^suffix.Length]
            : type.Name);
}
