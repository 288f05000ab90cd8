using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Clade.Cli.TuneFiles;

/// <summary>Reads YAML into nodes with places.</summary>
/// <remarks>
/// From the parser's events: YamlDotNet's own representation expands references without a limit. References
/// (<c>*name</c>) are followed, tags and merge keys are refused, and how values are typed is left to whoever asks.
/// </remarks>
internal sealed class YamlReader
{
    /// <summary>Lists and mappings within each other go at most so deep.</summary>
    public const int DepthMax = 60;

    /// <summary>A document has at most so many values, references written out.</summary>
    public const int NodesMax = 100_000;

    private readonly Parser _parser;
    private readonly string _source;
    private readonly List<Mistake> _mistakes = [];
    private readonly Dictionary<string, (YamlNode Node, int Count)> _anchors = new(StringComparer.Ordinal);
    private Place _last;
    private int _count;

    private YamlReader(string text, string source)
    {
        _source = source;
        _parser = new Parser(new StringReader(text));
        _last = new Place(source, 1, 1);
    }

    /// <param name="text">One document.</param>
    /// <param name="source">The file, as messages name it.</param>
    /// <returns>The document; a scalar with nothing in it where there is none.</returns>
    /// <exception cref="TuneFileException">It is no YAML, or has what is not read here.</exception>
    public static YamlNode Read(string text, string source)
    {
        var reader = new YamlReader(text, source);
        try
        {
            var node = reader.ReadDocument();
            return reader._mistakes.Count == 0 ? node : throw new TuneFileException(reader._mistakes);
        }
        catch (YamlException e)
        {
            throw new TuneFileException([.. reader._mistakes, YamlSyntax.MistakeOf(e, text, source)]);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or InvalidCastException)
        {
            // The parser has defects of its own, met by what is no YAML either.
            throw reader.Fatal(
                reader._last, "This is no YAML: the parser can't go on behind here. Close every bracket and quote, " +
                "and put texts with special characters into quotes.");
        }
    }

    private YamlNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _)) return new YamlScalar(new Place(_source, 1, 1), "", false);

        _parser.Consume<DocumentStart>();
        var root = ReadNode(depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<StreamEnd>(out _)) return root;

        Refuse(_parser.Current!, "A second document begins here, and only one is read. Remove it, or put it into a " +
            "file of its own.");
        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        if (++_count > NodesMax) throw TooMany();
        if (depth > DepthMax)
        {
            throw Fatal(
                _parser.Current!, $"Values are nested more than {DepthMax} deep here, and nothing in a tune.yaml is.");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Follow(alias);

        var begun = _count;
        var start = _parser.Consume<NodeEvent>();
        _last = PlaceOf(start);
        if (!start.Tag.IsEmpty && start is not Scalar { IsQuotedImplicit: true })
        {
            Refuse(start, $"The tag '{start.Tag.Value}' has no meaning here. Remove it; a text is written in quotes.");
        }

        YamlNode node = start switch
        {
            SequenceStart => ReadList(start, depth),
            MappingStart => ReadMapping(start, depth),
            _ => Scalar((Scalar)start),
        };
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor.Value] = (node, _count - begun + 1);
        return node;
    }

    private YamlScalar Scalar(Scalar scalar) =>
        new(PlaceOf(scalar), scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any));

    private YamlList ReadList(NodeEvent start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new YamlList(PlaceOf(start), items.ToImmutable());
    }

    private YamlMapping ReadMapping(NodeEvent start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var keys = new Dictionary<string, Place>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (_parser.Current is not YamlDotNet.Core.Events.Scalar)
            {
                throw Fatal(
                    _parser.Current!, "A key must be a single word here, and this is a list, a mapping or a " +
                    "reference. A text with '{' or '[' in front is put in quotes.");
            }

            var key = Scalar(_parser.Consume<Scalar>());
            var value = ReadNode(depth + 1);
            if (key is { Text: "<<", IsQuoted: false })
            {
                _mistakes.Add(new Mistake(
                    key.Place, "Merge keys ('<<') are not read. Write the keys out, or refer to a whole value with " +
                    "'*name'."));
            }
            else if (keys.TryGetValue(key.Text, out var first))
            {
                _mistakes.Add(new Mistake(
                    key.Place, $"{key.Kind} stands here again, after line {first.Line}, and only one of both could " +
                    "count. Remove one."));
            }
            else
            {
                keys.Add(key.Text, key.Place);
                entries.Add(new YamlEntry(key, value));
            }
        }

        return new YamlMapping(PlaceOf(start), entries.ToImmutable());
    }

    private YamlNode Follow(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var anchor))
        {
            throw Fatal(
                alias, $"'*{alias.Value.Value}' refers to '&{alias.Value.Value}', which does not stand before it. " +
                "Correct the name; a text with '*' in front is put in quotes.");
        }

        // Ten references to ten references to … would be more than any memory holds.
        if ((_count += anchor.Count) > NodesMax) throw TooMany();
        return anchor.Node;
    }

    private TuneFileException TooMany() => Fatal(
        _parser.Current!, $"The document has more than {NodesMax} values by here, references written out, and no " +
        "tune.yaml needs so many.");

    private void Refuse(ParsingEvent at, string message) => _mistakes.Add(new Mistake(PlaceOf(at), message));

    private TuneFileException Fatal(ParsingEvent at, string message) => Fatal(PlaceOf(at), message);

    private TuneFileException Fatal(Place at, string message) => new([.. _mistakes, new Mistake(at, message)]);

    private Place PlaceOf(ParsingEvent at) => new(_source, (int)at.Start.Line, (int)at.Start.Column);
}
